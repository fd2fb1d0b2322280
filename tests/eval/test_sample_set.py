"""The bundled sample set is as its README says: valid documents, and gold that quotes them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from index.chunking import sentences
from index.ingest.readers import read_document
from index.spans import Document
from tests.support.paths import SAMPLE_SET

PATHS = sorted((SAMPLE_SET / "documents").iterdir())


@dataclass(frozen=True, slots=True)
class Gold:
    source: str
    hash: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    question: str
    gold: tuple[Gold, ...]

    @property
    def sources(self) -> set[str]:
        return {gold.source for gold in self.gold}


@cache
def questions() -> tuple[Question, ...]:
    rows = json.loads((SAMPLE_SET / "questions.json").read_text("utf-8"))["questions"]
    return tuple(
        Question(row["id"], row["question"], tuple(Gold(**gold) for gold in row["gold"]))
        for row in rows
    )


@cache
def documents() -> dict[str, Document]:
    return {path.name: read_document(path.name, path.read_bytes()) for path in PATHS}


def answered() -> list[Question]:
    return [question for question in questions() if question.gold]


def headings(path: Path, level: int) -> list[str]:
    return re.findall(rf"^#{{{level}}} (.+)$", path.read_text("utf-8"), re.MULTILINE)


def test_header_names_format_version_and_licence() -> None:
    header = json.loads((SAMPLE_SET / "questions.json").read_text("utf-8"))
    assert (header["format"], header["version"], header["name"]) == (
        "pincite-questions",
        1,
        "belarus",
    )
    assert header["licence"] == "Apache-2.0"
    assert header["description"]


def test_there_are_eight_to_twelve_documents_all_markdown() -> None:
    assert 8 <= len(PATHS) <= 12
    assert {path.suffix for path in PATHS} == {".md"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_document_has_one_title_and_ends_with_its_source(path: Path) -> None:
    assert headings(path, 1) == [documents()[path.name].title]
    sections = headings(path, 2)
    assert 2 <= len(sections) <= 4
    assert sections[-1] == "Source"
    assert "Associated Press" in documents()[path.name].text.rpartition("\n\nSource\n\n")[2]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_document_is_short_and_plain(path: Path) -> None:
    text = documents()[path.name].text
    assert 250 <= len(text.split()) <= 500
    assert not set("*`_<>[]#") & set(text), "markup left in the extracted text"


def test_titles_are_unique() -> None:
    assert len({document.title for document in documents().values()}) == len(PATHS)


def test_ids_and_wordings_are_unique() -> None:
    ids = [question.id for question in questions()]
    wordings = [question.question.casefold() for question in questions()]
    assert len(set(ids)) == len(ids)
    assert len(set(wordings)) == len(wordings)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_) for id_ in ids)
    assert all(question.question.endswith("?") for question in questions())


def test_enough_questions_of_each_kind() -> None:
    total, unanswerable = len(questions()), len(questions()) - len(answered())
    assert total >= 60
    assert unanswerable >= 0.25 * total
    assert sum(len(question.sources) >= 2 for question in questions()) >= 10


def test_every_document_answers_something() -> None:
    assert set().union(*(question.sources for question in questions())) == set(documents())


@pytest.mark.parametrize("question", answered(), ids=lambda question: question.id)
def test_gold_quotes_its_document_inside_one_sentence(question: Question) -> None:
    for gold in question.gold:
        document = documents()[gold.source]
        assert gold.hash == document.hash
        assert gold.text.strip() == gold.text != ""
        assert 0 <= gold.start < gold.end <= len(document.text)
        assert document.text[gold.start : gold.end] == gold.text
        assert any(
            start <= gold.start and gold.end <= end for start, end in sentences(document.text)
        )


@pytest.mark.parametrize("question", answered(), ids=lambda question: question.id)
def test_gold_is_short_whole_words_and_never_listed_twice(question: Question) -> None:
    places = [(gold.source, gold.start) for gold in question.gold]
    assert len(set(places)) == len(places)
    for gold in question.gold:
        text = documents()[gold.source].text
        assert len(gold.text.split()) <= 15
        assert not text[gold.start - 1 : gold.start].isalnum()
        assert not text[gold.end : gold.end + 1].isalnum()


def test_readme_states_the_counts() -> None:
    readme = (SAMPLE_SET / "README.md").read_text("utf-8")
    total, answerable = len(questions()), len(answered())
    in_two = sum(len(question.sources) >= 2 for question in questions())
    off_topic = sum(question.id.startswith("off-") for question in questions())
    numbers = [
        int(number)
        for number in re.findall(r"\b(\d+) (?:questions|of them|\(27 %\)|stay|are about)", readme)
    ]
    assert numbers == [
        total,
        answerable,
        in_two,
        total - answerable,
        total - answerable - off_topic,
        off_topic,
    ]
    assert round(100 * (total - answerable) / total) == 27
