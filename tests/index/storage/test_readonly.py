"""A read-only library, or one on a read-only medium, can be asked like any other."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.library import Library
from index.maintenance.check import check_library
from tests.conftest import WordEncoder, document

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="permissions and mounts of Linux"
)


def ask_and_fail_to_change(path: Path) -> None:
    """Raises unless asking and checking work, and a change is refused."""
    with Library.open(path, create=True, encoder=WordEncoder()) as library:
        assert [passage.span.text for passage in library.search("cats purr")] == ["Cats purr."]
        assert len(library.list_documents()) == 1
        library.refresh_index()
        with pytest.raises(
            PinciteError, match="cannot be changed: the file or its folder is read-only"
        ):
            library.add(document("Dogs bark."))
    assert check_library(path) == []


def without_root(action: Callable[[], None]) -> None:
    """Calls it in a child process without root's rights; in this process if it has none."""
    if os.geteuid() != 0:
        action()
        return
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setuid(65534)
            action()
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0


@pytest.fixture
def path(library: Library) -> Iterator[Path]:
    library.add(document("Cats purr."))
    library.close()
    folder = Path(
        tempfile.mkdtemp(prefix="pincite-read-only-")
    )  # pytest's own are closed to others
    folder.chmod(0o755)
    shutil.copy(library.path, folder)
    yield folder / library.path.name
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("log", [False, True], ids=["journal", "write-ahead log"])
@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o755), (0o644, 0o555), (0o444, 0o555)])
def test_without_permission_to_write(path: Path, file: int, folder: int, log: bool) -> None:
    if log:
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode=WAL")
        db.close()
    path.chmod(file)
    path.parent.chmod(folder)
    without_root(lambda: ask_and_fail_to_change(path))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root mounts")
def test_on_a_read_only_mount(path: Path, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    if subprocess.run(
        ["mount", "--bind", path.parent, medium], capture_output=True, check=False
    ).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", medium], check=True)
        ask_and_fail_to_change(medium / path.name)
    finally:
        subprocess.run(["umount", "-l", medium], check=True)
