"""Messages of errors."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from index.errors import CorruptLibraryError, OutdatedLibraryError, PinciteError, command
from index.storage.connection import Store

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
