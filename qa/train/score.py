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
from qa.readers.squad import SquadQuestion, exact_match, f1

ALWAYS, NEVER = float("-inf"), float("inf")
"""Thresholds with which every question is answered, and none."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The best span for a question, its margin (-inf without a span), EM and F1 in [0, 1].

    EM and F1 are those of the text when it is given as the answer: 0.0 for an unanswerable one.
    """

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


def predict(reader: Reader, questions: Sequence[SquadQuestion]) -> Iterator[Prediction]:
    """One prediction for each question, in order; each is read with its own paragraph."""
    for question in questions:
        candidates = reader.read(question.question, [_passage(question.paragraph)])
        text = candidates[0].occurrence.span.text if candidates else ""
        answerable = bool(question.accepted)
        yield Prediction(
            answerable=answerable,
            text=text,
            margin=candidates[0].margin if candidates else ALWAYS,
            exact=exact_match(text, question.accepted) if answerable else 0.0,
            f1=f1(text, question.accepted) if answerable else 0.0,
        )


def compute_scores(predictions: Sequence[Prediction], threshold: float) -> Scores:
    """The scores if questions with a margin below the threshold are rejected.

    A rejected question scores 1 if it is unanswerable, else 0.
    """
    rejected = [prediction.margin < threshold for prediction in predictions]
    unanswerable = [not prediction.answerable for prediction in predictions]
    rightly = sum(map(all, zip(rejected, unanswerable, strict=True)))
    return Scores(
        threshold=threshold,
        exact=_mean(predictions, rejected, "exact"),
        f1=_mean(predictions, rejected, "f1"),
        precision=rightly / sum(rejected) if any(rejected) else None,
        recall=rightly / sum(unanswerable) if any(unanswerable) else None,
    )


def _mean(
    predictions: Sequence[Prediction], rejected: Sequence[bool], name: Literal["exact", "f1"]
) -> float:
    values = [
        float(not prediction.answerable) if is_rejected else getattr(prediction, name)
        for prediction, is_rejected in zip(predictions, rejected, strict=True)
    ]
    return sum(values) / len(values)


def best_threshold(predictions: Sequence[Prediction]) -> float:
    """The threshold with the highest F1 on these predictions, the lowest of equals.

    It is one of their margins, or NEVER.
    """
    order = sorted(predictions, key=lambda prediction: prediction.margin)
    margins = np.array([prediction.margin for prediction in order] + [NEVER])
    gains = np.array([float(not prediction.answerable) - prediction.f1 for prediction in order])
    # total[n]: gain in F1 if the n questions of the lowest margins are rejected
    total: NDArray[np.float64] = np.concatenate([[0.0], np.cumsum(gains)])
    # questions of equal margins can only be rejected together
    possible = np.concatenate([[True], margins[1:] > margins[:-1]])
    return float(margins[int(np.argmax(np.where(possible, total, -np.inf)))])


def _passage(text: str) -> Passage:
    span = Span(Document(0, "", "", text), 0, len(text))
    return Passage(span, 1.0, None, None, (Hit(span, 0.0),))
