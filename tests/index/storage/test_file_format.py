"""Format 1 as it was frozen: tests/data/v1.pincite was written once, and must open, check and answer the same for ever.

Never write it again. A new format gets a file of its own beside it.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from index.commands.maintenance import add_commands
from index.library import Library
from index.maintenance.check import check_library
from index.spans import Document, Marker
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


def told(path: Path) -> dict[str, Any]:
    """Everything that can be seen of a library."""
    with Library.open(path, encoder=LetterEncoder()) as library:
        documents = [library.snapshot(entry.source) for entry in library.list_documents()]
        seen: dict[str, Any] = json.loads(
            json.dumps(
                {
                    "entries": [asdict(entry) for entry in library.list_documents()],
                    "texts": [each.document.text for each in documents],
                    "marks": [
                        [asdict(mark) for mark in each.document.markers] for each in documents
                    ],
                    "originals": [
                        each.original.decode() if each.original else None for each in documents
                    ],
                    "generation": library.generation,
                    "longest passage": library.max_passage_chars,
                    "answers": {
                        question: [_seen(passage) for passage in library.search(question, 5)]
                        for question in QUESTIONS
                    },
                }
            )
        )
        return seen


def _seen(passage: Any) -> dict[str, Any]:  # noqa: ANN401
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


def test_it_opens_checks_and_answers_as_it_did(path: Path) -> None:
    assert check_library(path, LetterEncoder()) == []
    assert told(path) == json.loads((DATA / "v1.json").read_text(encoding="utf-8"))


def test_it_can_be_written(path: Path) -> None:
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


def made(path: Path) -> None:
    """How the file was written."""
    path.with_name("original").write_bytes(b"the file itself, kept")
    mill = "The mill on the Ilm burned down in 1871. It was never rebuilt.\n\nThe tower is ninety metres tall."
    bees = "# Bees\n\nAnn keeps the bees. \U0001f41d A colony keeps its hive at about 35 degrees."
    with Library.open(path, create=True, encoder=LetterEncoder()) as library:
        library.add(Document(0, "gone.txt", "Gone", "Nothing of this is left."))
        library.add(
            Document(
                0,
                "mill.txt",
                "Mill",
                mill,
                (Marker("page", 0, 0, "i"), Marker("page", 64, 64, "ii")),
            ),
            path.with_name("original"),
        )
        told = {
            "warnings": ("a note",),
            "author": "Ann",
            "date": "2021-05-06",
            "tags": ("bees", "x"),
            "losses": {"tables flattened": 2},
        }
        library.add(
            Document(0, "bees.md", "Bees", bees, (Marker("heading", 2, 6, "Bees"),), **told)
        )  # type: ignore[arg-type]
        library.add(
            Document(
                0,
                "river.txt",
                "Река",
                "Река Илм замёрзла в 1902 году.\r\nVoilà: le café ouvre à sept heures.",
            )
        )
        library.remove("gone.txt")
    path.with_name("original").unlink()


def test_what_is_written_today_is_still_of_this_format(tmp_path: Path) -> None:
    """But for when it was added."""
    made(tmp_path / "today.pincite")
    then, today = (told(path) for path in (DATA / "v1.pincite", tmp_path / "today.pincite"))
    for each in (then, today):
        for entry in each["entries"]:
            del entry["added"]
    assert today == then


@pytest.mark.parametrize("options", [[], ["--json"], ["--repair"]])
def test_a_newer_format_is_refused_by_name(
    path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    from tests.conftest import damage

    damage(path, "PRAGMA user_version = 2")
    before = path.read_bytes()
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    arguments = parser.parse_args(["check", str(path), *options])
    assert arguments.run(arguments) == 3
    assert "has format 2, this version reads format 1" in capsys.readouterr().err
    assert path.read_bytes() == before
