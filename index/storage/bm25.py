"""Search by words: SQLite's FTS5 index over title, section and text of the passages, with BM25."""

from __future__ import annotations

import re

from index.spans import Document, Span
from index.storage.connection import Store
from index.storage.failpoints import failpoint
from index.storage.filters import NO_FILTER, Filter

_WORD = re.compile(r"\w+")
_MAX_TERMS = 64

_COLUMN_WEIGHTS = "0.5, 0.5, 1.0"
"""Title and section count half: on SQuAD half A hit@1 .768 -> .774, hit@5 .929 -> .936."""


def search(
    store: Store, question: str, k: int, filters: Filter = NO_FILTER
) -> list[tuple[int, float]]:
    """Passage ids with their BM25 scores (higher is better), best first, ties by id.

    A passage matches if it has any of the question's words. In a large library common words are
    left out (index.storage.query_terms).
    """
    words = _terms(question)
    if not words:
        return []
    words = store.query_terms.select(words, store.generation)
    restriction, values = "", tuple[str, ...]()
    if filters:
        condition, values = filters.sql()
        restriction = (
            " AND rowid IN (SELECT passage.id FROM passage"
            f" JOIN document ON passage.document = document.id WHERE {condition})"
        )
    rows = store.db.execute(
        f"SELECT rowid, bm25(lexical, {_COLUMN_WEIGHTS}) FROM lexical"
        f" WHERE lexical MATCH ?{restriction} ORDER BY 2, 1 LIMIT ?",
        (_query(words), *values, k),
    )
    return [(id, -score) for id, score in rows]


def search_document(store: Store, question: str, k: int, document: int) -> list[tuple[int, float]]:
    """As `search`, for the passages of one document, whose ids are consecutive."""
    words = _terms(question)
    first, last = store.db.execute(
        "SELECT min(id), max(id) FROM passage WHERE document = ?", (document,)
    ).fetchone()
    if not words or first is None:
        return []
    rows = store.db.execute(
        f"SELECT rowid, bm25(lexical, {_COLUMN_WEIGHTS}) FROM lexical"
        " WHERE lexical MATCH ? AND rowid BETWEEN ? AND ? ORDER BY 2, 1 LIMIT ?",
        (_query(words), first, last, k),
    )
    return [(id, -score) for id, score in rows]


def _terms(question: str) -> list[str]:
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(question)))[:_MAX_TERMS]


def _query(words: list[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def fts_columns(document: Document, start: int, end: int) -> tuple[str, str, str]:
    """What the FTS index holds of a passage: title, section, text."""
    span = Span(document, start, end)
    return document.title, span.section or "", span.text


def index_passage(store: Store, id: int, document: Document, start: int, end: int) -> None:
    """Adds a passage's words to the index."""
    store.db.execute(
        "INSERT INTO lexical (rowid, title, section, text) VALUES (?, ?, ?, ?)",
        (id, *fts_columns(document, start, end)),
    )
    failpoint("words indexed")


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
            (id, *fts_columns(document, start, end)),
        )
    failpoint("words forgotten")
