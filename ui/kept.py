"""An answer as an open page keeps it: a few kilobytes, without the documents it is quoted from.

Those are fetched from the library when the page comes back to the answer. If it kept them, a few hundred pages on long documents would
fill the memory of the server.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from io import BytesIO

from index.library import Library
from index.spans import Document, PinciteError
from qa.answer import Answer


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, pickled; of each document there is its id and the SHA-256 of its text."""

    pickled: bytes

    @classmethod
    def of(cls, answer: Answer) -> Kept:
        file = BytesIO()
        _Pickler(file).dump(answer)
        return cls(file.getvalue())

    def again(self, library: Library) -> Answer:
        """The answer. Raises PinciteError where the library does not hold one of its documents any more."""
        answer: Answer = _Unpickler(BytesIO(self.pickled), library).load()
        return answer


class _Pickler(pickle.Pickler):
    def __init__(self, file: BytesIO) -> None:
        super().__init__(file)
        self._hashes: dict[int, str] = {}

    def persistent_id(self, thing: object) -> tuple[int, str] | None:
        if not isinstance(thing, Document):
            return None
        if thing.id not in self._hashes:
            self._hashes[thing.id] = thing.hash
        return thing.id, self._hashes[thing.id]


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BytesIO, library: Library) -> None:
        super().__init__(file)
        self._library = library
        self._known: dict[tuple[int, str], Document] = {}

    def persistent_load(self, name: tuple[int, str]) -> Document:
        if name not in self._known:
            self._known[name] = self._fetched(*name)
        return self._known[name]

    def _fetched(self, id: int, hash: str) -> Document:
        document = self._library.document(id)
        if document.hash != hash:
            raise PinciteError(f"Document {id} of {self._library.path} has another text now. Ask again.")
        return document
