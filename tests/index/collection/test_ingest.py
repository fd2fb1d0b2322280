"""Reading files into a collection: each once, the refused ones named, after a stop too."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from index.collection.files.check import check_collection
from index.collection.files.status import read_status
from index.collection.writing import ingest, reading
from index.collection.writing.ingest import add
from index.collection.writing.reading import ReadingOptions
from index.collection.writing.writer import CollectionWriter
from index.errors import PinciteError
from index.ingest.discover import find_files
from tests.conftest import WordEncoder
from tests.support.sealed_collections import texts


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Six texts of three sentences, and one that cannot be read."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name in "abcdef":
        (folder / f"{name}.txt").write_text(f"Cat {name} purrs. It sleeps. Dogs bark at {name}.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 no pages")
    return folder


def added(
    path: Path, files: Path, options: ReadingOptions, stop_after: int | None = None
) -> tuple[Counter[str], list[float]]:
    """How often each status was reported, and the progress; broken off after so many results."""
    statuses, fractions = Counter[str](), list[float]()
    with CollectionWriter(path, create=True) as writer:
        steps = add(writer, find_files([files]), options)
        for step in steps:
            fractions.append(step.fraction)
            if step.result is not None:
                statuses[step.result.status] += 1
                if sum(statuses.values()) == stop_after:
                    steps.close()
                    break
    return statuses, fractions


def held(path: Path, encoder: WordEncoder) -> dict[str, str]:
    return {Path(source).name: text for source, text in texts(path, encoder).items()}


def test_files_are_read_once_and_refused_ones_are_named(
    tmp_path: Path, files: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PART_SENTENCES", 7)
    monkeypatch.setattr(ingest, "PART_FILES", 4)
    path = tmp_path / "my.collection"
    statuses, fractions = added(path, files, ReadingOptions(encoder=encoder, max_passage_chars=300))
    assert statuses == {"added": 6, "refused": 1}
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    status = read_status(path)
    assert (status.version, status.documents, status.parts) == (1, 6, 2)
    assert status.max_passage_chars == 300
    ((source, reason),) = status.refused
    assert (Path(source).name, bool(reason)) == ("broken.pdf", True)
    with pytest.raises(PinciteError, match="passages of up to 300 characters, not 400"):
        added(path, files, ReadingOptions(encoder=encoder, max_passage_chars=400))
    (files / "b.txt").write_text("Cat b is gone.")
    os.utime(files / "c.txt")
    statuses, _ = added(path, files, ReadingOptions(encoder=encoder))
    assert statuses == {"replaced": 1, "unchanged": 5, "refused": 1}
    assert held(path, encoder)["b.txt"] == "Cat b is gone."
    assert (read_status(path).version, read_status(path).documents) == (2, 6)
    assert check_collection(path, deep=True) == []


def test_files_are_read_again_with_other_options() -> None:
    assert ReadingOptions(("a", "b")).key == ReadingOptions(("b", "a")).key
    keys = {ReadingOptions(tags, ocr).key for tags in ((), ("a",)) for ocr in (False, True)}
    assert len(keys) == 4


def test_a_stopped_command_goes_on_after_the_last_part(
    tmp_path: Path, files: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that changes while it is read is read again, too."""
    monkeypatch.setattr(reading, "PART_SENTENCES", 6)
    path, options = tmp_path / "my.collection", ReadingOptions(encoder=encoder)
    added(path, files, options, stop_after=4)
    assert not (path / "current").exists()
    assert not (path / "work").exists()
    statuses = Counter[str]()
    with CollectionWriter(path) as writer:
        for step in add(writer, find_files([files]), options):
            if step.result is not None:
                statuses[step.result.status] += 1
                if step.result.source.endswith("f.txt"):
                    (files / "f.txt").write_text("Another cat.")
    assert statuses["unchanged"] in (2, 3)
    assert statuses["unchanged"] + statuses["added"] == 6
    assert set(held(path, encoder)) == {f"{name}.txt" for name in "abcdef"}
    assert added(path, files, options)[0] == {"replaced": 1, "unchanged": 5, "refused": 1}
    assert held(path, encoder)["f.txt"] == "Another cat."
    assert check_collection(path) == []
