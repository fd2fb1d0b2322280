"""Reading: passages to the places in them that may answer. All passages of a question are read together and share one scale."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.spans import Passage, Span
from qa.readers.decode import decode
from qa.readers.windows import PassageWindower, Window
from qa.types import Occurrence

Logits = tuple[NDArray[np.float32], NDArray[np.float32]]
"""How well each token begins, and ends, an answer; each of shape (tokens,). The first token stands for "no answer"."""

_SPANS_A_WINDOW = 10
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
"""Between two paragraphs, or a heading and its text: no answer runs across."""


@dataclass(frozen=True, slots=True)
class SpanPrediction:
    """A place that may answer. `score` is the sum of its start and end logits, `null` that of "no answer" in the same passage."""

    occurrence: Occurrence
    score: float
    no_answer_score: float

    @property
    def margin(self) -> float:
        """How much better it is than "no answer" there: a log-odds, comparable between passages."""
        return self.score - self.no_answer_score


class Reader(Protocol):
    """Reads the passages of one question together."""

    @property
    def name(self) -> str:
        """What reads, in words for people."""

    @property
    def fingerprint(self) -> str:
        """Names the weights, for the line that says how a figure came about."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[SpanPrediction]:
        """Candidates, best margin first, ties in the order of the passages; none where no passage holds anything to quote."""


class SpanModel(Protocol):
    """What runs: windows of tokens to logits."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def windower(self) -> PassageWindower: ...

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        """For each window, in their order. A window's logits do not depend on those it is read with, nor on the number of threads."""


class SpanReader:
    """Cuts the words that answer out of the passages."""

    name = "cuts out the words that answer"

    def __init__(self, model: SpanModel) -> None:
        self.model = model

    @property
    def fingerprint(self) -> str:
        return self.model.fingerprint

    def read(self, question: str, passages: Sequence[Passage]) -> list[SpanPrediction]:
        windows = self.model.windower(question, [passage.span.text for passage in passages])
        logits = self.model.logits(windows)
        nulls = [math.inf] * len(
            passages
        )  # a passage answers where any window of it does, so its null is the least of theirs
        spans: dict[tuple[int, int, int], float] = {}
        for window, (starts, ends) in zip(windows, logits, strict=True):
            nulls[window.passage] = min(nulls[window.passage], float(starts[0] + ends[0]))
            for first, last, score in decode(starts, ends, window.inside, most=_SPANS_A_WINDOW):
                key = (window.passage, int(window.offsets[first][0]), int(window.offsets[last][1]))
                spans[key] = max(
                    score, spans.get(key, -math.inf)
                )  # of two windows, the one that sees more round it mostly
        found = [
            SpanPrediction(_place(passages[p], start, end), score, nulls[p])
            for (p, start, end), score in spans.items()
            if start < end and not _PARAGRAPH_BREAK.search(passages[p].span.text, start, end)
        ]
        return sorted(found, key=lambda candidate: -candidate.margin)


def _place(passage: Passage, start: int, end: int) -> Occurrence:
    """Offsets in the passage's text to a span of its document, in the sentence (or the run of sentences) that holds it."""
    span = Span(passage.span.document, passage.span.start + start, passage.span.start + end)
    touched = [hit.span for hit in passage.sentences if hit.span.overlaps(span)]
    if not touched:
        return Occurrence(span, span, passage)
    return Occurrence(
        span,
        Span(span.document, min(span.start, touched[0].start), max(span.end, touched[-1].end)),
        passage,
    )
