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


def outcomes(watcher: FolderWatcher) -> list[tuple[str, str]]:
    found = [step if isinstance(step, IngestResult) else step.result for step in watcher.poll()]
    return [(Path(outcome.source).name, outcome.status) for outcome in found if outcome]


def test_additions_changes_and_removals_are_followed(library: Library, folder: Path) -> None:
    watcher = FolderWatcher(library, folder, settle=0, tags=["kept"])
    (folder / "a.txt").write_text("Ants carry leaves.")
    (folder / "b.txt").write_text("Bees make honey.")
    (folder / "c.zip").write_bytes(zipped({"in.txt": "Crows use tools.", "too.txt": "Owls see."}))
    assert outcomes(watcher) == [
        ("a.txt", "added"),
        ("b.txt", "added"),
        ("in.txt", "added"),
        ("too.txt", "added"),
    ]
    assert outcomes(watcher) == []

    (folder / "a.txt").write_text("Ants are strong.")
    os.utime(folder / "b.txt", (1, 1))
    (folder / "c.zip").write_bytes(zipped({"in.txt": "Crows use tools."}))
    assert outcomes(watcher) == [
        ("a.txt", "replaced"),
        ("in.txt", "unchanged"),
        ("too.txt", "removed"),
    ], "b.txt is the same but for its time"

    (folder / "b.txt").unlink()
    (folder / "c.zip").unlink()
    assert outcomes(watcher) == [("b.txt", "removed"), ("in.txt", "removed")]
    assert [(Path(entry.source).name, entry.tags) for entry in library.list_documents()] == [
        ("a.txt", ("kept",))
    ]
    assert check_library(library.path) == []


def test_what_lies_elsewhere_is_left_alone(library: Library, folder: Path) -> None:
    from tests.conftest import document

    library.add(document("Words.", source=f"{folder}-2/x.txt"))
    assert outcomes(FolderWatcher(library, folder)) == []
    assert len(library.list_documents()) == 1


def test_a_file_just_written_is_left_to_settle_and_a_bad_one_is_told_once(
    library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text("Ants.")
    (folder / "bad.txt").write_bytes(b"\0")
    os.utime(folder / "bad.txt", (1, 1))
    watcher = FolderWatcher(library, folder, settle=60)
    assert outcomes(watcher) == [("bad.txt", "refused")]
    assert outcomes(watcher) == []


def test_a_folder_that_is_gone_takes_nothing_with_it(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text("Ants.")
    watcher = FolderWatcher(library, folder, settle=0)
    assert outcomes(watcher) == [("a.txt", "added")]
    (folder / "a.txt").unlink()
    folder.rmdir()
    with pytest.raises(PinciteError, match="There is no file or folder"):
        outcomes(watcher)
    assert len(library.list_documents()) == 1
