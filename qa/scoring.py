"""Deciding: what a reader found in all passages, to readings with a probability each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.spans import Passage, Span
from qa.calibration import Calibration
from qa.readers.reader import Candidate
from qa.types import Place, Reading, Shape

MOST_READINGS = 5

_PER_RANK = 0.3
"""What a passage's rank costs its candidates: so much times the logarithm of the rank, in units of the margin."""

_HEADING = 3.0
"""What standing in a heading costs, in units of the margin: a heading names a subject, and seldom says anything of it."""

_MOST, _TINY = 20.0, 1e-300
"""Log-odds beyond the first say no more; a probability below the second is none."""

_Group = list[tuple[Candidate, float]]
"""Candidates with the same words, best first, each with its worth."""


def decide(
    candidates: Sequence[Candidate], passages: Sequence[Passage], calibration: Calibration, shape: Shape = "words"
) -> tuple[Reading, ...]:
    """The readings, best first, at most `MOST_READINGS`. `passages` are those that were read, best first.

    Candidates with the same words are one reading that stands in several places; of candidates that overlap only the best is kept. Where
    sentences are wanted, all candidates of a sentence speak for it, and headings are none.
    """
    ranks = {passage.span: rank for rank, passage in enumerate(passages, 1)}
    asked = [candidate for candidate in candidates if shape == "words" or not candidate.place.sentence.is_heading]
    weighed = [(candidate, _worth(candidate, ranks[candidate.place.passage.span])) for candidate in asked]
    groups: dict[str, _Group] = {}
    for candidate, worth in _apart(sorted(weighed, key=lambda pair: -pair[1])):
        groups.setdefault(_words(_shaped(candidate.place, shape).span.text), []).append((candidate, worth))
    shares = _shares(groups)
    readings = []
    for words in sorted(groups, key=lambda words: -shares[words])[:MOST_READINGS]:
        evidence = _evidence(groups[words], shares[words], [share for other, share in shares.items() if other != words], ranks)
        places = dict.fromkeys(_shaped(candidate.place, shape) for candidate, _ in groups[words])
        readings.append(Reading(tuple(places), calibration.probability(evidence), evidence))
    return tuple(readings)


def _worth(candidate: Candidate, rank: int) -> float:
    return candidate.margin - _PER_RANK * math.log(rank) - (_HEADING if candidate.place.span.is_heading else 0.0)


def _evidence(group: _Group, share: float, others: Sequence[float], ranks: Mapping[Span, int]) -> dict[str, float]:
    """What the probability of being right is computed from; `others` are the shares of the other readings."""
    best, _ = group[0]
    return {
        "log_odds": _log_odds(share),
        "lead": _clipped(math.log(max(share, _TINY) / max(*others, _TINY))) if others else _MOST,
        "margin": best.margin,
        "rank": 1 / ranks[best.place.passage.span],
        "cosine": max((hit.score for hit in best.place.passage.sentences), default=0.0),
        "places": math.log(len({candidate.place.passage.span for candidate, _ in group})),
    }


def _apart(ordered: Sequence[tuple[Candidate, float]]) -> Iterator[tuple[Candidate, float]]:
    """Those that overlap none before them."""
    taken: list[Span] = []
    for candidate, worth in ordered:
        if not any(candidate.place.span.overlaps(span) for span in taken):
            taken.append(candidate.place.span)
            yield candidate, worth


def _shares(groups: Mapping[str, _Group]) -> dict[str, float]:
    """The probability of each reading, one softmax over all places of all passages and "no answer", whose worth is 0."""
    most = max((worth for group in groups.values() for _, worth in group), default=0.0)
    top = max(most, 0.0)
    weights = {words: math.fsum(math.exp(worth - top) for _, worth in group) for words, group in groups.items()}
    total = math.fsum([math.exp(-top), *weights.values()])
    return {words: weight / total for words, weight in weights.items()}


def _log_odds(share: float) -> float:
    return _clipped(math.log(max(share, _TINY) / max(1 - share, _TINY)))


def _clipped(log_odds: float) -> float:
    return min(max(log_odds, -_MOST), _MOST)


def _shaped(place: Place, shape: Shape) -> Place:
    return place if shape == "words" else replace(place, span=place.sentence)


def _words(text: str) -> str:
    """Two answers are the same when they differ only in case, spacing and outer punctuation."""
    return " ".join(text.casefold().split()).strip(".,;:!?\"'“”‘’()[] ")
