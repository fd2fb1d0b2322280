"""The parts of a version on a cluster, as a joined reader asks them.

What is answered together with something else, within one search, is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from index.collection.ids import id_in_part
from index.collection.parts import Steps
from index.collection.statistics import CollectionStatistics
from index.collection.steps import together
from index.spans import Document
from index.storage.folding import fold
from index.storage.passages import PassageRow
from index.storage.positions import Position, ScoredId
from pincite.cluster.serving.excerpts import PartialDocument
from pincite.cluster.serving.records import from_record
from pincite.cluster.serving.remote_version import Arguments, Asking, RemoteVersion

T = TypeVar("T")

_CONSTANT = frozenset({"shared_sentences", "count", "document_ids", "names", "contents"})

Places = dict[int, dict[int, Position]]
"""Part -> id -> where it stands."""

_Id = tuple[int, int]
"""Number of a part, and an id there."""


class RemoteParts:
    """The Parts of one search."""

    def __init__(self, version: RemoteVersion) -> None:
        self._version = version
        self._owners = dict[_Id, int]()
        self._passage_places = dict[_Id, Position]()
        self._sentence_places = dict[_Id, Position]()
        self._rows = dict[_Id, PassageRow]()
        self._passages = dict[_Id, tuple[Document, PassageRow]]()

    def __len__(self) -> int:
        return len(self._version)

    def folded(self, text: str) -> str:
        return fold(text)

    def ask(self, method: Callable[..., T], arguments: Arguments) -> dict[int, T]:
        return together([self._asking(method, arguments)], self._version.send)[0]

    def run(self, steps: Sequence[Steps[T]]) -> list[T]:
        return together([self._answered(each) for each in steps], self._version.send)

    def _answered(self, steps: Steps[T]) -> Asking[T]:
        """The same steps, of which only what is not known here is asked."""
        reply = None
        while True:
            try:
                call = steps.send(reply)
            except StopIteration as end:
                returned: T = end.value
                return returned
            reply = yield from self._asking(*call)

    def _asking(self, method: Callable[..., Any], arguments: Arguments) -> Asking[dict[int, Any]]:
        name = method.__name__
        if not arguments:
            return {}
        if name in _CONSTANT:
            return (yield from self._version.constant(name, arguments))
        own = getattr(self, f"_ask_{name}", None)
        found: dict[int, Any] = yield from own(arguments) if own else _asked(name, arguments)
        return found

    # searching: an answer has what is asked next

    def _ask_statistics(self, arguments: Arguments) -> Asking[dict[int, CollectionStatistics]]:
        return (yield from self._version.statistics(arguments))

    def _ask_contained(self, arguments: Arguments) -> Asking[dict[int, set[str]]]:
        found = yield from self._version.statistics(arguments)
        return {
            part: {phrase for phrase, count in each.frequencies.items() if count}
            for part, each in found.items()
        }

    def _ask_nearest(self, arguments: Arguments) -> Asking[dict[int, list[ScoredId]]]:
        found = yield "nearest", arguments
        for part, each in found.items():
            ids = [id for id, _ in each["hits"]]
            _store(self._owners, part, zip(ids, each["owners"], strict=True))
            _store(self._sentence_places, part, each["sentence_positions"].items())
            _store(self._passage_places, part, each["passage_positions"].items())
        return {part: each["hits"] for part, each in found.items()}

    def _ask_scores(self, arguments: Arguments) -> Asking[dict[int, list[ScoredId]]]:
        found = yield "scores", arguments
        for part, each in found.items():
            _store(self._passage_places, part, each["passage_positions"].items())
            self._rows.update(((part, row.id), row) for row in map(_row, each["rows"]))
        return {part: each["hits"] for part, each in found.items()}

    def _ask_passages_of(self, arguments: Arguments) -> Asking[dict[int, list[int]]]:
        for part, owners, ids in (yield from _missing("passages_of", self._owners, arguments)):
            _store(self._owners, part, zip(ids, owners, strict=True))
        return {part: [self._owners[part, id] for id in ids] for part, (ids,) in arguments.items()}

    def _ask_passage_positions(self, arguments: Arguments) -> Asking[Places]:
        return self._positions("passage_positions", self._passage_places, arguments)

    def _ask_sentence_positions(self, arguments: Arguments) -> Asking[Places]:
        return self._positions("sentence_positions", self._sentence_places, arguments)

    def _positions(
        self, method: str, known: dict[_Id, Position], arguments: Arguments
    ) -> Asking[Places]:
        for part, places, _ in (yield from _missing(method, known, arguments)):
            _store(known, part, places.items())
        return {
            part: {id: known[part, id] for id in ids if (part, id) in known}
            for part, (ids,) in arguments.items()
        }

    # passages

    def _ask_passages(
        self, arguments: Arguments
    ) -> Asking[dict[int, list[tuple[Document, PassageRow]]]]:
        here = dict[_Id, Document]()  # whatever is dropped from memory meanwhile
        wanted = dict[int, tuple[list[int], list[int]]]()
        for part, (ids,) in arguments.items():
            missing = [id for id in ids if (part, id) not in self._passages]
            for document in self._documents_of(part, missing):
                here[part, id_in_part(document.id)] = document
            missing = [id for id in missing if not self._is_complete(part, id, here)]
            if missing:
                whole = [id for of, id in here if of == part]
                wanted[part] = missing, whole
        found = (yield "passages", wanted) if wanted else {}
        for part, each in found.items():
            for record in each["documents"]:
                document = self._version.store(part, from_record(record))
                here[part, id_in_part(document.id)] = document
            for row in map(_row, each["rows"]):
                self._passages[part, row.id] = here[part, row.document], row
        return {
            part: [self._passages[part, id] for id in ids] for part, (ids,) in arguments.items()
        }

    def _is_complete(self, part: int, id: int, documents: Mapping[_Id, Document]) -> bool:
        """Whether the row of a passage came with a hit, and its document is here."""
        row = self._rows.get((part, id))
        if row is None or (part, row.document) not in documents:
            return False
        self._passages[part, id] = documents[part, row.document], row
        return True

    def _documents_of(self, part: int, passages: Sequence[int]) -> Iterator[Document]:
        """The documents of these passages that are here, whole."""
        places = (self._passage_places.get((part, id)) for id in passages)
        for source in {place[0] for place in places if place is not None}:
            document = self._version.known(part, source)
            if document is not None and not isinstance(document, PartialDocument):
                yield document

    def _ask_texts(self, arguments: Arguments) -> Asking[dict[int, list[str]]]:
        """With their passages, which are mostly asked next."""
        found = yield from self._ask_passages(arguments)
        return {
            part: [document.slice(row.start, row.end) for document, row in each]
            for part, each in found.items()
        }


def _row(fields: tuple[Any, ...]) -> PassageRow:
    """As a PartGroup sends it."""
    id, document, start, end, sentences, vectors = fields
    return PassageRow(id, document, start, end, sentences, vectors.astype(np.float32))


def _asked(method: str, arguments: Arguments) -> Asking[dict[int, Any]]:
    return (yield method, arguments)


def _missing(
    method: str, known: Collection[_Id], arguments: Arguments
) -> Asking[list[tuple[int, Any, list[int]]]]:
    """What is answered for the ids that are not known: part, answer, ids."""
    missing = {
        part: ([id for id in ids if (part, id) not in known],) for part, (ids,) in arguments.items()
    }
    wanted = {part: given for part, given in missing.items() if given[0]}
    found = (yield method, wanted) if wanted else {}
    return [(part, answer, wanted[part][0]) for part, answer in found.items()]


def _store(known: dict[_Id, T], part: int, items: Iterable[tuple[int, T]]) -> None:
    known.update(((part, id), value) for id, value in items)
