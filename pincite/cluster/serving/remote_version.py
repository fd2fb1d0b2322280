"""A version on a cluster: how its parts are asked, and what is known of them.

A version never changes, so what depends on no question is asked once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol, TypeVar

from index.collection.ids import joined_id
from index.collection.statistics import CollectionStatistics
from index.collection.steps import together
from index.spans import Document
from index.storage.document_cache import MAX_CHARS
from pincite.cluster.serving.excerpts import Excerpt, PartialDocument
from pincite.cluster.serving.records import PLAIN_ANSWERS, from_record, to_record

T = TypeVar("T")
Arguments = Mapping[int, tuple[Any, ...]]

Request = tuple[str, Arguments]
"""A method of PartReader, and its arguments for each part that is asked."""

Asking = Generator[Request, dict[int, Any], T]
"""Yields what has to be asked of the groups, and gets their answers."""

_MAX_CONSTANTS = 1_000
_MAX_FREQUENCIES = 1_000_000
_EXCERPT_CHARS = 50_000


class Calls(Protocol):
    """How groups are called: HedgedCalls."""

    def call(self, arguments: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]: ...


class RemoteVersion:
    """The parts of a version: how to ask them, and what is known of them. Thread-safe."""

    def __init__(self, calls: Calls, groups: Sequence[Sequence[int]], sha256: str) -> None:
        """`groups`: of each group the numbers of its parts; `sha256` is that of the version."""
        self._calls, self._sha256 = calls, sha256
        self._group_of = {part: group for group, parts in enumerate(groups) for part in parts}
        self._constants = OrderedDict[tuple[Any, ...], Any]()
        self._sizes = dict[int, CollectionStatistics]()
        self._frequencies = dict[tuple[int, str], int]()
        self._documents = OrderedDict[tuple[int, str], Document]()
        self._chars = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._group_of)

    def send(self, requests: Sequence[Request]) -> list[dict[int, Any]]:
        """For each request part -> what its group answers. One call for each group."""
        calls: dict[int, list[tuple[int, str, Any]]] = {}
        places: dict[int, list[tuple[int, int]]] = {}
        records = dict[int, Any]()  # of what several parts are given, once
        for number, (method, arguments) in enumerate(requests):
            for part, given in arguments.items():
                for value in given:
                    if id(value) not in records:
                        records[id(value)] = to_record(value)
                group, record = self._group_of[part], tuple(records[id(value)] for value in given)
                calls.setdefault(group, []).append((part, method, record))
                places.setdefault(group, []).append((number, part))
        found = self._calls.call({group: (self._sha256, each) for group, each in calls.items()})
        answers: list[dict[int, Any]] = [{} for _ in requests]
        for group, each in places.items():
            for (number, part), answer in zip(each, found[group], strict=True):
                is_plain = requests[number][0] in PLAIN_ANSWERS
                answers[number][part] = answer if is_plain else from_record(answer)
        return answers

    def ask(self, method: str, arguments: Arguments) -> dict[int, Any]:
        """As `send`, of one request."""
        return self.send([(method, arguments)])[0]

    def constant(self, method: str, arguments: Arguments) -> Asking[dict[int, Any]]:
        """What never changes."""
        known = {
            part: self._constants[part, method, given]
            for part, given in arguments.items()
            if (part, method, given) in self._constants
        }
        missing = {part: given for part, given in arguments.items() if part not in known}
        new = (yield method, missing) if missing else {}
        with self._lock:
            for part, given in missing.items():
                self._constants[part, method, given] = new[part]
            while len(self._constants) > _MAX_CONSTANTS + len(self):
                self._constants.popitem(last=False)
        return known | new

    def statistics(
        self, arguments: Arguments, words: Sequence[str] = ()
    ) -> Asking[dict[int, CollectionStatistics]]:
        """Of the phrases for each part; with those of pairs of missing `words`, see PartGroup."""
        known = self._frequencies
        missing = {
            part: ([phrase for phrase in dict.fromkeys(phrases) if (part, phrase) not in known],)
            for part, (phrases,) in arguments.items()
        }
        wanted = {
            part: given for part, given in missing.items() if given[0] or part not in self._sizes
        }
        new = {}
        if wanted:
            new = yield (
                "statistics",
                {
                    part: (asked, [word for word in words if word in asked])
                    for part, (asked,) in wanted.items()
                },
            )
        for part, each in new.items():
            self._sizes[part] = CollectionStatistics(each.passages, each.tokens)
            known.update(((part, phrase), count) for phrase, count in each.frequencies.items())
        if len(known) > _MAX_FREQUENCIES:
            self._frequencies = {}
        return {
            part: replace(
                self._sizes[part], frequencies={phrase: known[part, phrase] for phrase in phrases}
            )
            for part, (phrases,) in arguments.items()
        }

    def count(self, phrases: Sequence[str], words: Sequence[str]) -> None:
        """Asks the statistics of phrases, with those of the pairs that missing `words` may be."""
        parts = range(len(self))
        asking = self.statistics({part: (phrases,) for part in parts}, words)
        together([asking], self.send)

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
