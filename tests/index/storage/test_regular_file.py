from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.storage.regular_file import open_regular_file


def test_a_file_is_opened_up_to_its_maximum_size(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    with open_regular_file(path, max_bytes=5) as file:
        assert file.read() == b"12345"
    with pytest.raises(PinciteError, match="it has 5 bytes; a file may have at most 4"):
        open_regular_file(path, max_bytes=4)


def test_other_things_are_named(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match=r"cannot be read \(No such file"):
        open_regular_file(tmp_path / "none.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and folders of POSIX")
def test_a_pipe_without_a_writer_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("pipe.txt", "."):
        with pytest.raises(PinciteError, match="not a regular file"):
            open_regular_file(tmp_path / name)
