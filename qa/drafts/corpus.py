"""The documents of a library as a check reads them: once through, then those that share words."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from index.search.verbatim_words import WORD, TextWords, words_of
from index.spans import Document
from index.storage.document_reader import DocumentReader
from index.storage.filters import NO_FILTER, Filter

_MAX_WORDS = 8_000_000  # of the documents kept in memory, some 25 bytes each


class Corpus:
    """Documents by their place in the order in which they were read. Not safe for threads."""

    def __init__(self, library: DocumentReader, filters: Filter = NO_FILTER) -> None:
        self._library = library
        self._filters = filters
        self._ids: list[int] = []
        self.names: list[tuple[int, str, str]] = []
        """Place, source and title of the documents that were read."""
        self._words = OrderedDict[int, tuple[Document, TextWords]]()
        self._count = 0

    def __len__(self) -> int:
        """Documents that were read."""
        return len(self._ids)

    def read(self) -> Iterator[tuple[int, Document, list[str]]]:
        """Each document with its place and its words as they are written."""
        for place, document in enumerate(self._library.documents(self._filters)):
            self._ids.append(document.id)
            self.names.append((place, document.source, document.title))
            yield place, document, WORD.findall(document.text)

    def document(self, place: int) -> Document:
        return self._load(place)[0]

    def words(self, place: int) -> TextWords:
        return self._load(place)[1]

    def place_of(self, id: int) -> int:
        """The place of the document of that id, which was read."""
        return self._ids.index(id)

    def _load(self, place: int) -> tuple[Document, TextWords]:
        if place in self._words:
            self._words.move_to_end(place)
            return self._words[place]
        document = self._library.document(self._ids[place])
        loaded = self._words[place] = document, words_of(document.text)
        self._count += len(loaded[1])
        while self._count > _MAX_WORDS and len(self._words) > 1:
            self._count -= len(self._words.popitem(last=False)[1][1])
        return loaded
