"""SQuAD's measures of a reader that is given the right paragraph.

Spans are decoded by `qa.readers.reader`, as for users. A question is answered if the margin of its
best span reaches a threshold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.spans import Document, Hit, Passage, Span
from qa.readers.reader import Reader
from qa.squad import SquadQuestion, exact_match, f1

ALWAYS, NEVER = float("-inf"), float("inf")
"""Thresholds with which every question is answered, and none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The best span for a question, its margin (-inf without a span), EM and F1 in [0, 1]."""

    answerable: bool
    text: str
    margin: float
    exact: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores at one threshold.

    EM and F1 as in SQuAD 2.0, over all questions; precision and recall of "no answer", None if no
    question was rejected or none is unanswerable.
    """

    threshold: float
    exact: float
    f1: float
    precision: float | None
    recall: float | None


def read(reader: Reader, questions: Sequence[SquadQuestion]) -> Iterator[Reading]:
    """One reading for each question, in order; each is read with its own paragraph."""
    for question in questions:
        candidates = reader.read(question.question, [_passage(question.paragraph)])
        text = candidates[0].occurrence.span.text if candidates else ""
        margin = candidates[0].margin if candidates else ALWAYS
        yield Reading(
            bool(question.accepted),
            text,
            margin,
            exact_match(text, question.accepted),
            f1(text, question.accepted),
        )


def scores(readings: Sequence[Reading], threshold: float) -> Scores:
    """A question whose margin is below the threshold counts as refused: right, and 1, if it is
    unanswerable, else 0.
    """
    refused = [reading.margin < threshold for reading in readings]
    right = sum(
        no and not reading.answerable for no, reading in zip(refused, readings, strict=True)
    )
    unanswerable = sum(not reading.answerable for reading in readings)
    exact_match, overlap = (_mean(readings, refused, name) for name in ("exact", "f1"))
    return Scores(
        threshold,
        exact_match,
        overlap,
        right / sum(refused) if any(refused) else None,
        right / unanswerable if unanswerable else None,
    )


def _mean(
    readings: Sequence[Reading], refused: Sequence[bool], name: Literal["exact", "f1"]
) -> float:
    values = [
        float(not each.answerable) if no else getattr(each, name)
        for each, no in zip(readings, refused, strict=True)
    ]
    return sum(values) / len(values)


def best_threshold(readings: Sequence[Reading]) -> float:
    """The one of highest F1 on these very readings, the lowest of equals; a margin that occurs, or
    `NEVER`.
    """
    order = sorted(readings, key=lambda reading: reading.margin)
    margins = np.array([reading.margin for reading in order] + [NEVER])
    gains = np.array([float(not reading.answerable) - reading.f1 for reading in order])
    total: NDArray[np.float64] = np.concatenate(
        [[0.0], np.cumsum(gains)]
    )  # by how many are refused
    possible = np.concatenate(
        [[True], margins[1:] > margins[:-1]]
    )  # equal margins are refused together
    return float(margins[int(np.argmax(np.where(possible, total, -np.inf)))])


def _passage(text: str) -> Passage:
    span = Span(Document(0, "", "", text), 0, len(text))
    return Passage(span, 1.0, None, None, (Hit(span, 0.0),))
