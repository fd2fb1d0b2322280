"""An answer without the texts of its documents, as the server stores it for an open page.

The documents are read from the library again when they are needed. If every open page held them, a
few hundred pages on long documents would fill the memory of the server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from index.errors import PinciteError
from index.library import Library
from index.spans import Document, Hit, Passage, Span
from qa.types import Answer, AnswerCandidate, Occurrence


@dataclass(frozen=True, slots=True)
class _DocumentKey:
    """The library's id of a document, and the SHA-256 of the text that was quoted."""

    id: int
    hash: str


@dataclass(frozen=True, slots=True)
class _Range:
    """Characters `[start, end)` of the document with this id."""

    document_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _StoredPassage:
    """A `Passage`: its range, its ranks, and (range, score) of each sentence."""

    range: _Range
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    sentences: tuple[tuple[_Range, float], ...]


@dataclass(frozen=True, slots=True)
class _StoredOccurrence:
    """An `Occurrence`; `passage` is a position in `StoredAnswer.passages`."""

    range: _Range
    sentence: _Range
    passage: int


@dataclass(frozen=True, slots=True)
class _StoredCandidate:
    """An `AnswerCandidate`."""

    occurrences: tuple[_StoredOccurrence, ...]
    confidence: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as ranges and scores. `answer` has its other fields, but no candidate, passage,
    item or document.

    `passages` are all distinct passages of the answer; `passages_read` are the positions in it of
    those that the answer lists, in its order.
    """

    answer: Answer
    documents: tuple[_DocumentKey, ...]
    passages: tuple[_StoredPassage, ...]
    passages_read: tuple[int, ...]
    candidates: tuple[_StoredCandidate, ...]
    items: tuple[_StoredOccurrence, ...]
    conflicting: tuple[_StoredCandidate, ...]
    named: tuple[int, ...]

    @classmethod
    def from_answer(cls, answer: Answer) -> StoredAnswer:
        quoted = [occurrence.passage for occurrence in _occurrences(answer)]
        passages = list(dict.fromkeys([*answer.passages, *quoted]))
        positions = {passage: position for position, passage in enumerate(passages)}
        return cls(
            answer=replace(answer, candidates=(), passages=(), items=(), conflicting=(), named=()),
            documents=tuple(_document_keys(answer, passages)),
            passages=tuple(_stored_passage(passage) for passage in passages),
            passages_read=tuple(positions[passage] for passage in answer.passages),
            candidates=tuple(
                _stored_candidate(candidate, positions) for candidate in answer.candidates
            ),
            items=tuple(_stored_occurrence(item, positions) for item in answer.items),
            conflicting=tuple(
                _stored_candidate(candidate, positions) for candidate in answer.conflicting
            ),
            named=tuple(document.id for document in answer.named),
        )

    def restore(self, library: Library) -> Answer:
        """The answer, with its documents read from `library`.

        Raises PinciteError if a document was removed from the library, or has another text now.
        """
        documents = {key.id: _read_document(key, library) for key in self.documents}
        passages = [_passage(stored, documents) for stored in self.passages]
        return replace(
            self.answer,
            candidates=tuple(_candidate(stored, passages, documents) for stored in self.candidates),
            passages=tuple(passages[position] for position in self.passages_read),
            items=tuple(_occurrence(stored, passages, documents) for stored in self.items),
            conflicting=tuple(
                _candidate(stored, passages, documents) for stored in self.conflicting
            ),
            named=tuple(documents[id] for id in self.named),
        )


def _document_keys(answer: Answer, passages: list[Passage]) -> Iterator[_DocumentKey]:
    """One key for each document that the answer refers to."""
    spans = [passage.span for passage in passages]
    spans += [hit.span for passage in passages for hit in passage.sentences]
    for occurrence in _occurrences(answer):
        spans += (occurrence.span, occurrence.sentence)
    documents = {span.document.id: span.document for span in spans}
    documents |= {document.id: document for document in answer.named}
    for document in documents.values():
        yield _DocumentKey(document.id, document.hash)


def _occurrences(answer: Answer) -> Iterator[Occurrence]:
    """Every occurrence that the answer refers to."""
    for candidate in (*answer.candidates, *answer.conflicting):
        yield from candidate.occurrences
    yield from answer.items


def _stored_range(span: Span) -> _Range:
    return _Range(span.document.id, span.start, span.end)


def _stored_passage(passage: Passage) -> _StoredPassage:
    return _StoredPassage(
        range=_stored_range(passage.span),
        score=passage.score,
        dense_rank=passage.dense_rank,
        lexical_rank=passage.lexical_rank,
        sentences=tuple((_stored_range(hit.span), hit.score) for hit in passage.sentences),
    )


def _stored_candidate(
    candidate: AnswerCandidate, positions: Mapping[Passage, int]
) -> _StoredCandidate:
    occurrences = tuple(_stored_occurrence(each, positions) for each in candidate.occurrences)
    return _StoredCandidate(occurrences, candidate.confidence, candidate.features)


def _stored_occurrence(
    occurrence: Occurrence, positions: Mapping[Passage, int]
) -> _StoredOccurrence:
    return _StoredOccurrence(
        range=_stored_range(occurrence.span),
        sentence=_stored_range(occurrence.sentence),
        passage=positions[occurrence.passage],
    )


def _read_document(key: _DocumentKey, library: Library) -> Document:
    document = library.document(key.id)
    if document.hash != key.hash:
        raise PinciteError(f"Document {key.id} of {library.path} has another text now. Ask again.")
    return document


def _span(stored: _Range, documents: Mapping[int, Document]) -> Span:
    return Span(documents[stored.document_id], stored.start, stored.end)


def _passage(stored: _StoredPassage, documents: Mapping[int, Document]) -> Passage:
    return Passage(
        span=_span(stored.range, documents),
        score=stored.score,
        dense_rank=stored.dense_rank,
        lexical_rank=stored.lexical_rank,
        sentences=tuple(
            Hit(_span(sentence, documents), score) for sentence, score in stored.sentences
        ),
    )


def _candidate(
    stored: _StoredCandidate, passages: list[Passage], documents: Mapping[int, Document]
) -> AnswerCandidate:
    occurrences = tuple(_occurrence(each, passages, documents) for each in stored.occurrences)
    return AnswerCandidate(occurrences, stored.confidence, stored.features)


def _occurrence(
    stored: _StoredOccurrence, passages: list[Passage], documents: Mapping[int, Document]
) -> Occurrence:
    return Occurrence(
        span=_span(stored.range, documents),
        sentence=_span(stored.sentence, documents),
        passage=passages[stored.passage],
    )
