"""What a question comes to: an Answer, its readings, and the places where their words stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from index.spans import Passage, Span

AnswerType = Literal["words", "sentences"]
"""Of an answer: the few words that answer, or whole sentences, where few words would not do (`qa.question.shape`)."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a reading stands: the span, the sentence it stands in, and the passage that was read."""

    span: Span
    sentence: Span
    passage: Passage


@dataclass(frozen=True, slots=True)
class AnswerCandidate:
    """One possible answer, with every place where those same words were read, best first.

    `confidence` is a calibrated probability that this reading is right, computed from the named numbers of `evidence`.
    """

    occurrences: tuple[Occurrence, ...]
    confidence: float
    features: Mapping[str, float]

    @property
    def span(self) -> Span:
        return self.occurrences[0].span

    @property
    def sentence(self) -> Span:
        return self.occurrences[0].sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, what was read, and what came of it. Readings and passages are sorted, best first; either may be empty.

    The passages are in the order that the reading of them gave (`qa.reranker`); `dense_rank` and `lexical_rank` are those of the search.
    """

    question: str
    candidates: tuple[AnswerCandidate, ...]
    passages: tuple[Passage, ...]
    threshold: float
    """The confidence below which the bot abstains, in [0, 1]."""
    documents: int
    """How many documents the library held when it was asked, or the filter let through."""
    milliseconds: float
    reader: str
    """What read the passages, in words for people."""
    answer_type: AnswerType = "words"

    @property
    def confidence(self) -> float:
        """Of the best reading, given or not; 0.0 when nothing was read."""
        return self.candidates[0].confidence if self.candidates else 0.0

    @property
    def span(self) -> Span | None:
        """The answer's words; None means: abstained."""
        return (
            self.candidates[0].span
            if self.candidates and self.confidence >= self.threshold
            else None
        )

    @property
    def abstained(self) -> bool:
        return self.span is None


AskFunction = Callable[[str], Answer]
"""What the web page and the evaluation need to know of the engine: a lambda will do in a test."""
