"""What machines of a cluster do for an ingest, called here: results are plain, errors named."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from pathlib import Path

import pytest

from index import chunking
from index.collection.files.folder import CollectionFolder, file_sha256
from index.encoders.registry import default_encoder
from pincite.cluster.ingest.tasks import Job, hash_files, make_part
from pincite.cluster.ingest.work_folder import PREFIX, work_folder


def _job(path: Path, splitter: str = chunking.VERSION) -> Job:
    fingerprint = default_encoder().fingerprint
    return Job(
        collection=str(path),
        tags=[],
        ocr=False,
        encoder_folder="",
        encoder=(fingerprint.model, fingerprint.sha256, fingerprint.dimension),
        splitter=splitter,
        max_passage_chars=300,
    )


def test_files_that_cannot_be_read_make_no_part(tmp_path: Path) -> None:
    folder = CollectionFolder(tmp_path / "my.collection")
    folder.create()
    broken, missing = tmp_path / "broken.pdf", tmp_path / "missing.txt"
    broken.write_bytes(b"%PDF-1.4 no pages")
    files = [(path.name, str(path)) for path in (broken, missing)]
    hashed = hash_files(files)
    assert hashed == {"files": [(file_sha256(broken), 17), ("", 0)], "error": ""}
    made = make_part(_job(folder.path), files)
    assert (made["part"], made["error"], made["sentences"]) == (None, "", 0)
    assert [[source for source, _ in refused] for _, refused in made["files"]] == [
        ["broken.pdf"],
        ["missing.txt"],
    ]
    assert json.loads(json.dumps(made))["error"] == ""
    assert [*folder.parts.iterdir()] == []


def test_a_machine_that_does_not_see_the_folders_is_named(tmp_path: Path) -> None:
    elsewhere = [("a.txt", str(tmp_path / "nowhere" / "a.txt"))]
    told = f"On the machine {socket.gethostname()}: There is no folder {tmp_path}/nowhere. All"
    assert hash_files(elsewhere)["error"].startswith(told)
    made = make_part(_job(tmp_path / "no.collection"), [])
    assert f"There is no folder {tmp_path}/no.collection/parts" in made["error"]


def test_an_exception_that_nobody_expected_is_named_without_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("words of a document")

    monkeypatch.setattr("pincite.cluster.ingest.tasks.read_part", fail)
    folder = CollectionFolder(tmp_path / "my.collection")
    folder.create()
    made = make_part(_job(folder.path), [("a.txt", str(tmp_path / "a.txt"))])
    assert (made["crash"], made["error"], made["files"]) == ("ValueError", "", [])


def test_folders_that_killed_tasks_leave_are_removed_by_later_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But neither those that are in use, nor one that is just being made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned, young = tmp_path / f"{PREFIX}killed", tmp_path / f"{PREFIX}young"
    for folder in (abandoned, young):
        folder.mkdir()
        (folder / "part.pincite").touch()
    with work_folder() as living:
        for folder in (abandoned, living):
            os.utime(folder, (0, 0))
        with work_folder() as later:
            assert {*tmp_path.iterdir()} == {young, living, later}
    assert {*tmp_path.iterdir()} == {young}
