"""How well a reader reads when it is given the paragraph: SQuAD's measures over a SQuAD file.

The words of a reader are decoded by `qa.readers.reader`, as for a user. A question is answered when the margin of its best span reaches a threshold.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.spans import Document, Hit, Passage, Span
from qa.readers.reader import Reader
from qa.squad import Question

ALWAYS, NEVER = float("-inf"), float("inf")
"""Thresholds that answer every question, and none."""

_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one question: the best span's words, the margin (-inf when nothing was read), and how right those words are, in [0, 1]."""

    answerable: bool
    text: str
    margin: float
    exact: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """At one threshold. EM and F1 as SQuAD 2.0 has them, over all questions; precision and recall are those of "no answer", None
    where nothing was refused or nothing is unanswerable."""

    threshold: float
    exact: float
    f1: float
    precision: float | None
    recall: float | None


def read(reader: Reader, questions: Sequence[Question]) -> Iterator[Reading]:
    """One reading a question, in order; each question is read with its own paragraph alone."""
    for question in questions:
        candidates = reader.read(question.question, [_passage(question.paragraph)])
        text = candidates[0].occurrence.span.text if candidates else ""
        margin = candidates[0].margin if candidates else ALWAYS
        yield Reading(
            bool(question.accepted),
            text,
            margin,
            exact(text, question.accepted),
            f1(text, question.accepted),
        )


def scores(readings: Sequence[Reading], threshold: float) -> Scores:
    """A question whose margin is below the threshold counts as refused: right, and 1, if it is unanswerable, else 0."""
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
    """The one of highest F1 on these very readings, the lowest of equals; a margin that occurs, or `NEVER`."""
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


def exact(prediction: str, accepted: Sequence[str]) -> float:
    """SQuAD's exact match, 0.0 or 1.0, of words given; 0.0 where none is accepted. (qa cannot use `eval.metrics.answers`; a test compares.)"""
    return float(normalize(prediction) in [normalize(text) for text in accepted])


def f1(prediction: str, accepted: Sequence[str]) -> float:
    """SQuAD's F1 of words given, in [0, 1]: the best overlap over the accepted texts; 0.0 where none is accepted."""
    given = normalize(prediction).split()
    return max((_overlap(given, normalize(text).split()) for text in accepted), default=0.0)


def normalize(text: str) -> str:
    """Lower case, no ASCII punctuation, no a/an/the, single spaces."""
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split())


def _overlap(given: list[str], gold: list[str]) -> float:
    if not given or not gold:
        return float(given == gold)
    return 2 * (Counter(given) & Counter(gold)).total() / (len(given) + len(gold))


def _passage(text: str) -> Passage:
    span = Span(Document(0, "", "", text), 0, len(text))
    return Passage(span, 1.0, None, None, (Hit(span, 0.0),))
