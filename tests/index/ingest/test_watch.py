"""Watching a folder: additions, changes and removals."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.ingest.watch import FolderWatcher
from index.library import IngestResult, Library
from index.maintenance.check import check_library
from tests.support.make_files import zipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


def poll(watcher: FolderWatcher) -> list[tuple[str, str]]:
    """(file name, status) of each document that was added, replaced, removed or refused."""
    results = [
        event if isinstance(event, IngestResult) else event.result for event in watcher.poll()
    ]
    return [(Path(result.source).name, result.status) for result in results if result]


def test_additions_changes_and_removals_are_followed(library: Library, folder: Path) -> None:
    watcher = FolderWatcher(library, folder, settle=0, tags=["animals"])
    (folder / "a.txt").write_text("Ants carry leaves.")
    (folder / "b.txt").write_text("Bees make honey.")
    (folder / "c.zip").write_bytes(zipped({"in.txt": "Crows use tools.", "too.txt": "Owls see."}))
    assert poll(watcher) == [
        ("a.txt", "added"),
        ("b.txt", "added"),
        ("in.txt", "added"),
        ("too.txt", "added"),
    ]
    assert poll(watcher) == []

    (folder / "a.txt").write_text("Ants are strong.")
    os.utime(folder / "b.txt", (1, 1))
    (folder / "c.zip").write_bytes(zipped({"in.txt": "Crows use tools."}))
    assert poll(watcher) == [
        ("a.txt", "replaced"),
        ("in.txt", "unchanged"),
        ("too.txt", "removed"),
    ], "b.txt is the same but for its time"

    (folder / "b.txt").unlink()
    (folder / "c.zip").unlink()
    assert poll(watcher) == [("b.txt", "removed"), ("in.txt", "removed")]
    assert [(Path(entry.source).name, entry.tags) for entry in library.list_documents()] == [
        ("a.txt", ("animals",))
    ]
    assert check_library(library.path) == []


def test_documents_from_other_folders_are_not_removed(library: Library, folder: Path) -> None:
    from tests.conftest import document

    library.add(document("Words.", source=f"{folder}-2/x.txt"))
    assert poll(FolderWatcher(library, folder)) == []
    assert len(library.list_documents()) == 1


def test_a_file_that_was_just_written_waits_and_a_refused_one_is_reported_once(
    library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text("Ants.")
    (folder / "bad.txt").write_bytes(b"\0")
    os.utime(folder / "bad.txt", (1, 1))
    watcher = FolderWatcher(library, folder, settle=60)
    assert poll(watcher) == [("bad.txt", "refused")]
    assert poll(watcher) == []


def test_documents_stay_when_the_folder_is_gone(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text("Ants.")
    watcher = FolderWatcher(library, folder, settle=0)
    assert poll(watcher) == [("a.txt", "added")]
    (folder / "a.txt").unlink()
    folder.rmdir()
    with pytest.raises(PinciteError, match="There is no file or folder"):
        poll(watcher)
    assert len(library.list_documents()) == 1


def test_files_that_are_not_read_are_known(library: Library, folder: Path) -> None:
    watcher = FolderWatcher(library, folder, settle=0)
    (folder / "a.txt").write_text("Ants carry leaves.")
    (folder / "b.yaml").write_text("b: 1")
    poll(watcher)
    assert [Path(file.source).name for file in watcher.skipped] == ["b.yaml"]
    (folder / "b.yaml").unlink()
    poll(watcher)
    assert watcher.skipped == ()
