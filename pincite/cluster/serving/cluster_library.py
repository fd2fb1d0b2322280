"""A version of a collection, searched and read on a cluster as one library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.collection.files.versions import Version
from index.collection.ids import id_in_part, part_of
from index.collection.joined import JoinedLibrary
from index.collection.joined_reader import JoinedReader
from index.encoders.base import Encoder
from index.errors import PinciteError, command
from index.library import Library
from index.search.hybrid import HybridRetriever
from index.search.spelling import folded_words
from index.spans import Document
from index.storage import bm25
from index.storage.document_cache import no_document
from index.storage.documents import Contents, DocumentInfo
from index.storage.filters import NO_FILTER, Filter
from pincite.cluster.serving.remote_parts import RemoteParts
from pincite.cluster.serving.remote_version import RemoteVersion


class ClusterLibrary(JoinedLibrary):
    """A JoinedLibrary whose parts are elsewhere; its answers are the same, to the last bit.

    Methods raise UnavailableError if a part cannot be asked: there are no partial answers.
    """

    def __init__(
        self, path: Path, version: Version, encoder: Encoder, remote: RemoteVersion
    ) -> None:
        """Raises PinciteError if a document is in two parts: it would count twice."""
        self.parts = ()
        self.path, self.version, self.encoder = path, version, encoder
        self._remote = remote
        self._joined = RemoteIndex(remote, version.number)
        self._retriever = HybridRetriever(encoder, self._joined.reading)
        self._last_contents: Contents | None = None
        with self._joined.reading() as index:
            sources = Counter(source for _, source, _ in index.names())
        if twice := [source for source, times in sources.items() if times > 1]:
            raise PinciteError(
                f"{path} is damaged: {twice[0]} is in two parts. "
                f"Run: {command('collection', 'check', path)}"
            )

    def close(self) -> None:
        """The cluster goes on."""

    def part(self, id: int) -> tuple[Library, int]:
        raise PinciteError(f"The parts of {self.path} are not open here, but on a cluster.")

    @property
    def config(self) -> str:
        settings = self.version.settings
        return (
            f"{settings.encoder} · {settings.splitter} · passages up to "
            f"{settings.max_passage_chars}"
        )

    @property
    def is_current(self) -> bool:
        return True

    @property
    def max_passage_chars(self) -> int:
        return self.version.settings.max_passage_chars

    @property
    def generation(self) -> int:
        return self.version.number

    def corrections(self, question: str) -> dict[str, str]:
        """Asks at once how often all words occur that are looked at here and in the search."""
        with self._joined.reading() as index:
            words = folded_words(index, question).values()
            self._remote.count([*words, *bm25.counted(index.folded(question))], [*words])
        return super().corrections(question)

    def info(self, source: str) -> DocumentInfo:
        for info in self.list_documents(Filter(sources=(source,))):
            if info.source == source:
                return info
        raise PinciteError(f"{self.path} has no document {source!r}.")

    def has_source(self, source: str) -> bool:
        return source in self.sources(source)

    def documents(self, filters: Filter = NO_FILTER) -> Iterator[Document]:
        shown = self._ids(filters)
        with self._joined.reading() as index:
            order = sorted((source, id) for id, source, _ in index.names() if id in shown)
        for _, id in order:
            yield self.document(id)

    def document(self, id: int) -> Document:
        document: Document = self._of_part("document", id)
        return replace(document, id=id)

    def source_file(self, id: int) -> bytes:
        file: bytes = self._of_part("source_file", id)
        return file

    def _of_part(self, method: str, id: int) -> Any:  # noqa: ANN401  # what the method returns
        """What a method of PartReader returns for a document."""
        if not self.has_document(id):
            raise no_document(self.path, id)
        part = part_of(id)
        return self._remote.ask(method, {part: (id_in_part(id),)})[part]

    def refresh_index(self) -> None:
        """Done where the parts are."""

    @property
    def _unchangeable(self) -> str:
        return (
            f"{self.path} cannot be changed here: it is a collection. "
            f"Add documents with: pincite cluster add {self.path} FILES..."
        )


class RemoteIndex:
    """In place of a JoinedIndex."""

    def __init__(self, version: RemoteVersion, generation: int) -> None:
        self._version, self._generation = version, generation

    @contextmanager
    def reading(self) -> Iterator[JoinedReader]:
        yield JoinedReader(RemoteParts(self._version), self._generation)
