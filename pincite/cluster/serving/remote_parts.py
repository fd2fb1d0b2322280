"""The parts of a version on a cluster, as a joined reader asks them.

A version never changes, so what depends on no question is asked once; and what is asked together
with something else, within one search, is not asked again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol, TypeVar

import numpy as np

from index.collection.ids import id_in_part, joined_id
from index.collection.statistics import CollectionStatistics
from index.spans import Document
from index.storage.document_cache import MAX_CHARS
from index.storage.folding import fold
from index.storage.passages import PassageRow
from index.storage.positions import Position, ScoredId
from pincite.cluster.serving.excerpts import Excerpt, PartialDocument
from pincite.cluster.serving.records import from_record, to_record

T = TypeVar("T")
Arguments = Mapping[int, tuple[Any, ...]]

_CONSTANT = frozenset({"shared_sentences", "count", "document_ids", "names", "contents"})
_MAX_CONSTANTS = 1_000
_MAX_FREQUENCIES = 1_000_000
_EXCERPT_CHARS = 50_000

_Id = tuple[int, int]
"""Number of a part, and an id there."""


class Calls(Protocol):
    """How groups are called: HedgedCalls."""

    def call(self, arguments: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]: ...


class RemoteVersion:
    """The parts of a version: how to ask them, and what is known of them. Thread-safe."""

    def __init__(self, calls: Calls, groups: Sequence[Sequence[int]], sha256: str) -> None:
        """`groups`: of each group the numbers of its parts; `sha256` is that of the version."""
        self._calls, self._sha256 = calls, sha256
        self._group_of = {part: group for group, parts in enumerate(groups) for part in parts}
        self.constants = OrderedDict[tuple[Any, ...], Any]()
        self.sizes = dict[int, CollectionStatistics]()
        self.frequencies = dict[tuple[int, str], int]()
        self._documents = OrderedDict[tuple[int, str], Document]()
        self._chars = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._group_of)

    def ask(self, method: str, arguments: Arguments) -> dict[int, Any]:
        """Part -> what its group answers. One call for each group."""
        asked: dict[int, list[int]] = {}
        records = dict[int, Any]()
        for part, given in arguments.items():
            asked.setdefault(self._group_of[part], []).append(part)
            if id(given) not in records:
                records[id(given)] = to_record(given)
        calls = {
            group: (self._sha256, [(part, method, records[id(arguments[part])]) for part in parts])
            for group, parts in asked.items()
        }
        found = self._calls.call(calls)
        return {
            part: from_record(answer)
            for group, parts in asked.items()
            for part, answer in zip(parts, found[group], strict=True)
        }

    def constant(self, method: str, arguments: Arguments) -> dict[int, Any]:
        """As `ask`, of what never changes."""
        missing = {
            part: given
            for part, given in arguments.items()
            if (part, method, given) not in self.constants
        }
        new = self.ask(method, missing) if missing else {}
        found = {
            part: new[part] if part in new else self.constants[part, method, given]
            for part, given in arguments.items()
        }
        with self._lock:
            for part, given in missing.items():
                self.constants[part, method, given] = new[part]
            while len(self.constants) > _MAX_CONSTANTS + len(self):
                self.constants.popitem(last=False)
        return found

    def statistics(self, arguments: Arguments) -> dict[int, CollectionStatistics]:
        known = self.frequencies
        missing = {
            part: ([phrase for phrase in dict.fromkeys(phrases) if (part, phrase) not in known],)
            for part, (phrases,) in arguments.items()
        }
        wanted = {
            part: given for part, given in missing.items() if given[0] or part not in self.sizes
        }
        new = self.ask("statistics", wanted) if wanted else {}
        for part, each in new.items():
            self.sizes[part] = CollectionStatistics(each.passages, each.tokens)
            known.update(((part, phrase), count) for phrase, count in each.frequencies.items())
        if len(known) > _MAX_FREQUENCIES:
            self.frequencies = {}
        return {
            part: replace(
                self.sizes[part], frequencies={phrase: known[part, phrase] for phrase in phrases}
            )
            for part, (phrases,) in arguments.items()
        }

    # documents

    def known(self, part: int, source: str) -> Document | None:
        """The document of a source, if it is here."""
        return self._documents.get((part, source))

    def store(self, part: int, record: Document | Excerpt) -> Document:
        """A document that was sent, with its joined id."""
        values = record.document if isinstance(record, Excerpt) else record
        key, id = (part, values.source), joined_id(part, values.id)
        with self._lock:
            here = self._documents.get(key)
            if isinstance(record, Excerpt) and isinstance(here, PartialDocument):
                here.add(record)
                return here
            document = (
                PartialDocument.of(record, id, partial(self._whole, part, values.id))
                if isinstance(record, Excerpt)
                else replace(record, id=id)
            )
            self._documents[key] = document
            self._chars += _chars(document)
            while self._chars > MAX_CHARS and len(self._documents) > 1:
                _, oldest = self._documents.popitem(last=False)
                self._chars -= _chars(oldest)
        return document

    def _whole(self, part: int, id: int) -> str:
        return str(self.ask("document", {part: (id,)})[part].text)


def _chars(document: Document) -> int:
    """Characters that a document in memory has, about."""
    return _EXCERPT_CHARS if isinstance(document, PartialDocument) else document.length


class RemoteParts:
    """The Parts of one search."""

    def __init__(self, version: RemoteVersion) -> None:
        self._version = version
        self._owners = dict[_Id, int]()
        self._passage_places = dict[_Id, Position]()
        self._sentence_places = dict[_Id, Position]()
        self._passages = dict[_Id, tuple[Document, PassageRow]]()

    def __len__(self) -> int:
        return len(self._version)

    def folded(self, text: str) -> str:
        return fold(text)

    def ask(self, method: Callable[..., T], arguments: Arguments) -> dict[int, T]:
        name = method.__name__
        if name in _CONSTANT:
            return self._version.constant(name, arguments)
        own = getattr(self, f"_ask_{name}", None)
        found: dict[int, T] = self._version.ask(name, arguments) if own is None else own(arguments)
        return found

    # searching: an answer has what is asked next

    def _ask_statistics(self, arguments: Arguments) -> dict[int, CollectionStatistics]:
        return self._version.statistics(arguments)

    def _ask_contained(self, arguments: Arguments) -> dict[int, set[str]]:
        found = self._version.statistics(arguments)
        return {
            part: {phrase for phrase, count in each.frequencies.items() if count}
            for part, each in found.items()
        }

    def _ask_nearest(self, arguments: Arguments) -> dict[int, list[ScoredId]]:
        found = self._version.ask("nearest", arguments)
        for part, each in found.items():
            ids = [id for id, _ in each["hits"]]
            _store(self._owners, part, zip(ids, each["owners"], strict=True))
            _store(self._sentence_places, part, each["sentence_positions"].items())
            _store(self._passage_places, part, each["passage_positions"].items())
        return {part: each["hits"] for part, each in found.items()}

    def _ask_scores(self, arguments: Arguments) -> dict[int, list[ScoredId]]:
        found = self._version.ask("scores", arguments)
        for part, each in found.items():
            _store(self._passage_places, part, each["passage_positions"].items())
        return {part: each["hits"] for part, each in found.items()}

    def _ask_passages_of(self, arguments: Arguments) -> dict[int, list[int]]:
        for part, owners, ids in self._missing("passages_of", self._owners, arguments):
            _store(self._owners, part, zip(ids, owners, strict=True))
        return {part: [self._owners[part, id] for id in ids] for part, (ids,) in arguments.items()}

    def _ask_passage_positions(self, arguments: Arguments) -> dict[int, dict[int, Position]]:
        return self._positions("passage_positions", self._passage_places, arguments)

    def _ask_sentence_positions(self, arguments: Arguments) -> dict[int, dict[int, Position]]:
        return self._positions("sentence_positions", self._sentence_places, arguments)

    def _positions(
        self, method: str, known: dict[_Id, Position], arguments: Arguments
    ) -> dict[int, dict[int, Position]]:
        for part, places, _ in self._missing(method, known, arguments):
            _store(known, part, places.items())
        return {
            part: {id: known[part, id] for id in ids if (part, id) in known}
            for part, (ids,) in arguments.items()
        }

    def _missing(
        self, method: str, known: Collection[_Id], arguments: Arguments
    ) -> Iterator[tuple[int, Any, list[int]]]:
        """What is asked of the ids that are not known: part, answer, ids."""
        missing = {
            part: ([id for id in ids if (part, id) not in known],)
            for part, (ids,) in arguments.items()
        }
        wanted = {part: given for part, given in missing.items() if given[0]}
        if wanted:
            for part, answer in self._version.ask(method, wanted).items():
                yield part, answer, wanted[part][0]

    # passages

    def _ask_passages(self, arguments: Arguments) -> dict[int, list[tuple[Document, PassageRow]]]:
        here = dict[_Id, Document]()  # whatever is dropped from memory meanwhile
        wanted = dict[int, tuple[list[int], list[int]]]()
        for part, (ids,) in arguments.items():
            missing = [id for id in ids if (part, id) not in self._passages]
            for document in self._documents_of(part, missing):
                here[part, id_in_part(document.id)] = document
            if missing:
                whole = [id for of, id in here if of == part]
                wanted[part] = missing, whole
        for part, each in (self._version.ask("passages", wanted) if wanted else {}).items():
            for record in each["documents"]:
                document = self._version.store(part, record)
                here[part, id_in_part(document.id)] = document
            for record in each["rows"]:
                row = replace(record, vectors=record.vectors.astype(np.float32))
                self._passages[part, row.id] = here[part, row.document], row
        return {
            part: [self._passages[part, id] for id in ids] for part, (ids,) in arguments.items()
        }

    def _documents_of(self, part: int, passages: Sequence[int]) -> Iterator[Document]:
        """The documents of these passages that are here, whole."""
        places = (self._passage_places.get((part, id)) for id in passages)
        for source in {place[0] for place in places if place is not None}:
            document = self._version.known(part, source)
            if document is not None and not isinstance(document, PartialDocument):
                yield document

    def _ask_texts(self, arguments: Arguments) -> dict[int, list[str]]:
        """With their passages, which are mostly asked next."""
        return {
            part: [document.slice(row.start, row.end) for document, row in each]
            for part, each in self._ask_passages(arguments).items()
        }


def _store(known: dict[_Id, T], part: int, items: Iterable[tuple[int, T]]) -> None:
    known.update(((part, id), value) for id, value in items)
