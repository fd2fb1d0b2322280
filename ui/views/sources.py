"""The numbered sources of an answer: the quoted places, then the passages that were only read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.spans import Hit, Passage, Span
from qa.types import Answer, Occurrence
from ui.views.addresses import Mark, document_address
from ui.views.engine_words import place_words
from ui.views.file_names import title_among


@dataclass(frozen=True, slots=True)
class Source:
    """A passage, its most relevant sentence, and the answer in that sentence.

    `answer` is None if the passage is not quoted. `name` is what its document is called where that
    is not its title.
    """

    number: int
    passage: Passage
    sentence: Span
    answer: Span | None
    name: str = ""

    @property
    def title(self) -> str:
        return self.name if self.name else self.sentence.document.title

    @property
    def place(self) -> str:
        return place_words(self.sentence.place)

    @property
    def pinned(self) -> Span:
        """The range that a citation of this source points to."""
        return self.answer if self.answer is not None else self.sentence

    @property
    def mark(self) -> Mark:
        """What is marked of it where its document is read."""
        return Mark.of(self.pinned, self.sentence)

    @property
    def address(self) -> str:
        """The page on which its document is read, at its place."""
        return document_address(self.sentence.document, [self.mark])

    @property
    def whole(self) -> bool:
        """True if the whole sentence is the answer; it then needs one mark, not two."""
        return self.answer == self.sentence


def sources(answer: Answer) -> tuple[Source, ...]:
    """Numbered from 1, as `qa.citations.cite` numbers what is quoted; then what conflicts with it,
    then the passages that were only read.

    If nothing was found, nothing is quoted, and the nearest passage comes first.
    """
    quoted = (*answer.quoted, *(other.occurrences[0] for other in answer.conflicting))
    cited = [
        Source(number, occurrence.passage, occurrence.sentence, occurrence.span)
        for number, occurrence in enumerate(quoted, 1)
    ]
    near = [
        Source(number, passage, sentence, None)
        for number, (passage, sentence) in enumerate(_not_quoted(answer, quoted), len(cited) + 1)
    ]
    documents = [each.sentence.document for each in (*cited, *near)]
    return tuple(
        replace(each, name=title_among(document, documents))
        for each, document in zip((*cited, *near), documents, strict=True)
    )


def _not_quoted(answer: Answer, quoted: tuple[Occurrence, ...]) -> Iterator[tuple[Passage, Span]]:
    """The passages without a quotation, best first, each with its most relevant sentence.

    If nothing was found, the passage of the best candidate comes first.
    """
    passages = [
        passage
        for passage in answer.passages
        if not any(passage.span.contains(occurrence.span) for occurrence in quoted)
    ]
    best = answer.candidates[0].occurrences[0].passage.span if answer.candidates else None
    sentences = _candidate_sentences(answer)
    for passage in sorted(passages, key=lambda passage: passage.span != best):
        yield passage, sentences.get(passage.span) or _most_relevant(passage)


def _candidate_sentences(answer: Answer) -> dict[Span, Span]:
    """Range of a passage → the sentence in it that holds its best candidate."""
    sentences = {}
    for candidate in reversed(answer.candidates):
        for occurrence in candidate.occurrences:
            sentences[occurrence.passage.span] = occurrence.sentence
    return sentences


def _most_relevant(passage: Passage) -> Span:
    def score(hit: Hit) -> float:
        return hit.score

    return max(passage.sentences, key=score).span if passage.sentences else passage.span
