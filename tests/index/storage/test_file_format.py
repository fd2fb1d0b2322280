"""Format 1: tests/data/v1.pincite, written once, must always open, pass the check and answer alike.

Never write it again. A new format gets a file of its own beside it.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from index.commands import check
from index.library import Library
from index.maintenance.check import check_library
from index.spans import Document, Marker, Passage
from tests.conftest import damage
from tests.support.paths import ROOT
from tests.torture.world import LetterEncoder

DATA = ROOT / "tests" / "data"
QUESTIONS = (
    "When did the mill burn down?",
    "Who keeps the bees?",
    "Какая река замёрзла?",
    "ninety metres",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    shutil.copy(DATA / "v1.pincite", tmp_path)
    return tmp_path / "v1.pincite"


def visible(path: Path) -> dict[str, Any]:
    """All that a user can see of a library, as JSON values."""
    with Library.open(path, encoder=LetterEncoder()) as library:
        entries = library.list_documents()
        snapshots = [library.snapshot(entry.source) for entry in entries]
        values: dict[str, Any] = {
            "entries": [asdict(entry) for entry in entries],
            "texts": [each.document.text for each in snapshots],
            "marks": [[asdict(mark) for mark in each.document.markers] for each in snapshots],
            "originals": [each.source_file and each.source_file.decode() for each in snapshots],
            "generation": library.generation,
            "longest passage": library.max_passage_chars,
            "answers": {
                question: [_visible_passage(passage) for passage in library.search(question, 5)]
                for question in QUESTIONS
            },
        }
    as_json: dict[str, Any] = json.loads(json.dumps(values))
    return as_json


def _visible_passage(passage: Passage) -> dict[str, Any]:
    return {
        "source": passage.span.document.source,
        "range": [passage.span.start, passage.span.end],
        "text": passage.span.text,
        "place": passage.span.place,
        "ranks": [passage.dense_rank, passage.lexical_rank],
        "sentences": [
            [hit.span.start, hit.span.end, round(hit.score, 3)] for hit in passage.sentences
        ],
    }


def test_the_library_opens_and_answers_as_when_it_was_written(path: Path) -> None:
    assert check_library(path, LetterEncoder()) == []
    assert visible(path) == json.loads((DATA / "v1.json").read_text(encoding="utf-8"))


def test_the_library_can_be_changed(path: Path) -> None:
    with Library.open(path, encoder=LetterEncoder()) as library:
        last = max(entry.id for entry in library.list_documents())
        library.add(Document(0, "new.txt", "New", "The forge stands."))
        library.remove("mill.txt")
        assert max(entry.id for entry in library.list_documents()) > last
        assert [entry.source for entry in library.list_documents()] == [
            "bees.md",
            "new.txt",
            "river.txt",
        ]
    assert check_library(path, LetterEncoder()) == []


def write(path: Path) -> None:
    """Writes a library as tests/data/v1.pincite was written."""
    source_file = path.with_name("original")
    source_file.write_bytes(b"the file itself, kept")
    mill = (
        "The mill on the Ilm burned down in 1871. It was never rebuilt.\n\n"
        "The tower is ninety metres tall."
    )
    pages = (Marker("page", 0, 0, "i"), Marker("page", 64, 64, "ii"))
    bees = Document(
        0,
        "bees.md",
        "Bees",
        "# Bees\n\nAnn keeps the bees. \U0001f41d A colony keeps its hive at about 35 degrees.",
        markers=(Marker("heading", 2, 6, "Bees"),),
        warnings=("a note",),
        author="Ann",
        date="2021-05-06",
        tags=("bees", "x"),
        losses={"tables flattened": 2},
    )
    river = "Река Илм замёрзла в 1902 году.\r\nVoilà: le café ouvre à sept heures."
    with Library.open(path, create=True, encoder=LetterEncoder()) as library:
        library.add(Document(0, "gone.txt", "Gone", "Nothing of this is left."))
        library.add(Document(0, "mill.txt", "Mill", mill, pages), source_file)
        library.add(bees)
        library.add(Document(0, "river.txt", "Река", river))
        library.remove("gone.txt")
    source_file.unlink()


def test_a_library_written_today_is_of_this_format(tmp_path: Path) -> None:
    """All but the times at which documents were added is equal."""
    write(tmp_path / "today.pincite")
    then, today = (visible(path) for path in (DATA / "v1.pincite", tmp_path / "today.pincite"))
    for values in (then, today):
        for entry in values["entries"]:
            del entry["added"]
    assert today == then


@pytest.mark.parametrize("options", [[], ["--json"], ["--repair"]])
def test_a_newer_format_is_refused_and_named(
    path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    damage(path, "PRAGMA user_version = 2")
    before = path.read_bytes()
    parser = argparse.ArgumentParser()
    check.add_command(parser.add_subparsers())
    arguments = parser.parse_args(["check", str(path), *options])
    assert arguments.run(arguments) == 3
    assert "has format 2, this version reads format 1" in capsys.readouterr().err
    assert path.read_bytes() == before
