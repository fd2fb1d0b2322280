"""The index of several open libraries as one: opens readers of all parts together."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from index.collection.ids import joined_id
from index.collection.joined_reader import JoinedReader
from index.collection.part_reader import PartReader
from index.collection.parts import OpenParts
from index.collection.statistics import PassageStatistics
from index.library import Library
from index.search.index_reader import LibraryIndexReader
from index.storage.document_cache import MAX_CHARS, DocumentCache

HiddenSource = tuple[int, str]
"""The number of a part, from 0, and the source of one of its documents."""


_IDENTITY = "SELECT hash, title, author, date, tags FROM document WHERE id = ?"
"""What two documents of one source have in common if one of them says nothing new."""


@dataclass(frozen=True, slots=True)
class _State:
    """The statistics of the parts as they were at these generations."""

    generations: tuple[int, ...]
    parts: tuple[PassageStatistics, ...]


class JoinedIndex:
    """Safe for many threads. The parts may change; each reader sees one generation of each."""

    def __init__(self, parts: Sequence[Library], hidden: Collection[HiddenSource] = ()) -> None:
        self._parts = parts
        self._hidden = frozenset(hidden)
        self._caches = [
            DocumentCache(MAX_CHARS // len(parts), partial(joined_id, number))
            for number in range(len(parts))
        ]
        self._state = _State((), ())
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[JoinedReader]:
        """A reader of what all parts have stored at this moment."""
        with ExitStack() as stack:
            readers = [
                stack.enter_context(part.index.reading(cache))
                for part, cache in zip(self._parts, self._caches, strict=True)
            ]
            state = self._current(readers)
            parts = OpenParts([*map(PartReader, readers, state.parts)])
            yield JoinedReader(parts, sum(state.generations))

    def _current(self, readers: Sequence[LibraryIndexReader]) -> _State:
        """The statistics; only those of parts that changed are computed again."""
        generations = tuple(reader.generation for reader in readers)
        state = self._state
        if state.generations == generations:
            return state
        with self._lock:
            hidden = self._hidden_documents(readers)
            known = {
                (number, generation): statistics
                for number, (generation, statistics) in enumerate(
                    zip(self._state.generations, self._state.parts, strict=True)
                )
                if statistics.hidden_ids == hidden[number]
            }
            parts = tuple(
                known.get(each) or PassageStatistics(readers[each[0]].store, hidden[each[0]])
                for each in enumerate(generations)
            )
            self._state = _State(generations, parts)
            return self._state

    def _hidden_documents(self, readers: Sequence[LibraryIndexReader]) -> list[set[int]]:
        """For each part the ids of documents that are hidden, or in an earlier part too."""
        hidden = [set[int]() for _ in readers]
        places = defaultdict[str, list[tuple[int, int]]](list)
        for number, reader in enumerate(readers):
            for id, source, _ in reader.names():
                if (number, source) in self._hidden:
                    hidden[number].add(id)
                else:
                    places[source].append((number, id))
        for same_source in places.values():
            if len(same_source) > 1:
                known = set[object]()
                for number, id in same_source:
                    identity = readers[number].store.db.execute(_IDENTITY, (id,)).fetchone()
                    if identity in known:
                        hidden[number].add(id)
                    known.add(identity)
        return hidden
