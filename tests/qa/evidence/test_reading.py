"""From passages to predictions that can be answers, with a reader whose logits are set by hand."""

from __future__ import annotations

from collections.abc import Sequence

from index.chunking import sentences
from index.spans import Hit, Passage, Span
from qa.evidence.reading import read_evidence
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
