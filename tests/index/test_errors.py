"""Messages of errors."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import CorruptLibraryError, OutdatedLibraryError, PinciteError, command, reason
from index.storage.connection import Store
from tests.support.commands import call_pincite, error_line

PATH = Path("/my docs/it's mine.pincite")


def test_commands_are_quoted_where_a_shell_needs_it() -> None:
    assert command("add", Path("/a/b.pincite"), "FILES...") == "pincite add /a/b.pincite FILES..."
    assert shlex.split(command("list", PATH)) == ["pincite", "list", str(PATH)]


def test_a_remedy_can_be_copied(tmp_path: Path) -> None:
    library = tmp_path / "my library.pincite"
    with pytest.raises(PinciteError) as missing:
        Store(library)
    for message, words in (
        (str(CorruptLibraryError(PATH, "a row")), ["check", str(PATH)]),
        (str(OutdatedLibraryError(PATH)), ["upgrade", str(PATH)]),
        (str(missing.value), ["add", str(library), "FILES..."]),
    ):
        copied = message.rpartition(": ")[2]
        assert shlex.split(copied) == ["pincite", *words]


@pytest.mark.parametrize(
    ("fails", "words"),
    [
        (lambda: Path("/no/such/file").read_text(), "No such file or directory"),
        (lambda: b"\xff".decode(), "it is not text in UTF-8"),
        (lambda: json.loads('{"a":\n x}'), "broken JSON at line 2, column 2"),
    ],
)
def test_reasons_are_in_words(fails: Callable[[], object], words: str) -> None:
    with pytest.raises((OSError, ValueError)) as caught:
        fails()
    assert reason(caught.value) == words


def test_a_missing_citation_is_not_called_broken(tmp_path: Path) -> None:
    path, remedy = tmp_path / "none.json", "Give it what `pincite ask --json` printed."
    assert error_line(call_pincite("verify", tmp_path / "my.pincite", path)) == (
        f"{path} cannot be read (No such file or directory). {remedy}\n"
    )
    assert error_line(call_pincite("verify", tmp_path / "my.pincite", "-", stdin="{")) == (
        f"Standard input cannot be read (broken JSON at line 1, column 2). {remedy}\n"
    )
