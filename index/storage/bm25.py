"""Search by words: SQLite's FTS5 index over title, section and text of the passages, with BM25."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from index.spans import Document, Span
from index.storage import positions, query_variants
from index.storage.connection import Store
from index.storage.failpoints import failpoint
from index.storage.filters import NO_FILTER, Filter
from index.storage.folding import fold
from index.storage.positions import ScoredId

_WORD = re.compile(r"\w+")
_MAX_TERMS = 64

COLUMN_WEIGHTS = "0.5, 0.5, 1.0"
"""Title and section count half: on SQuAD half A hit@1 .768 -> .774, hit@5 .929 -> .936."""


def search(
    store: Store, question: str, k: int, filters: Filter = NO_FILTER, document: int | None = None
) -> list[ScoredId]:
    """Passage ids with their BM25 scores, best first, ties by source and start.

    A passage matches if it has any of the question's words, or of their variants
    (index.storage.query_variants). In a large library common words are left out
    (index.storage.query_terms). Only the passages of `document` are searched; None: of all that
    pass the filter.
    """
    question = folded(store, question)
    query = _any(_phrases(store, question))
    return _search(store, query, k, *_scope(store, filters, document))


def search_identifiers(
    store: Store, question: str, k: int, filters: Filter = NO_FILTER, document: int | None = None
) -> list[ScoredId]:
    """As `search`, of the passages with a code, an address or a long number of the question.

    One that is in more than `k` passages identifies none, and is left out.
    """
    question = folded(store, question)
    scope = _scope(store, filters, document)
    rare = [
        forms
        for forms in query_variants.identifiers(question)
        if _count(store, _any(forms), k + 1, *scope) <= k
    ]
    if not rare:
        return []
    query = f"({_any([form for forms in rare for form in forms])})"
    every = _any(_phrases(store, question))
    return _search(store, f"{query} AND ({every})", k, *scope)


def _search(
    store: Store, query: str, k: int, restriction: str, values: tuple[str | int, ...]
) -> list[ScoredId]:
    if not query:
        return []
    scored = (
        f"SELECT rowid, bm25(lexical, {COLUMN_WEIGHTS}) AS score FROM lexical"
        f" WHERE lexical MATCH ?{restriction}"
    )
    rows = store.db.execute(f"{scored} ORDER BY score LIMIT ?", (query, *values, k + 1)).fetchall()
    if len(rows) > k and rows[k - 1][1] == rows[k][1]:  # all of that score are needed
        rows = store.db.execute(
            f"SELECT * FROM ({scored}) WHERE score <= ?", (query, *values, rows[-1][1])
        ).fetchall()
    hits = ((id, -score) for id, score in rows)
    return positions.best(hits, k, partial(positions.of_passages, store))


def _count(
    store: Store, query: str, limit: int, restriction: str, values: tuple[str | int, ...]
) -> int:
    """The number of passages that match, at most `limit`."""
    rows = store.db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM lexical WHERE lexical MATCH ?{restriction} LIMIT ?)",
        (query, *values, limit),
    )
    return int(rows.fetchone()[0])


def _scope(
    store: Store, filters: Filter, document: int | None
) -> tuple[str, tuple[str | int, ...]]:
    """A condition on the passages, and its values. The ids of a document's are consecutive.

    `+rowid`: FTS5 would otherwise run the whole query again for each passage that passes.
    """
    if document is not None:
        row = store.db.execute(
            "SELECT min(id), max(id) FROM passage WHERE document = ?", (document,)
        ).fetchone()
        return " AND rowid BETWEEN ? AND ?", tuple(row)
    if not filters:
        return "", ()
    condition, values = filters.sql()
    return (
        " AND +rowid IN (SELECT passage.id FROM passage"
        f" JOIN document ON passage.document = document.id WHERE {condition})",
        values,
    )


def _phrases(store: Store, question: str) -> list[str]:
    return phrases(question, store.query_terms.select(words(question), store.generation))


def words(question: str) -> list[str]:
    """The words of a folded question, each once."""
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(question)))[:_MAX_TERMS]


def phrases(question: str, selected: Sequence[str]) -> list[str]:
    """The phrases that are searched for a folded question: its `selected` words, and variants."""
    return list(dict.fromkeys([*selected, *query_variants.variants(question)]))[:_MAX_TERMS]


def counted(question: str) -> list[str]:
    """All words and phrases of a folded question that may be searched."""
    return list(dict.fromkeys([*words(question), *query_variants.variants(question)]))


def _any(phrases: Sequence[str]) -> str:
    return " OR ".join(f'"{phrase}"' for phrase in phrases)


def folded(store: Store, text: str) -> str:
    """As in the index. That of a library of format 1 has the characters as they stand."""
    return text if store.version == 1 else fold(text)


def fts_columns(store: Store, document: Document, start: int, end: int) -> tuple[str, str, str]:
    """What the FTS index holds of a passage: title, section, text."""
    span = Span(document, start, end)
    title, section, text = document.title, span.section or "", span.text
    return folded(store, title), folded(store, section), folded(store, text)


def index_passage(store: Store, id: int, document: Document, start: int, end: int) -> None:
    """Adds a passage's words to the index."""
    store.db.execute(
        "INSERT INTO lexical (rowid, title, section, text) VALUES (?, ?, ?, ?)",
        (id, *fts_columns(store, document, start, end)),
    )
    failpoint("words indexed")


def index_passages(store: Store, document: Document) -> None:
    """Adds the words of all stored passages of a document to the index."""
    passages = store.db.execute(
        'SELECT id, start, "end" FROM passage WHERE document = ?', (document.id,)
    ).fetchall()
    for id, start, end in passages:
        index_passage(store, id, document, start, end)


def remove_passages(store: Store, document: Document) -> None:
    """Removes the words of all passages of a document from the index.

    A contentless FTS5 table does not know its words: they must be given again to be deleted.
    """
    passages = store.db.execute(
        'SELECT id, start, "end" FROM passage WHERE document = ?', (document.id,)
    ).fetchall()
    for id, start, end in passages:
        store.db.execute(
            "INSERT INTO lexical (lexical, rowid, title, section, text)"
            " VALUES ('delete', ?, ?, ?, ?)",
            (id, *fts_columns(store, document, start, end)),
        )
    failpoint("words forgotten")
