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

from index.errors import PinciteError, StorageError
from index.library import Library
from index.maintenance.backup import backup
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


def make_nothing(folder: Path, library: Path) -> None:
    """Raises unless a new library and a backup are refused, and nothing is left in the folder."""
    with pytest.raises(StorageError, match=r"new\.pincite cannot be made: nothing can be written"):
        Library.open(folder / "new.pincite", create=True, encoder=WordEncoder())
    with pytest.raises(PinciteError, match=r"b\.pincite cannot be written: nothing can be written"):
        backup(library, folder / "b.pincite")
    assert [each.name for each in folder.iterdir()] == [library.name]


def test_nothing_is_made_in_a_read_only_folder(path: Path) -> None:
    path.parent.chmod(0o555)
    without_root(lambda: make_nothing(path.parent, path))


def test_a_file_is_not_made_in_a_folder_that_is_not_there(path: Path) -> None:
    with pytest.raises(PinciteError, match=r"There is no folder .*nowhere\. Make it"):
        backup(path, path.parent / "nowhere" / "b.pincite")


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
