"""Finds the spans of passages that may answer a question."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.chunking import CharRange
from index.spans import Passage, Span
from qa.evidence.sources import not_evidence
from qa.readers.decode import decode
from qa.readers.windows import PassageWindower, Window
from qa.types import Occurrence

Logits = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Start and end logits, each of shape (tokens,). The first token stands for "no answer"."""

_SPANS_PER_WINDOW = 10
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
"""Between paragraphs, or a heading and its text: no answer crosses it."""


@dataclass(frozen=True, slots=True)
class SpanPrediction:
    """A span that may answer.

    `score` is the sum of its start and end logits, `no_answer_score` the one of "no answer" in the
    same passage.
    """

    occurrence: Occurrence
    score: float
    no_answer_score: float

    @property
    def margin(self) -> float:
        """Score minus no-answer score: log-odds that are comparable between passages."""
        return self.score - self.no_answer_score


class Reader(Protocol):
    """Reads all passages of one question."""

    @property
    def name(self) -> str:
        """Its name, for people."""

    @property
    def fingerprint(self) -> str:
        """Identifies the weights, to report beside a figure."""

    def read(
        self, question: str, passages: Sequence[Passage], contexts: Sequence[str] = ()
    ) -> list[SpanPrediction]:
        """Predictions, best margin first, ties in the order of the passages; may be empty.

        `contexts`, if given, are read before the passages and contain no answer.
        """


class SpanModel(Protocol):
    """A model from windows of tokens to logits."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def windower(self) -> PassageWindower: ...

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        """One pair for each window, in order; independent of other windows and of threads."""


class SpanReader:
    """Finds spans with a start and end model."""

    name = "extractive span reader"

    def __init__(self, model: SpanModel) -> None:
        self.model = model

    @property
    def fingerprint(self) -> str:
        return self.model.fingerprint

    def read(
        self, question: str, passages: Sequence[Passage], contexts: Sequence[str] = ()
    ) -> list[SpanPrediction]:
        windows = self.model.windower(
            question,
            [passage.span.text for passage in passages],
            contexts,
        )
        excluded = [not_evidence(question, passage) for passage in passages]
        logits = self.model.logits(windows)
        # a passage answers if any of its windows does: its no-answer score is the lowest of them
        no_answer_scores = [math.inf] * len(passages)
        spans: dict[tuple[int, int, int], float] = {}
        for window, (starts, ends) in zip(windows, logits, strict=True):
            no_answer_scores[window.passage] = min(
                no_answer_scores[window.passage], float(starts[0] + ends[0])
            )
            parts = _sentence_numbers(window, passages[window.passage])
            parts[_overlap(window.offsets, excluded[window.passage])] = -1
            for first, last, score in decode(starts, ends, parts, limit=_SPANS_PER_WINDOW):
                key = (window.passage, int(window.offsets[first][0]), int(window.offsets[last][1]))
                spans[key] = max(score, spans.get(key, -math.inf))  # windows overlap
        predictions = [
            SpanPrediction(_occurrence(passages[p], start, end), score, no_answer_scores[p])
            for (p, start, end), score in spans.items()
            if start < end and not _PARAGRAPH_BREAK.search(passages[p].span.text, start, end)
        ]
        return sorted(predictions, key=lambda candidate: -candidate.margin)


def _sentence_numbers(window: Window, passage: Passage) -> NDArray[np.int64]:
    """The number of each token's sentence in the passage, -1 outside it; shape (tokens,)."""
    first = passage.span.start
    starts = [hit.span.start - first for hit in passage.sentences]
    numbers = np.searchsorted(starts, window.offsets[:, 0], side="right")
    return np.where(window.inside, numbers, -1)


def _overlap(offsets: NDArray[np.int64], ranges: Sequence[CharRange]) -> NDArray[np.bool_]:
    """Which of the tokens overlap one of the ranges; shape (tokens,)."""
    found = np.zeros(len(offsets), np.bool_)
    for start, end in ranges:
        found |= (offsets[:, 0] < end) & (offsets[:, 1] > start)
    return found


def _occurrence(passage: Passage, start: int, end: int) -> Occurrence:
    """The span of the document, and the sentence (or run of sentences) around it."""
    span = Span(passage.span.document, passage.span.start + start, passage.span.start + end)
    touched = [hit.span for hit in passage.sentences if hit.span.overlaps(span)]
    if not touched:
        return Occurrence(span, span, passage)
    return Occurrence(
        span,
        Span(span.document, min(span.start, touched[0].start), max(span.end, touched[-1].end)),
        passage,
    )
