"""The libraries of a folder: listed, opened once, made; unusable names are rejected."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import PinciteError
from qa.decision.calibration import OperatingPoint
from tests.support.ui_engine import HIGH, StandIn, document, library
from tests.ui.blocking import BlockingStandIn
from ui.engine.admission import ServerBusy
from ui.engine.engine import Engine
from ui.engine.libraries import ALL, Libraries


@pytest.fixture
def libraries(tmp_path: Path) -> Iterator[Libraries]:
    with library(tmp_path / "small.pincite") as small:
        libraries = Libraries(Engine(StandIn(small)))
        yield libraries
        libraries.close()


def test_a_new_library_is_empty_and_in_the_same_folder(
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


def test_all_libraries_are_asked_as_one(libraries: Libraries) -> None:
    """Those that are seen; on a server with users, nobody sees any without a role."""
    assert not libraries.can_join
    with pytest.raises(PinciteError, match="There is no library"):
        libraries.engine(ALL)
    notes = libraries.engine(libraries.make("notes")).library
    libraries.make("others")
    notes.add(document("towers.md", "Towers", ("Facts", "The tower is 12 metres high.")))
    both = libraries.engine(ALL)
    assert libraries.engine(ALL) is both
    assert both.library.count() == libraries.engine("small").library.count() + 1
    assert not both.ask(HIGH).abstained
    with pytest.raises(PinciteError, match=f"{ALL}.* cannot be changed"):
        both.library.remove("towers.md")
    one = libraries.limited(lambda name: name == "small", lambda _: False, lambda *_: None)
    assert not one.can_join
    two = libraries.limited(lambda name: name != "notes", lambda _: False, lambda *_: None)
    assert two.engine(ALL).library.count() == both.library.count() - 1
    count = both.library.count()
    libraries.delete("others")
    assert libraries.engine(ALL) is not both
    assert libraries.engine(ALL).library.count() == count
    shared = Libraries(libraries.engine("small"), users=True)
    assert not shared.can_join
    assert shared.limited(lambda _: True, lambda _: True, lambda *_: None).can_join


@pytest.mark.parametrize("name", ["gone", "../small", "a/b", "small.pincite", "SMALL", " "])
def test_an_unknown_name_is_no_other_library(libraries: Libraries, name: str) -> None:
    assert libraries.engine("").library.path.stem == "small"
    with pytest.raises(PinciteError, match=r"There is no library .* Choose one of small"):
        libraries.engine(name)


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", "../x", "a/b", "a\\b", "a\0b", "x" * 81, "a:b", "-x"]
)
def test_unusable_names_are_rejected(libraries: Libraries, name: str, tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match="cannot be the name of a library"):
        libraries.make(name)
    assert libraries.names() == ["small"]


def test_the_risks_are_those_of_each_library(tmp_path: Path) -> None:
    """A library may have a calibration of its own."""

    class OwnRisks(StandIn):
        @property
        def operating_points(self) -> tuple[OperatingPoint, ...]:  # type: ignore[override]
            share = 0.1 if self.library.path.stem == "small" else 0.2
            return (OperatingPoint(share, 0.5, 0.9, None),)

    library(tmp_path / "other.pincite").close()
    with library(tmp_path / "small.pincite") as small:
        libraries = Libraries(Engine(OwnRisks(small)))
        assert [
            [risk.max_error_rate for risk in libraries.engine(name).risks]
            for name in ("small", "other")
        ] == [[0.1], [0.2]]
        libraries.close()


def test_a_taken_name_is_rejected(libraries: Libraries) -> None:
    with pytest.raises(PinciteError, match="There is already a library 'SMALL'"):
        libraries.make("SMALL")


def test_all_libraries_share_one_queue(tmp_path: Path) -> None:
    with library(tmp_path / "small.pincite") as small:
        pipeline = BlockingStandIn(small)
        libraries = Libraries(Engine(pipeline, max_concurrent=1, max_queued=0))
        libraries.make("second")
        first = threading.Thread(target=libraries.engine().ask, args=[HIGH])
        first.start()
        assert pipeline.begun.wait(30)
        second = libraries.engine("second")
        with pytest.raises(ServerBusy):
            second.search(HIGH, 1)
        pipeline.answer.set()
        first.join(30)
        assert second.search(HIGH, 1) == []
        assert second.metrics is libraries.engine().metrics
        libraries.close()


def test_a_file_that_is_not_a_library_is_reported(libraries: Libraries, tmp_path: Path) -> None:
    (tmp_path / "broken.pincite").write_text("no library")
    with pytest.raises(PinciteError, match=r"cannot be opened as a library|not a Pincite library"):
        libraries.engine("broken")
    assert libraries.engine("small") is libraries.engine()
