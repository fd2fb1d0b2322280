"""The result of a question: an Answer, its candidates, and the places where their words stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.spans import Document, Passage, Span

AnswerType = Literal["words", "sentences"]
"""What a question asks for: a few words, or whole sentences (see `qa.questions.answer_type`)."""

Outcome = Literal["answer", "possible", "nothing"]
"""An answer at the accepted risk, a possible one below it, or nothing that is likely to answer."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where the words of a candidate stand: span, sentence, and the passage read."""

    span: Span
    sentence: Span
    passage: Passage


@dataclass(frozen=True, slots=True)
class AnswerCandidate:
    """A possible answer, with every place where the same words were read, best first.

    `confidence` is the calibrated probability that it is right, computed from `features`; without
    features, that of the rule which found it (`qa.shapes`).
    """

    occurrences: tuple[Occurrence, ...]
    confidence: float
    features: Mapping[str, float]

    @property
    def span(self) -> Span:
        """The span of the best occurrence."""
        return self.occurrences[0].span

    @property
    def sentence(self) -> Span:
        """The sentence of the best occurrence."""
        return self.occurrences[0].sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with the candidates and passages found for it, each best first; both may be empty.

    The passages are in the order of the reranker; `dense_rank` and `lexical_rank` are their ranks
    in the two searches.
    """

    question: str
    candidates: tuple[AnswerCandidate, ...]
    passages: tuple[Passage, ...]
    threshold: float
    """Confidence in [0, 1] below which no answer is given."""
    documents: int
    """Documents that were searched: all, or those that pass the filter."""
    milliseconds: float
    reader: str
    """Name of the reader, for people."""
    answer_type: AnswerType = "words"
    answerable: float | None = None
    """Probability in [0, 1] that the documents answer the question; None: not known."""
    possible_threshold: float = 0.0
    """Value of `answerable` (of `confidence`, where that is None) in [0, 1] below which nothing was
    found, unless the confidence is at the threshold; 0.0 where none was measured."""
    calibration: Literal["reader", "library"] = "reader"
    """Whose calibration made the confidence: the reader's, or the library's own."""
    items: tuple[Occurrence, ...] = ()
    """The items of the best candidate if the question asks for a list, in the order of their text,
    then those of other lists of the same things; empty for other questions."""
    conflicting: tuple[AnswerCandidate, ...] = ()
    """Candidates of comparable confidence from other documents that say something else."""
    named: tuple[Document, ...] = ()
    """The documents that the question names, likeliest first."""
    corrections: Mapping[str, str] = field(default_factory=dict)
    """Words of the question that the library does not have -> the words searched in their place."""
    notice: str = ""
    """Why no answer can be expected, in one sentence: the question asks for a summary, an opinion,
    or in another language; empty for other questions."""
    written: str = ""
    """The question as it was written, if it followed up on another one and `question` is asked in
    its place; empty for other questions."""
    follow_up: str = ""
    """Another reading of a question that follows up, or may, on the one before; it was not asked.
    Mostly empty."""

    @property
    def confidence(self) -> float:
        """Confidence of the best candidate, given or not; 0.0 without candidates."""
        return self.candidates[0].confidence if self.candidates else 0.0

    @property
    def outcome(self) -> Outcome:
        if not self.candidates or self.notice:
            return "nothing"
        if self.confidence >= self.threshold:
            return "answer"
        likely = self.confidence if self.answerable is None else self.answerable
        return "possible" if likely >= self.possible_threshold else "nothing"

    @property
    def span(self) -> Span | None:
        """The words of the answer; None if none is given (abstention)."""
        return None if self.abstained else self.candidates[0].span

    @property
    def abstained(self) -> bool:
        """True if no answer is given; a possible one may still be shown."""
        return self.outcome != "answer"

    @property
    def is_list(self) -> bool:
        """Do the items make up the answer? If not, they are what it was compared with."""
        return bool(self.items) and self.candidates[0].span.overlaps(self.items[0].span)

    @property
    def quoted(self) -> tuple[Occurrence, ...]:
        """What is quoted of the answer or the possible answer: its places, best first; if it has
        `items`, those in its place. Empty if nothing was found."""
        if self.outcome == "nothing":
            return ()
        places = self.candidates[0].occurrences
        if not self.items:
            return places
        apart = [
            place
            for place in places
            if not any(place.span.overlaps(item.span) for item in self.items)
        ]
        return (*apart, *self.items)


AskFunction = Callable[[str], Answer]
"""What the page and the evaluation need of a pipeline; tests may pass a lambda."""
