"""The passages that have all of some phrases in their text, with the ranges of their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from index.storage.bm25 import folded
from index.storage.connection import Store
from index.storage.filters import Filter

_WORD = re.compile(r"\w+")


class FoundPassage(NamedTuple):
    """Ranges are characters of the document's text."""

    document: int
    sentences: list[tuple[int, int]]


def passages_with(store: Store, phrases: Sequence[str], filters: Filter) -> Iterator[FoundPassage]:
    """By document and in the order of the text. The words of a phrase are next to each other, in
    any of their inflections. Checksums of the ranges are not compared."""
    quoted = (" ".join(_WORD.findall(folded(store, phrase))) for phrase in phrases)
    query = " AND ".join(f'"{phrase}"' for phrase in quoted)
    condition, values = filters.sql() if filters else ("1", ())
    rows = store.db.execute(
        'SELECT passage.id, document.id, sentence.start, sentence."end" FROM passage'
        " JOIN document ON passage.document = document.id"
        " JOIN sentence ON sentence.passage = passage.id"
        " WHERE passage.id IN (SELECT rowid FROM lexical WHERE lexical MATCH ?)"
        f" AND {condition} ORDER BY document.source, passage.id, sentence.id",
        (f"{{text}} : ({query})", *values),
    )
    for (_, document), members in groupby(rows, key=lambda row: row[:2]):
        yield FoundPassage(document, [(start, end) for _, _, start, end in members])
