from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from index.library import Library
from index.spans import Mark
from qa.answer import Answer
from qa.bot import Bot
from qa.cite import as_json, cite, verify
from tests.conftest import document
from tests.readers import HALF, FirstWords

TEXT = "Zoo\n\nGrüße 🦉 to all. Owls see at night."


@pytest.fixture
def answer(library: Library) -> Answer:
    library.add(document(TEXT, "zoo.txt", "Zoo", marks=(Mark("heading", 0, 3, "Zoo"), Mark("page", 0, 0, "7"))))
    return Bot(library, FirstWords(), HALF).ask("owls at night")


def test_a_citation_names_the_place_to_the_character(answer: Answer) -> None:
    (citation,) = cite(answer)
    assert (citation.quote, citation.sentence) == ("Owls", "Owls see at night.")
    assert TEXT[citation.start : citation.end] == "Owls"
    assert TEXT[citation.sentence_start : citation.sentence_end] == "Owls see at night."
    assert (citation.number, citation.title, citation.source, citation.page, citation.section) == (1, "Zoo", "zoo.txt", "7", "Zoo")


def test_json_holds_everything_and_survives_the_trip(answer: Answer) -> None:
    value = json.loads(json.dumps(as_json(answer)))
    assert set(value) == {
        "question", "answer", "shape", "confidence", "threshold", "citations", "readings", "passages", "documents", "reader", "milliseconds"
    }  # fmt: skip
    assert value["answer"] == value["citations"][0]["quote"] == "Owls"
    assert value["readings"][0]["places"] == value["citations"]
    assert value["passages"][0]["text"] == TEXT[value["passages"][0]["start"] : value["passages"][0]["end"]]


def test_an_abstention_cites_nothing_but_shows_what_was_read(library: Library) -> None:
    library.add(document("Cats sleep."))
    value = as_json(Bot(library, FirstWords(), HALF.__class__({}, -9.0, 0.5)).ask("cats"))
    assert (value["answer"], value["citations"]) == (None, [])
    assert isinstance(value["readings"], list)
    assert value["readings"][0]["text"] == "Cats"


def test_a_true_citation_is_verified(library: Library, answer: Answer) -> None:
    assert verify(library, asdict(cite(answer)[0])) is None
    assert verify(library, {"hash": document(TEXT).hash, "start": 5, "end": 12, "quote": "Grüße 🦉"}) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "Bats"}, "read 'Owls', not 'Bats'"),
        ({"start": 20}, "read '"),
        ({"end": 10_000}, "are no range of a text of 39 characters"),
        ({"start": "24"}, "are no range"),
        ({"hash": "0" * 64}, "no document in the library has the text 000000000000"),
        ({"sentence": "Owls see by day."}, "not 'Owls see by day.'"),
    ],
)
def test_a_false_citation_is_found_out(library: Library, answer: Answer, change: dict[str, object], reason: str) -> None:
    problem = verify(library, {**asdict(cite(answer)[0]), **change})
    assert problem is not None
    assert reason in problem


def test_a_citation_without_its_range_cannot_be_verified(library: Library) -> None:
    assert verify(library, {"quote": "x"}) == "the citation has no hash, start, end"
