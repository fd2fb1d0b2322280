"""An answer as an open page keeps it: without the documents it is quoted from.

Those are fetched from the library when the page comes back to the answer. If it kept them, a few hundred pages on long documents would
fill the memory of the server.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from index.errors import PinciteError
from index.library import Library
from index.spans import Document
from qa.types import Answer

_Memo = dict[int, Any]
"""What became of an object, by its `id`: many sentences share a document, and a passage stands among those read and in each place."""


@dataclass(frozen=True, slots=True)
class _Name:
    """Of a document: what the library calls it, and the SHA-256 of the text that was quoted."""

    id: int
    hash: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer taken to pieces: (type, parts) for each of its dataclasses and tuples, a name for each document."""

    pieces: tuple[Any, ...]

    @classmethod
    def from_answer(cls, answer: Answer) -> StoredAnswer:
        return cls(_taken_apart(answer, {}))

    def restore(self, library: Library) -> Answer:
        """The answer. Raises PinciteError where the library does not hold one of its documents any more."""
        answer: Answer = _put_together(self.pieces, library, {})
        return answer


def _taken_apart(thing: Any, known: _Memo) -> Any:  # noqa: ANN401 - whatever an answer is made of
    if id(thing) not in known:
        if isinstance(thing, Document):
            known[id(thing)] = _Name(thing.id, thing.hash)
        elif isinstance(thing, tuple):
            known[id(thing)] = (tuple, [_taken_apart(each, known) for each in thing])
        elif is_dataclass(thing):
            known[id(thing)] = (
                type(thing),
                [_taken_apart(getattr(thing, each.name), known) for each in fields(thing)],
            )
        else:
            return thing
    return known[id(thing)]


def _put_together(piece: Any, library: Library, known: _Memo) -> Any:  # noqa: ANN401 - the same
    if id(piece) not in known:
        if isinstance(piece, _Name):
            known[id(piece)] = _document(piece, library)
        elif isinstance(piece, tuple):
            kind, parts = piece[0], [_put_together(each, library, known) for each in piece[1]]
            known[id(piece)] = tuple(parts) if kind is tuple else kind(*parts)
        else:
            return piece
    return known[id(piece)]


def _document(name: _Name, library: Library) -> Document:
    document = library.document(name.id)
    if document.hash != name.hash:
        raise PinciteError(f"Document {name.id} of {library.path} has another text now. Ask again.")
    return document
