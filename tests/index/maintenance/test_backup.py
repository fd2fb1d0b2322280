"""Backup: a verified copy of one generation, which overwrites nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.library import Library
from index.maintenance.backup import backup
from index.maintenance.check import check_library
from index.storage.atomic import atomic_create
from tests.conftest import WordEncoder, damage, document


def test_a_backup_equals_the_library(
    library: Library, encoder: WordEncoder, tmp_path: Path
) -> None:
    for number in range(5):
        library.add(document(f"Cats purr {number} times.", f"{number}.txt"))
    backup(library.path, tmp_path / "copy.pincite")
    assert check_library(tmp_path / "copy.pincite") == []
    with Library.open(tmp_path / "copy.pincite", encoder=encoder) as copy:
        assert copy.list_documents() == library.list_documents()
        assert copy.search("cats purr 3") == library.search("cats purr 3")
    assert [path.name for path in tmp_path.iterdir() if "tmp" in path.name] == []


def test_an_existing_file_is_not_overwritten(library: Library, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(PinciteError, match=r"mine\.txt exists already\. Name another file"):
        backup(library.path, tmp_path / "mine.txt")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_file_created_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    writing = atomic_create(tmp_path / "late.txt")
    writing.__enter__().write_text("late")
    (tmp_path / "late.txt").write_text("early")
    with pytest.raises(PinciteError, match="exists already"):
        writing.__exit__(None, None, None)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("late.txt", "early")]


def test_a_damaged_library_is_not_backed_up(library: Library, tmp_path: Path) -> None:
    library.add(document("Cats purr."))
    damage(library.path, "UPDATE document SET title = 'x'")
    with pytest.raises(
        PinciteError, match=r"is damaged \(document 1 .*\), so it was not backed up"
    ):
        backup(library.path, tmp_path / "copy.pincite")
    assert not (tmp_path / "copy.pincite").exists()


def test_a_missing_folder_is_reported(library: Library, tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match=r"There is no folder .*none\. Make it"):
        backup(library.path, tmp_path / "none" / "copy.pincite")


def test_backups_while_others_write(library: Library, encoder: WordEncoder, tmp_path: Path) -> None:
    """Each has the documents up to some point, in the order they were added."""
    done = threading.Event()

    def write() -> None:
        with Library.open(library.path, encoder=encoder) as other:
            for number in range(30):
                other.add(document(f"Cats purr {number} times.", f"{number:02}.txt"))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    copies = [tmp_path / f"copy-{number}.pincite" for number in range(200)]
    count = 0
    while not done.is_set() or count == 0:
        backup(library.path, copies[count])
        count += 1
    writer.join()
    for copy in copies[:count]:
        with Library.open(copy, encoder=encoder) as opened:
            sources = [entry.source for entry in opened.list_documents()]
            assert sources == [f"{number:02}.txt" for number in range(len(sources))]
    assert check_library(library.path) == []
