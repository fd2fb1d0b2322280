"""Haystack's decision on the logits of a span reader.

After `haystack.components.readers.extractive` (Apache-2.0), which is not installed here: each span
has the probability sigmoid(0.1 x logit sum) by itself, and "no answer" the product of what the best
spans leave over.
"""

from __future__ import annotations

import math

import numpy as np

from qa.readers.reader import Logits, SpanModel
from qa.readers.windows import Window
from qa.types import Answer

CALIBRATION_FACTOR, TOP_SPANS = 0.1, 20
"""Defaults of ExtractiveReader: calibration_factor; top_k and answers_per_seq."""

Span = tuple[float, int, int, int]
"""(probability, number of the passage, start, end), in characters of the passage."""


def haystack_decision(answer: Answer, model: SpanModel) -> tuple[str | None, str | None]:
    """(its answer, its best span) in the passages that were read; None: no answer, no span."""
    texts = [passage.span.text for passage in answer.passages]
    windows = model.windower(answer.question, texts)
    spans: list[Span] = []
    for window, logits in zip(windows, model.logits(windows), strict=True):
        spans.extend(_best_spans(window, logits))
    best = sorted(spans, key=lambda span: -span[0])[:TOP_SPANS]
    if not best:
        return None, None
    no_answer = math.prod(1 - probability for probability, *_ in best)
    probability, passage, start, end = best[0]
    text = texts[passage][start:end]
    return (text if probability >= no_answer else None), text


def _best_spans(window: Window, logits: Logits) -> list[Span]:
    """The best spans of a window, of any length."""
    starts, ends = (np.where(window.inside, each, -np.inf) for each in logits)
    forward = np.triu(np.ones((len(starts), len(starts)), dtype=bool))
    sums = np.where(forward, starts[:, None] + ends[None, :], -np.inf)
    spans = []
    for place in np.argsort(-sums, axis=None, kind="stable")[:TOP_SPANS]:
        first, last = divmod(int(place), len(starts))
        if np.isfinite(sums[first, last]):
            probability = 1 / (1 + math.exp(-CALIBRATION_FACTOR * float(sums[first, last])))
            start, end = int(window.offsets[first][0]), int(window.offsets[last][1])
            spans.append((probability, window.passage, start, end))
    return spans
