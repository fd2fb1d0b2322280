"""From passages to predictions that can be answers, with a reader whose logits are set by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.chunking import sentences
from index.search.named_documents import NamedDocument
from index.spans import Hit, Passage, Span
from qa.evidence.reading import READ_AGAIN, read_evidence
from qa.readers.reader import SpanPrediction
from qa.types import Occurrence
from tests.conftest import document
from tests.qa.evidence.test_rows import CREW, passage


class Quotes:
    """Reads these words wherever they stand, the first with the best margin."""

    name = "quotes"
    fingerprint = "quotes@0"

    def __init__(self, *quotes: str) -> None:
        self._quotes = quotes
        self.contexts: Sequence[str] = ()

    def read(
        self, question: str, passages: Sequence[Passage], contexts: Sequence[str] = ()
    ) -> list[SpanPrediction]:
        self.contexts = contexts
        found = []
        for rank, quote in enumerate(self._quotes):
            for part in passages:
                for hit in part.sentences:
                    at = hit.span.text.find(quote)
                    if at >= 0:
                        start = hit.span.start + at
                        span = Span(hit.span.document, start, start + len(quote))
                        found.append(
                            SpanPrediction(Occurrence(span, hit.span, part), -float(rank), 0.0)
                        )
        return found


def prose(text: str) -> Passage:
    doc = document(text)
    hits = tuple(Hit(Span(doc, a, b), 0.0) for a, b in sentences(text))
    return Passage(Span(doc, 0, len(text)), 1.0, 1, 1, hits)


def answers(text: str, question: str, *quotes: str) -> list[tuple[str, float]]:
    found = read_evidence(Quotes(*quotes), question, [prose(text)], (), "words")
    return [(one.occurrence.span.text, one.margin) for one in found]


def test_spans_get_their_edges_and_equal_ones_are_one() -> None:
    text = "It fell to -25 °C. Ann left."
    assert answers(text, "How cold was it?", "25", "-25 °C", "Ann") == [
        ("-25 °C", 0.0),
        ("Ann", -2.0),
    ]


def test_variants_of_a_denied_span_are_left_out_and_another_answer_wins() -> None:
    text = "It does not stop at the mill, but it stops at the lock."
    question = "Where does it stop?"
    assert answers(text, question, "the mill", "not stop at the mill", "the lock") == [
        ("the lock", -2.0)
    ]


def test_a_parallel_sentence_about_the_thing_asked_wins() -> None:
    text = "Signed for the Lender: Ann Roe. Signed for the Borrower: Ben Orr."
    assert answers(text, "Who signed for the borrower?", "Ann Roe", "Ben Orr") == [
        ("Ben Orr", -1.0)
    ]
    assert answers(text, "Who signed?", "Ann Roe", "Ben Orr")[0] == ("Ann Roe", 0.0)


def test_a_longer_span_than_the_words_of_the_question_may_answer() -> None:
    text = "The Swan Mill of Gouda burned."
    assert answers(text, "What is the Swan Mill?", "Swan Mill", "Swan Mill of Gouda") == [
        ("Swan Mill of Gouda", -1.0)
    ]


def test_whole_sentences_are_not_changed() -> None:
    text = "The bus does not stop at the mill."
    found = read_evidence(
        Quotes("the mill"), "Does the bus stop at the mill?", [prose(text)], (), "sentences"
    )
    assert [one.occurrence.span.text for one in found] == ["the mill"]


def test_what_is_read_in_a_row_stands_in_its_passage() -> None:
    whole, reader = passage(CREW), Quotes("mate", "cook")
    found = read_evidence(reader, "Which rank has Berg?", [whole], (), "words")
    assert [(one.occurrence.span.text, one.occurrence.passage) for one in found] == [
        ("mate", whole)
    ]
    assert reader.contexts == ["", "Crew list. ", ""]


class TwoQuestions:
    """Margins by (question, quoted words); every quotation is found wherever it stands."""

    name = "two questions"
    fingerprint = "two-questions@0"

    def __init__(self, margins: dict[tuple[str, str], float]) -> None:
        self._margins = margins
        self.read_passages: dict[str, int] = {}

    def read(
        self, question: str, passages: Sequence[Passage], contexts: Sequence[str] = ()
    ) -> list[SpanPrediction]:
        self.read_passages[question] = len(passages)
        found = [
            replace(prediction, score=margin + 1, no_answer_score=1.0)
            for (asked, words), margin in self._margins.items()
            if asked == question
            for prediction in Quotes(words).read(question, passages)
        ]
        return sorted(found, key=lambda prediction: -prediction.margin)


def test_passages_of_a_named_document_are_read_again_without_its_name() -> None:
    """A span's margin is the mean of both; where one reading lacks it, with its lowest."""
    asked, neutral = "Which law governs the Usio deal?", "Which law governs this deal?"
    reader = TwoQuestions(
        {
            (asked, "binding"): 4.0,
            (asked, "Ohio law"): 2.0,
            (neutral, "Ohio law"): 5.0,
            (neutral, "law"): 1.0,
        }
    )
    passages = [prose("It is binding. Ohio law governs.")]
    named = NamedDocument(passages[0].span.document.id, 1.0, "", neutral)
    found = read_evidence(reader, asked, passages, (), "sentences", named)
    assert [(each.occurrence.span.text, each.margin) for each in found] == [
        ("Ohio law", 3.5),
        ("binding", 2.5),
        ("law", 1.5),
    ]


@pytest.mark.parametrize("document_id", [0, 7])
def test_only_the_best_passages_of_the_named_document_are_read_again(document_id: int) -> None:
    reader = TwoQuestions({("asked", "binding"): 1.0, ("neutral", "binding"): 9.0})
    passages = [
        Passage(hit.span, 1.0, 1, 1, (hit,))
        for hit in prose("It is binding. " * (READ_AGAIN + 2)).sentences
    ]
    named = NamedDocument(document_id, 1.0, "", "neutral")
    found = read_evidence(reader, "asked", passages, (), "sentences", named)
    again = READ_AGAIN if document_id == passages[0].span.document.id else 0
    assert reader.read_passages.get("neutral", 0) == again
    assert sorted(each.margin for each in found) == [1.0] * (READ_AGAIN + 2 - again) + [5.0] * again
