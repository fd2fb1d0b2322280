"""Stand-ins for the reader, whose candidates can be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

from index.spans import Passage, Span
from qa.decision.calibration import Calibration
from qa.readers.reader import SpanPrediction
from qa.types import Occurrence

HALF = Calibration({"margin": 1.0}, bias=0.0, threshold=0.5)
"""Takes the margin for the log-odds of being right."""


class FirstWords:
    """Reads the first word of every sentence; its margin is its offset, so later is better."""

    name = "first words"
    fingerprint = "first-words@0"

    def read(
        self, question: str, passages: Sequence[Passage], contexts: Sequence[str] = ()
    ) -> list[SpanPrediction]:
        found = []
        for passage in passages:
            for hit in passage.sentences:
                word = hit.span.text.split()[0]
                span = Span(hit.span.document, hit.span.start, hit.span.start + len(word))
                found.append(
                    SpanPrediction(Occurrence(span, hit.span, passage), float(hit.span.start), 0.0)
                )
        return sorted(found, key=lambda candidate: -candidate.margin)


class Sentences:
    """Reads whole sentences; the margin is `weight` times the cosine, less `null`."""

    name = "whole sentences"
    fingerprint = "sentences@0"

    def __init__(self, weight: float = 20.0, null: float = 8.0) -> None:
        self._weight, self._null = weight, null

    def read(
        self, question: str, passages: Sequence[Passage], contexts: Sequence[str] = ()
    ) -> list[SpanPrediction]:
        found = [
            SpanPrediction(
                Occurrence(hit.span, hit.span, passage), self._weight * hit.score, self._null
            )
            for passage in passages
            for hit in passage.sentences
        ]
        return sorted(found, key=lambda candidate: -candidate.margin)
