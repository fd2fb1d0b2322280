"""The numbered sources of an answer: first the places that are quoted, then the passages that were read and not quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.spans import Hit, Passage, Span
from qa.types import Answer, Occurrence


@dataclass(frozen=True, slots=True)
class Source:
    """A passage, the sentence in it that matters most, and the answer in that sentence; None when it is not quoted."""

    number: int
    passage: Passage
    sentence: Span
    answer: Span | None

    @property
    def title(self) -> str:
        return self.sentence.document.title

    @property
    def place(self) -> str:
        return self.sentence.place

    @property
    def pinned(self) -> Span:
        """What a citation of this source points at."""
        return self.answer if self.answer is not None else self.sentence

    @property
    def whole(self) -> bool:
        """Is the whole sentence the answer? So it is with a reader that picks sentences; then it needs one mark, not two."""
        return self.answer == self.sentence


def sources(answer: Answer) -> tuple[Source, ...]:
    """Numbered from 1, as `qa.citations.cite` numbers them; an answer that abstained quotes nothing, and its nearest passage comes first."""
    quoted = () if answer.abstained else answer.candidates[0].occurrences
    cited = [
        Source(number, place.passage, place.sentence, place.span)
        for number, place in enumerate(quoted, 1)
    ]
    near = [
        Source(number, passage, sentence, None)
        for number, (passage, sentence) in enumerate(_near(answer, quoted), len(cited) + 1)
    ]
    return (*cited, *near)


def _near(answer: Answer, quoted: tuple[Occurrence, ...]) -> Iterator[tuple[Passage, Span]]:
    """The passages that hold no quotation, best first; where the bot abstained, the one it came nearest to answering from leads."""
    passages = [
        passage
        for passage in answer.passages
        if not any(passage.span.contains(place.span) for place in quoted)
    ]
    candidates = {
        place.passage.span: place.sentence
        for reading in reversed(answer.candidates)
        for place in reading.occurrences
    }
    best = answer.candidates[0].occurrences[0].passage.span if answer.candidates else None
    for passage in sorted(passages, key=lambda passage: passage.span != best):
        yield passage, candidates.get(passage.span) or _most_relevant(passage)


def _most_relevant(passage: Passage) -> Span:
    def score(hit: Hit) -> float:
        return hit.score

    return max(passage.sentences, key=score).span if passage.sentences else passage.span
