"""Ranks what the reader found in all passages, and gives each candidate a probability."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.search.named_documents import NamedDocument
from index.spans import Passage, Span
from qa.decision.calibration import Calibration
from qa.decision.evidence import EVIDENCE, QuestionEvidence
from qa.evidence.words import without_titles
from qa.readers.reader import SpanPrediction
from qa.types import AnswerCandidate, AnswerType, Occurrence

MAX_CANDIDATES = 5
"""Candidates of an answer."""

FEATURES = EVIDENCE | {
    *("log_odds", "margin_to_second", "margin", "rank", "cosine", "occurrences"),
}
"""Names of the features of a candidate."""

_PER_RANK = 0.3
"""Factor of ln(passage rank) that is subtracted from a candidate's margin."""

_HEADING = 3.0
"""Subtracted from the margin of a candidate in a heading, which names a subject but says little."""

_MOST, _TINY = 20.0, 1e-300
"""Bound of log-odds, and of probabilities from below, so that logarithms stay finite."""

_Group = list[tuple[SpanPrediction, float]]
"""Candidates with the same words, best first, each with its adjusted score."""


def rank_candidates(
    candidates: Sequence[SpanPrediction],
    passages: Sequence[Passage],
    calibration: Calibration,
    answer_type: AnswerType = "words",
    *,
    question: str = "",
    named: Sequence[NamedDocument] = (),
    most: int = MAX_CANDIDATES,
) -> tuple[AnswerCandidate, ...]:
    """The answer candidates, best first, at most `most`. `passages` are in retrieval order.

    Predictions with the same words are one candidate with several occurrences; of overlapping ones
    only the best is used. For the answer type "sentences", all predictions within a sentence count
    for it, and headings are left out. `named` are the documents that the question names.
    """
    ranks = {passage.span: rank for rank, passage in enumerate(passages, 1)}
    asked = [
        candidate
        for candidate in candidates
        if answer_type == "words" or not candidate.occurrence.sentence.is_heading
    ]
    scored = [
        (candidate, _adjusted_score(candidate, ranks[candidate.occurrence.passage.span]))
        for candidate in asked
    ]
    groups: dict[str, _Group] = {}
    for candidate, score in _non_overlapping(sorted(scored, key=lambda pair: -pair[1])):
        groups.setdefault(
            _words(_as_answer_type(candidate.occurrence, answer_type).span.text), []
        ).append((candidate, score))
    shares = _shares(groups)
    evidence = QuestionEvidence(question, passages, named)
    ranked = []
    for words in sorted(groups, key=lambda words: -shares[words])[:most]:
        features = _features(
            groups[words],
            shares[words],
            [share for other, share in shares.items() if other != words],
            ranks,
        )
        places = dict.fromkeys(
            _as_answer_type(candidate.occurrence, answer_type) for candidate, _ in groups[words]
        )
        best = next(iter(places))
        features |= evidence.features(best.passage, best.span)
        ranked.append(AnswerCandidate(tuple(places), calibration.probability(features), features))
    return tuple(ranked)


def _adjusted_score(candidate: SpanPrediction, rank: int) -> float:
    """Logit margin minus the penalties for the rank and for headings."""
    return (
        candidate.margin
        - _PER_RANK * math.log(rank)
        - (_HEADING if candidate.occurrence.span.is_heading else 0.0)
    )


def _features(
    group: _Group, share: float, others: Sequence[float], ranks: Mapping[Span, int]
) -> dict[str, float]:
    """Features of the calibration; `others` are the shares of the other candidates."""
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
    """Those that do not overlap a better one."""
    taken: list[Span] = []
    for candidate, score in ordered:
        if not any(candidate.occurrence.span.overlaps(span) for span in taken):
            taken.append(candidate.occurrence.span)
            yield candidate, score


def _shares(groups: Mapping[str, _Group]) -> dict[str, float]:
    """The share of each candidate in one softmax over all predictions and "no answer" (score 0)."""
    best = max((score for group in groups.values() for _, score in group), default=0.0)
    top = max(best, 0.0)
    weights = {
        words: math.fsum(math.exp(score - top) for _, score in group)
        for words, group in groups.items()
    }
    total = math.fsum([math.exp(-top), *weights.values()])
    return {words: weight / total for words, weight in weights.items()}


def _log_odds(share: float) -> float:
    return _clipped(math.log(max(share, _TINY) / max(1 - share, _TINY)))


def _clipped(log_odds: float) -> float:
    return min(max(log_odds, -_MOST), _MOST)


def _as_answer_type(place: Occurrence, answer_type: AnswerType) -> Occurrence:
    return place if answer_type == "words" else replace(place, span=place.sentence)


def _words(text: str) -> str:
    """Key of equal answers: they differ only in case, spacing, outer punctuation and a title."""
    text = without_titles(text)
    return " ".join(text.casefold().split()).strip(".,;:!?\"'“”‘’()[] ")
