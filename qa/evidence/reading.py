"""Reads passages for spans that can be answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.spans import Passage, Span
from qa.evidence.answers import is_no_answer, is_only_asked, repeats
from qa.evidence.edges import fit_edges
from qa.evidence.negation import widened_to_sense
from qa.evidence.rows import reading_units
from qa.readers.reader import Reader, SpanPrediction
from qa.types import AnswerType, Occurrence


def read_evidence(
    reader: Reader,
    question: str,
    passages: Sequence[Passage],
    contexts: Sequence[str],
    answer_type: AnswerType,
) -> list[SpanPrediction]:
    """Predictions of the reader that can be answers, best margin first; may be empty.

    Rows with the question's rare words are read alone. For the answer type "words" each span is
    fitted to its edges and its clause, and spans that cannot answer are left out.
    """
    units = reading_units(question, passages, contexts)
    before = [unit.context for unit in units]
    wholes = {unit.read.span: unit.passage for unit in units}
    found = reader.read(question, [unit.read for unit in units], before if any(before) else ())
    if answer_type == "words":
        found = list(_answers(question, found))
    return [
        replace(
            prediction,
            occurrence=replace(
                prediction.occurrence, passage=wholes[prediction.occurrence.passage.span]
            ),
        )
        for prediction in found
    ]


def _answers(question: str, found: Sequence[SpanPrediction]) -> Iterator[SpanPrediction]:
    """Those that can be answers, each with its edges; equal spans once, with the best margin.

    Where a span is denied or is no answer, lower ones that overlap it are variants of it.
    """
    seen: set[Span] = set()
    rejected: list[Span] = []
    for prediction in found:
        place, sentence = prediction.occurrence, prediction.occurrence.sentence
        if any(place.span.overlaps(other) for other in rejected):
            continue
        start, end = place.span.start - sentence.start, place.span.end - sentence.start
        start, end = fit_edges(sentence.text, start, end, question)
        fitted = widened_to_sense(sentence.text, start, end, question)
        words = sentence.text[slice(*fitted)] if fitted else ""
        if (
            fitted is None
            or is_no_answer(sentence.text, *fitted, question)
            or is_only_asked(words, sentence.text, _text_before(place), question)
        ):
            rejected.append(place.span)
            continue
        if repeats(words, question):
            continue
        span = Span(sentence.document, sentence.start + fitted[0], sentence.start + fitted[1])
        if span not in seen:
            seen.add(span)
            yield replace(prediction, occurrence=replace(place, span=span))


def _text_before(place: Occurrence) -> str:
    """The sentence of the passage before that of the span; empty if it is the first."""
    hits = place.passage.sentences
    earlier = [hit for hit in hits if hit.span.end <= place.sentence.start]
    return earlier[-1].span.text if earlier else ""
