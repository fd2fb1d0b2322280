"""tests/data/v1.pincite and v2.pincite, written once, always open, pass the check, answer alike.

Never write them again. A new format gets a file of its own beside them.
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
from index.errors import PinciteError
from index.library import Library
from index.maintenance.check import check_library
from index.maintenance.upgrade import upgrade
from index.spans import Document, Marker, Passage, Span
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


FORMATS = ("v1", "v2")


@pytest.fixture(params=FORMATS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name = f"{request.param}.pincite"
    shutil.copy(DATA / name, tmp_path)
    return tmp_path / name


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    shutil.copy(DATA / "v1.pincite", tmp_path)
    return tmp_path / "v1.pincite"


@pytest.fixture
def current(tmp_path: Path) -> Path:
    shutil.copy(DATA / "v2.pincite", tmp_path)
    return tmp_path / "v2.pincite"


def visible(path: Path) -> dict[str, Any]:
    """All that a user can see of a library, as JSON values."""
    with Library.open(path, encoder=LetterEncoder()) as library:
        entries = library.list_documents()
        snapshots = [library.snapshot(entry.source) for entry in entries]
        values: dict[str, Any] = {
            "entries": [_without_later_fields(asdict(entry)) for entry in entries],
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


def _without_later_fields(entry: dict[str, Any]) -> dict[str, Any]:
    """Without those that the files written before do not know."""
    return {name: value for name, value in entry.items() if name not in ("pages", "of_file")}


def _visible_passage(passage: Passage) -> dict[str, Any]:
    return {
        "source": passage.span.document.source,
        "range": [passage.span.start, passage.span.end],
        "text": passage.span.text,
        "place": _place_of_start(passage.span),
        "ranks": [passage.dense_rank, passage.lexical_rank],
        "sentences": [
            [hit.span.start, hit.span.end, round(hit.score, 3)] for hit in passage.sentences
        ],
    }


def _place_of_start(span: Span) -> str:
    """What `Span.place` was in version 0.1.0, which wrote v1.json: without the last page."""
    page = f"page {span.page}" if span.page else ""
    return " · ".join(filter(None, (page, span.section)))


def test_the_library_opens_and_answers_as_when_it_was_written(path: Path) -> None:
    assert check_library(path, LetterEncoder()) == []
    expected = json.loads((DATA / f"{path.stem}.json").read_text(encoding="utf-8"))
    assert visible(path) == expected


def test_an_earlier_library_is_changed_after_an_upgrade(earlier: Path) -> None:
    before = visible(earlier)
    with (
        Library.open(earlier, encoder=LetterEncoder()) as library,
        pytest.raises(PinciteError, match="nothing can be added to it"),
    ):
        library.add(Document(0, "new.txt", "New", "The forge stands."))
    steps = list(upgrade(earlier, LetterEncoder()))
    assert [(step.source, step.reason) for step in steps] == [
        ("bees.md", "its file was not found"),
        ("mill.txt", ""),  # its file is stored, and says something else
        ("river.txt", "its file was not found"),
    ]
    assert check_library(earlier, LetterEncoder()) == []
    after = visible(earlier)
    assert after["originals"] == before["originals"]
    mill = "the file itself, kept"
    assert after["texts"] == [before["texts"][0], mill, before["texts"][2]]
    with Library.open(earlier, encoder=LetterEncoder()) as library:
        library.add(Document(0, "new.txt", "New", "The forge stands."))


def test_the_library_can_be_changed(current: Path) -> None:
    path = current
    with Library.open(path, encoder=LetterEncoder()) as library:
        last = max(entry.id for entry in library.list_documents())
        library.add(Document(0, "new.txt", "New", "The forge stands."))
        library.remove("mill.txt")
        assert max(entry.id for entry in library.list_documents()) > last
        assert [entry.source for entry in library.list_documents()] == [
            "bees.md",
            "new.txt",
            "prices.csv",
            "river.txt",
        ]
    assert check_library(path, LetterEncoder()) == []


def write(path: Path) -> None:
    """Writes a library as tests/data/v2.pincite was written."""
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
    prices = Document(
        0,
        "prices.csv",
        "Prices",
        "Item: Nail No. 5; Price: 2\n\nItem: Saw; Price: 30\n\nThe prices are\n\nof 2024.",
        markers=(
            Marker("row", 0, 26, ""),
            Marker("row", 28, 48, ""),
            Marker("page", 65, 65, "2"),
        ),
    )
    river = "Река Илм замёрзла в 1902 году.\r\nVoilà: le café ouvre à sept heures."
    with Library.open(path, create=True, encoder=LetterEncoder()) as library:
        library.add(Document(0, "gone.txt", "Gone", "Nothing of this is left."))
        library.add(Document(0, "mill.txt", "Mill", mill, pages), source_file)
        library.add(bees)
        library.add(prices)
        library.add(Document(0, "river.txt", "Река", river))
        library.remove("gone.txt")
    source_file.unlink()


def test_a_library_written_today_is_of_this_format(tmp_path: Path) -> None:
    """All but the times at which documents were added is equal."""
    write(tmp_path / "today.pincite")
    then, today = (visible(path) for path in (DATA / "v2.pincite", tmp_path / "today.pincite"))
    for values in (then, today):
        for entry in values["entries"]:
            del entry["added"]
    assert today == then


@pytest.mark.parametrize("options", [[], ["--json"], ["--repair"]])
def test_a_newer_format_is_refused_and_named(
    path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    damage(path, "PRAGMA user_version = 3")
    before = path.read_bytes()
    parser = argparse.ArgumentParser()
    check.add_command(parser.add_subparsers())
    arguments = parser.parse_args(["check", str(path), *options])
    assert arguments.run(arguments) == 3
    assert "has format 3, this version reads formats up to 2" in capsys.readouterr().err
    assert path.read_bytes() == before
