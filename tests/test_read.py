from __future__ import annotations

import pytest

from index.spans import Document, Hit, Mark, Passage, Span
from qa.read import SentenceReader, stems
from tests.conftest import document


def passage(doc: Document, *cosines: float) -> Passage:
    """The whole document as one passage, a sentence a line, with the cosines given."""
    hits, start = [], 0
    for line, cosine in zip(doc.text.split("\n"), cosines, strict=True):
        hits.append(Hit(Span(doc, start, start + len(line)), cosine))
        start += len(line) + 1
    return Passage(Span(doc, 0, len(doc.text)), 1.0, 1, 1, tuple(hits))


def best(question: str, *passages: Passage) -> str:
    return SentenceReader().read(question, passages)[0].place.span.text


def test_the_more_relevant_sentence_wins() -> None:
    doc = document("Herons eat fish.\nHerons nest in trees.")
    assert best("What do birds like?", passage(doc, 0.3, 0.5)) == "Herons nest in trees."


def test_between_equals_the_words_of_the_question_decide() -> None:
    doc = document("Herons eat fish.\nHerons nest in tall trees.")
    assert best("Where do they nest?", passage(doc, 0.4, 0.4)) == "Herons nest in tall trees."


def test_between_equals_the_kind_of_word_asked_for_decides() -> None:
    doc = document("The mill burned down in a storm.\nThe mill burned down in 1871.\nThe mill of Anna Berg burned down.")
    assert best("When did the mill burn down?", passage(doc, 0.4, 0.4, 0.4)) == "The mill burned down in 1871."
    assert best("Who owned the mill that burned down?", passage(doc, 0.4, 0.4, 0.4)) == "The mill of Anna Berg burned down."


def test_between_equals_the_better_passage_decides() -> None:
    one, two = document("Herons eat fish.", "1.txt"), document("Herons eat frogs.", "2.txt")
    assert best("What do herons eat?", passage(two, 0.4), passage(one, 0.4)) == "Herons eat frogs."


def test_headings_questions_and_mere_repetition_are_not_quoted() -> None:
    doc = document(
        "What herons eat\nWhat do herons eat?\nHerons eat.\nMostly small fish.", marks=(Mark("heading", 0, 15, "What herons eat"),)
    )
    found = SentenceReader().read("What do herons eat?", [passage(doc, 0.9, 0.95, 0.8, 0.2)])
    assert [candidate.place.span.text for candidate in found] == ["Mostly small fish."]


def test_nothing_to_read_is_nothing_read() -> None:
    assert SentenceReader().read("Anything?", []) == []


def test_evidence_by_hand() -> None:
    """Asked: heron, nest. Among two sentences heron stands in both, weight log 2, nest in one, weight log 3."""
    doc = document("Herons eat fish.\nHerons nest high.")
    found = {candidate.place.span.text: candidate for candidate in SentenceReader().read("Do herons nest?", [passage(doc, 0.5, 0.25)])}
    evidence = found["Herons eat fish."].evidence
    assert evidence["cosine"] == 0.5
    assert evidence["overlap"] == pytest.approx(0.6931 / (0.6931 + 1.0986), abs=1e-4)
    assert (evidence["context"], evidence["kind"], evidence["rank"]) == (1.0, 0.5, 1.0)
    assert found["Herons nest high."].evidence["overlap"] == 1.0


def test_stems_match_forms_of_a_word() -> None:
    assert stems("Sentences") == stems("sentenced") == {"senten"}
    assert stems("Who is it?") == frozenset()
