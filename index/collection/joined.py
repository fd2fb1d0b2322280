"""Several open libraries, searched and read as one library that holds all their documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from index.collection.ids import id_in_part, joined_id, part_of
from index.collection.joined_index import HiddenSource, JoinedIndex
from index.collection.joined_reader import JoinedReader, Reading
from index.errors import PinciteError
from index.library import Library
from index.search.hybrid import HybridRetriever
from index.search.mentions import Place
from index.spans import Document
from index.storage.document_cache import no_document
from index.storage.documents import Contents, DocumentInfo
from index.storage.filters import NO_FILTER, Filter

_SUFFIX = ".pincite"


class JoinedLibrary(Library):
    """Open libraries as one; safe for many threads.

    Search and answers equal those of one library that holds all the documents, to the last bit:
    passages, order, ranks, scores, confidence. Parts with more than `faiss_index.MAX_FLAT_VECTORS`
    sentences find what one vector index would if they share centroids (see `Library.open`); each
    with its own may find other candidates. It cannot be changed; the parts may be, and are then
    read as they are.

    A document that is in several parts with the same source, text, title, author, date and tags
    counts once, in the first of them; other documents of the same source stand beside each other.
    Ids of documents: see `index.collection.ids`.
    """

    def __init__(
        self,
        parts: Sequence[Library],
        path: Path | None = None,
        *,
        hidden: Collection[HiddenSource] = (),
        owns_parts: bool = False,
    ) -> None:
        """`path` is named in messages; None: the paths of the parts.

        The documents of `hidden` are in no result, count or statistics: as if they were not in the
        library. `close` closes the parts if `owns_parts`. Raises PinciteError if the parts differ
        in encoder, splitter or passage length, or if there is none.
        """
        _check(parts)
        self.parts: tuple[Library, ...] = tuple(parts)
        self.path = Path(" ".join(str(part.path) for part in parts)) if path is None else path
        self.encoder = parts[0].encoder
        self._owns_parts = owns_parts
        self._joined: Reading = JoinedIndex(self.parts, hidden)
        self._retriever = HybridRetriever(self.encoder, self._joined.reading)
        self._last_contents: Contents | None = None

    def close(self) -> None:
        if self._owns_parts:
            for part in self.parts:
                part.close()

    def part(self, id: int) -> tuple[Library, int]:
        """The library that has the document of that id, and the document's id there.

        Raises PinciteError if there is no document of that id (any more).
        """
        if not self.has_document(id):
            raise no_document(self.path, id)
        return self.parts[part_of(id)], id_in_part(id)

    # properties

    @property
    def config(self) -> str:
        return self.parts[0].config

    @property
    def is_current(self) -> bool:
        return all(part.is_current for part in self.parts)

    @property
    def max_passage_chars(self) -> int:
        return self.parts[0].max_passage_chars

    @property
    def calibration(self) -> None:
        """None: those of the parts were fitted to other documents."""

    @property
    def settings(self) -> dict[str, object]:
        return {}

    @property
    def generation(self) -> int:
        """Number of changes made to the parts."""
        return sum(part.generation for part in self.parts)

    # reading documents

    def list_documents(self, filters: Filter = NO_FILTER) -> list[DocumentInfo]:
        with self._joined.reading() as index:
            infos = [
                replace(info, id=joined_id(part, info.id))
                for part, info in index.list_documents(filters)
            ]
        return sorted(infos, key=lambda info: (info.source, info.id))

    def info(self, source: str) -> DocumentInfo:
        for number, part in enumerate(self.parts):
            if part.has_source(source):
                info = part.info(source)
                if self.has_document(joined_id(number, info.id)):
                    return replace(info, id=joined_id(number, info.id))
        raise PinciteError(f"{self.path} has no document {source!r}.")

    def count(self, filters: Filter = NO_FILTER) -> int:
        with self._joined.reading() as index:
            return index.count(filters)

    def sources(self, prefix: str = "") -> list[str]:
        with self._joined.reading() as index:
            found = {source for _, source, _ in index.names() if source.startswith(prefix)}
        return sorted(found)

    def has_source(self, source: str) -> bool:
        return any(part.has_source(source) for part in self.parts) and source in self.sources(
            source
        )

    def has_document(self, id: int) -> bool:
        with self._joined.reading() as index:
            return index.has_document(id)

    def documents(self, filters: Filter = NO_FILTER) -> Iterator[Document]:
        shown = self._ids(filters)
        with self._joined.reading() as index:
            order = sorted((source, id) for id, source, _ in index.names() if id in shown)
        for _, id in order:
            part, inner = self.parts[part_of(id)], id_in_part(id)
            if part.has_document(inner):  # it may have been removed meanwhile
                yield replace(part.document(inner), id=id)

    def document(self, id: int) -> Document:
        part, inner = self.part(id)
        return replace(part.document(inner), id=id)

    def document_by_hash(self, hash: str) -> Document | None:
        id = self.ids_by_hash().get(hash)
        return None if id is None else self.document(id)

    def hashes(self) -> frozenset[str]:
        return frozenset(self.ids_by_hash())

    def ids_by_hash(self) -> Mapping[str, int]:
        return self._all_contents().ids

    def tags(self) -> tuple[str, ...]:
        return self._all_contents().tags

    def count_sentences(self) -> int:
        return self._all_contents().sentences

    def source_file(self, id: int) -> bytes | Path:
        part, inner = self.part(id)
        return part.source_file(inner)

    def _ids(self, filters: Filter) -> frozenset[int]:
        with self._joined.reading() as index:
            return frozenset(index.document_ids(filters))

    def _all_contents(self) -> Contents:
        """Read once for each generation."""
        with self._joined.reading() as index:
            if self._last_contents is None or self._last_contents.generation != index.generation:
                self._last_contents = _contents(index)
            return self._last_contents

    # searching: `search`, `corrections` and `named_documents` as in Library

    def mentions(self, words: str, filters: Filter, most: int) -> list[Place]:
        """The first `most`, by source; see `index.collection.mentions`."""
        with self._joined.reading() as index:
            sources = {id: source for id, source, _ in index.names()}
            found = sorted(
                index.mentions(words, filters, most),
                key=lambda place: (sources[place[0]], place[0], place[1]),
            )
        return found[:most]

    def refresh_index(self) -> None:
        for part in self.parts:
            part.refresh_index()

    # changing

    @property
    def _unchangeable(self) -> str:
        """Why it cannot be changed, and what to do instead."""
        return (
            f"{self.path} cannot be changed: it is several libraries together. "
            "Name the one to change."
        )

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401  # in place of any method
        raise PinciteError(self._unchangeable)

    require_changeable = set_settings = remove_calibration = _refuse
    add = unchanged = store = _refuse
    remove = edit = snapshot = restore = _refuse


def open_libraries(paths: Sequence[Path], *, encoder: Path | None = None) -> Library:
    """Opens one library, or several as one; see `Library.open`. Closing it closes them all.

    Raises PinciteError as `Library.open` and JoinedLibrary do.
    """
    if len(paths) == 1:
        return Library.open(paths[0], encoder=encoder)
    with ExitStack() as stack:
        parts = []
        for path in paths:
            if not path.exists() and path.suffix != _SUFFIX:
                raise PinciteError(
                    f"There is no library at {path}. Put a question of several words in quotation "
                    "marks."
                )
            parts.append(stack.enter_context(Library.open(path, encoder=encoder)))
        joined = JoinedLibrary(parts, owns_parts=True)
        stack.pop_all()
    return joined


def _check(parts: Sequence[Library]) -> None:
    if not parts:
        raise PinciteError("No library was named. Name at least one.")
    for part in parts[1:]:
        if part.config != parts[0].config:
            raise PinciteError(
                f"{parts[0].path} and {part.path} cannot be asked together, because they were made "
                f"differently ({parts[0].config}; {part.config}): ask them one at a time, or "
                "upgrade the older one with `pincite upgrade`."
            )


def _contents(index: JoinedReader) -> Contents:
    """Of all parts; a text that is in several documents belongs to the first one by source."""
    sources = {id: source for id, source, _ in index.names()}
    ids, tags, sentences = dict[str, int](), set[str](), 0
    for number, found in enumerate(index.contents()):
        for hash, inner in found.ids.items():
            id = joined_id(number, inner)
            known = ids.setdefault(hash, id)
            ids[hash] = min(known, id, key=lambda each: (sources[each], each))
        tags.update(found.tags)
        sentences += found.sentences
    return Contents(index.generation, ids, tuple(sorted(tags)), sentences)
