"""Deciding: what a reader found in all passages, to readings with a probability each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.spans import Passage, Span
from qa.calibration import Calibration
from qa.readers.reader import SpanPrediction
from qa.types import AnswerCandidate, AnswerType, Occurrence

MAX_CANDIDATES = 5

_PER_RANK = 0.3
"""What a passage's rank costs its candidates: so much times the logarithm of the rank, in units of the margin."""

_HEADING = 3.0
"""What standing in a heading costs, in units of the margin: a heading names a subject, and seldom says anything of it."""

_MOST, _TINY = 20.0, 1e-300
"""Log-odds beyond the first say no more; a probability below the second is none."""

_Group = list[tuple[SpanPrediction, float]]
"""Candidates with the same words, best first, each with its worth."""


def rank_candidates(
    candidates: Sequence[SpanPrediction],
    passages: Sequence[Passage],
    calibration: Calibration,
    shape: AnswerType = "words",
) -> tuple[AnswerCandidate, ...]:
    """The readings, best first, at most `MOST_READINGS`. `passages` are those that were read, best first.

    Candidates with the same words are one reading that stands in several places; of candidates that overlap only the best is kept. Where
    sentences are wanted, all candidates of a sentence speak for it, and headings are none.
    """
    ranks = {passage.span: rank for rank, passage in enumerate(passages, 1)}
    asked = [
        candidate
        for candidate in candidates
        if shape == "words" or not candidate.occurrence.sentence.is_heading
    ]
    weighed = [
        (candidate, _adjusted_score(candidate, ranks[candidate.occurrence.passage.span]))
        for candidate in asked
    ]
    groups: dict[str, _Group] = {}
    for candidate, worth in _non_overlapping(sorted(weighed, key=lambda pair: -pair[1])):
        groups.setdefault(
            _words(_as_answer_type(candidate.occurrence, shape).span.text), []
        ).append((candidate, worth))
    shares = _shares(groups)
    readings = []
    for words in sorted(groups, key=lambda words: -shares[words])[:MAX_CANDIDATES]:
        evidence = _evidence(
            groups[words],
            shares[words],
            [share for other, share in shares.items() if other != words],
            ranks,
        )
        places = dict.fromkeys(
            _as_answer_type(candidate.occurrence, shape) for candidate, _ in groups[words]
        )
        readings.append(AnswerCandidate(tuple(places), calibration.probability(evidence), evidence))
    return tuple(readings)


def _adjusted_score(candidate: SpanPrediction, rank: int) -> float:
    return (
        candidate.margin
        - _PER_RANK * math.log(rank)
        - (_HEADING if candidate.occurrence.span.is_heading else 0.0)
    )


def _evidence(
    group: _Group, share: float, others: Sequence[float], ranks: Mapping[Span, int]
) -> dict[str, float]:
    """What the probability of being right is computed from; `others` are the shares of the other readings."""
    best, _ = group[0]
    return {
        "log_odds": _log_odds(share),
        "margin_to_second": _clipped(math.log(max(share, _TINY) / max(*others, _TINY)))
        if others
        else _MOST,
        "margin": best.margin,
        "rank": 1 / ranks[best.occurrence.passage.span],
        "cosine": max((hit.score for hit in best.occurrence.passage.sentences), default=0.0),
        "occurrences": math.log(len({candidate.occurrence.passage.span for candidate, _ in group})),
    }


def _non_overlapping(
    ordered: Sequence[tuple[SpanPrediction, float]],
) -> Iterator[tuple[SpanPrediction, float]]:
    """Those that overlap none before them."""
    taken: list[Span] = []
    for candidate, worth in ordered:
        if not any(candidate.occurrence.span.overlaps(span) for span in taken):
            taken.append(candidate.occurrence.span)
            yield candidate, worth


def _shares(groups: Mapping[str, _Group]) -> dict[str, float]:
    """The probability of each reading, one softmax over all places of all passages and "no answer", whose worth is 0."""
    most = max((worth for group in groups.values() for _, worth in group), default=0.0)
    top = max(most, 0.0)
    weights = {
        words: math.fsum(math.exp(worth - top) for _, worth in group)
        for words, group in groups.items()
    }
    total = math.fsum([math.exp(-top), *weights.values()])
    return {words: weight / total for words, weight in weights.items()}


def _log_odds(share: float) -> float:
    return _clipped(math.log(max(share, _TINY) / max(1 - share, _TINY)))


def _clipped(log_odds: float) -> float:
    return min(max(log_odds, -_MOST), _MOST)


def _as_answer_type(place: Occurrence, shape: AnswerType) -> Occurrence:
    return place if shape == "words" else replace(place, span=place.sentence)


def _words(text: str) -> str:
    """Two answers are the same when they differ only in case, spacing and outer punctuation."""
    return " ".join(text.casefold().split()).strip(".,;:!?\"'“”‘’()[] ")
