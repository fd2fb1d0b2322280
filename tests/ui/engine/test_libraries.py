"""The libraries of a folder: found, opened once, made; names that lead elsewhere are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import PinciteError
from tests.support.ui_engine import HIGH, StandIn, library
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries


@pytest.fixture
def libraries(tmp_path: Path) -> Iterator[Libraries]:
    with library(tmp_path / "small.pincite") as made:
        found = Libraries(Engine(StandIn(made)))
        yield found
        found.close()


def test_a_new_one_is_empty_and_stands_beside_the_first(
    libraries: Libraries, tmp_path: Path
) -> None:
    assert libraries.names() == ["small"]
    assert libraries.make(" my notes.pincite ") == "my notes"
    assert libraries.names() == ["my notes", "small"]
    assert (tmp_path / "my notes.pincite").is_file()
    other = libraries.engine("my notes")
    assert other.library.list_documents() == []
    assert libraries.engine("my notes") is other
    assert other.ask(HIGH).abstained
    assert not libraries.engine("small").ask(HIGH).abstained


def test_what_is_not_there_is_the_first(libraries: Libraries) -> None:
    assert {
        libraries.engine(name).library.path.stem for name in ("", "gone", "../small", "a/b")
    } == {"small"}


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", "../x", "a/b", "a\\b", "a\0b", "x" * 81, "a:b", "-x"]
)
def test_names_that_will_not_do(libraries: Libraries, name: str, tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match="cannot be the name of a library"):
        libraries.make(name)
    assert libraries.names() == ["small"]


def test_a_taken_name_is_refused(libraries: Libraries) -> None:
    with pytest.raises(PinciteError, match="There is a library 'SMALL' already"):
        libraries.make("SMALL")


def test_all_of_them_pass_one_admission(libraries: Libraries) -> None:
    libraries.make("second")
    one, two = libraries.engine(), libraries.engine("second")
    assert one._admission is two._admission
    assert one.metrics is two.metrics


def test_one_that_is_none_is_named(libraries: Libraries, tmp_path: Path) -> None:
    (tmp_path / "broken.pincite").write_text("no library")
    with pytest.raises(PinciteError, match=r"cannot be opened as a library|not a Pincite library"):
        libraries.engine("broken")
