"""Reads passages for spans that can be answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from index.chunking import CharRange
from index.search.named_documents import NamedDocument
from index.spans import Passage, Span
from qa.evidence.answers import gives_no_reason, is_no_answer, is_only_asked, repeats
from qa.evidence.edges import fit_edges
from qa.evidence.factuality import is_not_so
from qa.evidence.identifiers import Identifiers
from qa.evidence.negation import widened_to_sense
from qa.evidence.parallel_sentences import ParallelSentences
from qa.evidence.rows import reading_units
from qa.readers.reader import Reader, SpanPrediction
from qa.types import AnswerType, Occurrence

READ_AGAIN = 3
"""Passages of the named document that are read a second time.

Over 311 answerable and 100 other questions on 50 contracts the best candidate is right in 72 %
without the second reading, in 77 % with the mean of both, and 79 % with twice the weight for the
second; at a precision of .87, 47, 58 and 54 % are answered rightly. Four, five and ten passages
are not better; the second reading alone answers 35 %.
"""

_Scores = Mapping[Span, SpanPrediction]


def read_evidence(
    reader: Reader,
    question: str,
    passages: Sequence[Passage],
    contexts: Sequence[str],
    answer_type: AnswerType,
    named: NamedDocument | None = None,
) -> list[SpanPrediction]:
    """Predictions of the reader that can be answers, best margin first; may be empty.

    The best passages of the document that the question names are read a second time, without the
    name, which stands in few of its sentences. Rows with the question's rare words are read alone.
    For the answer type "words" each span is fitted to its edges and its clause, and spans that
    cannot answer are left out; for "sentences", those of sentences that give no reason.
    """
    units = reading_units(question, passages, contexts)
    before = [unit.context for unit in units]
    wholes = {unit.read.span: unit.passage for unit in units}
    found = reader.read(question, [unit.read for unit in units], before if any(before) else ())
    if named and named.neutral:
        found = _read_again(reader, named.neutral, named.id, found)
    if answer_type == "words":
        others = Identifiers(question, passages), ParallelSentences(question, passages)
        found = list(_answers(question, found, *others))
    else:
        found = [p for p in found if not gives_no_reason(p.occurrence.sentence.text, question)]
    return [
        replace(
            prediction,
            occurrence=replace(
                prediction.occurrence, passage=wholes[prediction.occurrence.passage.span]
            ),
        )
        for prediction in found
    ]


def _read_again(
    reader: Reader, question: str, document: int, found: Sequence[SpanPrediction]
) -> list[SpanPrediction]:
    """The predictions with the scores of both readings, where there is a second."""
    passages = dict.fromkeys(each.occurrence.passage for each in found)
    best = [each for each in passages if each.span.document.id == document][:READ_AGAIN]
    if not best:
        return list(found)
    again = reader.read(question, best)
    first, second = _by_passage(found), _by_passage(again)
    kept = [each for each in found if each.occurrence.passage.span not in second]
    merged = [
        each for passage, scores in second.items() for each in _merged(first[passage], scores)
    ]
    return sorted([*kept, *merged], key=lambda prediction: -prediction.margin)


def _by_passage(found: Sequence[SpanPrediction]) -> Mapping[Span, _Scores]:
    grouped = dict[Span, dict[Span, SpanPrediction]]()
    for prediction in found:
        place = prediction.occurrence
        grouped.setdefault(place.passage.span, {})[place.span] = prediction
    return grouped


def _merged(first: _Scores, second: _Scores) -> Iterator[SpanPrediction]:
    """Each span with the mean of its scores; where one reading lacks it, with its lowest score."""
    for span in dict.fromkeys([*first, *second]):
        both = [
            each.get(span) or min(each.values(), key=lambda prediction: prediction.score)
            for each in (first, second)
        ]
        yield replace(
            first.get(span) or second[span],
            score=fmean(each.score for each in both),
            no_answer_score=fmean(each.no_answer_score for each in both),
        )


def _answers(
    question: str,
    found: Sequence[SpanPrediction],
    identifiers: Identifiers,
    parallel: ParallelSentences,
) -> Iterator[SpanPrediction]:
    """Those that can be answers, each with its edges; equal spans once, with the best margin.

    Where a span is no answer, lower ones that overlap it are variants of it.
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
        if (
            fitted is None
            or _says_another_thing(question, place, fitted, identifiers)
            or parallel.is_of_another(sentence, fitted[0])
        ):
            rejected.append(place.span)
            continue
        if repeats(sentence.text[slice(*fitted)], question):
            continue
        span = Span(sentence.document, sentence.start + fitted[0], sentence.start + fitted[1])
        if span not in seen:
            seen.add(span)
            yield replace(prediction, occurrence=replace(place, span=span))


def _says_another_thing(
    question: str, place: Occurrence, fitted: CharRange, identifiers: Identifiers
) -> bool:
    """Whether the range is no answer, or its sentence is of another thing or of what is not so."""
    sentence, (start, end) = place.sentence, fitted
    before, after = _texts_around(place)
    return (
        is_no_answer(sentence.text, start, end, question)
        or is_only_asked(sentence.text[start:end], sentence.text, before, question)
        or is_not_so(sentence.text, start, end, after, question)
        or identifiers.is_of_another(sentence, before, start, end)
    )


def _texts_around(place: Occurrence) -> tuple[str, str]:
    """The sentences of the passage before and after that of the span; empty if there is none."""
    hits = place.passage.sentences
    earlier = [hit.span.text for hit in hits if hit.span.end <= place.sentence.start]
    later = [hit.span.text for hit in hits if hit.span.start >= place.sentence.end]
    return earlier[-1] if earlier else "", later[0] if later else ""
