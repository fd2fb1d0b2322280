"""Questions their context does not answer, made from rows that have an answer.

Each way is a function Row -> Example | None.

- `found`: the question with another context of its source, which our own lexical search finds for
  it: what the bot meets every day.
- `cut`: its own context without the sentences that hold an answer. Everything else still fits.
- `swapped`, `replaced`, `negated`: its own context, but the question is altered in a word
  (`qa.train.perturb`), as SQuAD 2.0's were.

None of the contexts found or cut holds an accepted answer in its words; of an altered question they
are no answers any more.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from index.chunking import sentences
from index.spans import Document
from index.storage import bm25, documents
from index.storage.connection import Store
from qa.question import content_stems
from qa.train.data import Example, Row
from qa.train.perturb import folded

_WORD = re.compile(r"\w+")

_SEARCHED, _KEPT = 20, 5
"""Of so many contexts found, one of the first so many that hold no answer is drawn: the very first
is too often another answer.
"""

_SHORTEST = 80
"""Characters that must be left of a context; with less there is nothing to be misled by."""


def holds(context: str, answers: Iterable[str]) -> bool:
    """Does any of the answers stand in `context`, by its words?

    An answer without words ("%") counts as standing everywhere.
    """
    return stand_in(folded(context), answers)


def stand_in(words: str, answers: Iterable[str]) -> bool:
    """The same, of a context that is `folded` already."""
    return any(folded(answer) in words or not folded(answer).strip() for answer in answers)


class PassagePool:
    """The different contexts of one source, behind the library's own full-text search."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.contexts = list(dict.fromkeys(row.context for row in rows))
        self._answering: dict[str, set[str]] = {}
        for row in rows:
            self._answering.setdefault(folded(row.question), set()).add(row.context)
        self._folder = tempfile.TemporaryDirectory(prefix="pincite-")
        self._store = Store(Path(self._folder.name) / "contexts.pincite", create=True)
        with self._store.writing():
            text, ranges = "\n\n".join(self.contexts), _ranges(self.contexts)
            no_vectors = np.ones((len(ranges), 1), np.float32)  # only its lexical half is used
            documents.insert(
                self._store,
                Document(0, "contexts", "", text),
                ranges,
                [(i, i + 1) for i in range(len(ranges))],
                no_vectors,
            )

    def close(self) -> None:
        self._store.close()
        self._folder.cleanup()

    def retrieved_negative(self, row: Row, draw: random.Random) -> Example | None:
        """None where the search finds nothing that is surely no answer."""
        rare = " ".join(word for word in _WORD.findall(row.question) if content_stems(word))
        passages = bm25.search(self._store, rare if rare else row.question, _SEARCHED)
        answering = self._answering[folded(row.question)]
        others = [
            context for id, _ in passages if (context := self.contexts[id - 1]) not in answering
        ]
        sure = [
            context
            for context in others
            if context != row.context and not holds(context, row.texts)
        ][:_KEPT]
        return Example(row.source, "found", row.question, draw.choice(sure), None) if sure else None


def answer_removed(row: Row) -> Example | None:
    """None where too little would be left, or what is left still holds an answer."""
    parts = (
        row.context[start:end]
        for start, end in sentences(row.context)
        if not _touches((start, end), row)
    )
    left = " ".join(part for part in parts if not holds(part, row.texts))
    if len(left) < _SHORTEST or holds(left, row.texts):
        return None
    return Example(row.source, "cut", row.question, left, None)


def _touches(sentence: tuple[int, int], row: Row) -> bool:
    return any(start < sentence[1] and sentence[0] < end for start, end in row.answers)


def _ranges(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Where each text stands when they are joined with two line ends."""
    ranges, start = [], 0
    for text in texts:
        ranges.append((start, start + len(text)))
        start += len(text) + 2
    return ranges
