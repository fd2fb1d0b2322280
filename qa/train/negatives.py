"""Unanswerable examples with another context than the one that answers the question.

The kinds of unanswerable examples are:

- `found`: the question with another context of its source, which the project's lexical search finds
  for it. This is what occurs in everyday use.
- `cut`: the question's own context without the sentences that contain an answer.
- `swapped`, `replaced`, `negated`: the context is unchanged, but a word of the question is
  (`qa.train.perturb`), as in SQuAD 2.0.

The words of an accepted answer do not occur in the contexts of the kinds `found` and `cut`; in the
others they do not answer the altered question.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from index.chunking import sentences
from index.spans import Document
from index.storage import bm25, documents
from index.storage.connection import Store
from qa.train.data import Example, Range, Row
from qa.train.words import WORD, contains_answer, content_stems, normalized

_SEARCHED, _CANDIDATES = 20, 5
"""Of 20 contexts found, one of the first five without an answer is chosen at random.

The very first one too often contains another answer.
"""

_MIN_CHARS = 80
"""Characters that must remain of a context; a shorter one cannot mislead a reader."""


class PassagePool:
    """The different contexts of one source in a temporary library, for its lexical search."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.contexts = list(dict.fromkeys(row.context for row in rows))
        self._before = {row.context: row.before for row in rows}
        self._answering: dict[str, set[str]] = {}
        for row in rows:
            self._answering.setdefault(normalized(row.question), set()).add(row.context)
        self._folder = tempfile.TemporaryDirectory(prefix="pincite-")
        self._store = Store(Path(self._folder.name) / "contexts.pincite", create=True)
        ranges = _ranges(self.contexts)
        with self._store.writing():
            documents.insert(
                self._store,
                Document(0, "contexts", "", "\n\n".join(self.contexts)),
                ranges,
                [(i, i + 1) for i in range(len(ranges))],
                np.ones((len(ranges), 1), np.float32),  # not used: only BM25 is searched
            )

    def close(self) -> None:
        """Closes and deletes the temporary library."""
        self._store.close()
        self._folder.cleanup()

    def retrieved_negative(self, row: Row, draw: random.Random) -> Example | None:
        """The question with a context that the search finds and that does not answer it.

        None if the search finds none.
        """
        rare = " ".join(word for word in WORD.findall(row.question) if content_stems(word))
        passages = bm25.search(self._store, rare if rare else row.question, _SEARCHED)
        answering = self._answering[normalized(row.question)] | {row.context}
        contexts = (self.contexts[id - 1] for id, _ in passages)
        negatives = [
            context
            for context in contexts
            if context not in answering and not contains_answer(context, row.texts)
        ]
        if not negatives:
            return None
        context = draw.choice(negatives[:_CANDIDATES])
        return Example(row.source, "found", row.question, context, None, self._before[context])


def answer_removed(row: Row) -> Example | None:
    """The question with its context without the sentences that contain an answer.

    None if too little would remain, or the rest contains an answer.
    """
    parts = (
        row.context[start:end]
        for start, end in sentences(row.context)
        if not _overlaps_answer((start, end), row)
    )
    rest = " ".join(part for part in parts if not contains_answer(part, row.texts))
    if len(rest) < _MIN_CHARS or contains_answer(rest, row.texts):
        return None
    return Example(row.source, "cut", row.question, rest, None, row.before)


def _overlaps_answer(sentence: Range, row: Row) -> bool:
    return any(start < sentence[1] and sentence[0] < end for start, end in row.answers)


def _ranges(texts: Iterable[str]) -> list[Range]:
    """The range of each text when they are joined with two line breaks."""
    ranges, start = [], 0
    for text in texts:
        ranges.append((start, start + len(text)))
        start += len(text) + 2
    return ranges
