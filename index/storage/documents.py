"""Rows of documents: inserting, deleting, reading and counting them.

Adding or removing a document is one transaction. A document or its properties are only read for
display after the row's checksum has been compared. Ids are never reused, and of a stored document
only title, author, date and tags change (index.storage.edit_documents), never the text.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import CorruptLibraryError, PinciteError
from index.spans import Document, Marker
from index.storage import bm25, metadata, passages
from index.storage.connection import Store
from index.storage.embeddings import are_unit_vectors
from index.storage.failpoints import failpoint
from index.storage.filters import NO_FILTER, Filter
from index.storage.schema import checksum, next_id, placeholders

DOCUMENT_COLUMNS = (
    *("id", "source", "title", "text", "marks", "notes", "author", "date", "tags", "ledger"),
    *("added", "hash", "characters", "sentences"),
)
"""The columns of a document, in the order in which they are checksummed."""

_SELECT = f"SELECT {', '.join(DOCUMENT_COLUMNS)}, checksum FROM document"


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document's properties without its text, as a list shows them."""

    id: int
    source: str
    title: str
    hash: str
    added: str
    characters: int
    sentences: int
    warnings: tuple[str, ...] = ()
    author: str = ""
    date: str = ""
    tags: tuple[str, ...] = ()
    losses: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    """0 if it has no pages."""
    of_file: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """What the file says, of the fields that a person has set (index.storage.metadata)."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a library holds at one generation, read without the texts and their checksums."""

    generation: int
    ids: Mapping[str, int]
    """Content hash -> document id; of several documents with one text, the first by source."""
    tags: tuple[str, ...]
    """Each once, sorted."""
    sentences: int
    """Of all documents."""


def insert(
    store: Store,
    document: Document,
    sentences: Sequence[tuple[int, int]],
    passage_ranges: Sequence[tuple[int, int]],
    vectors: NDArray[np.floating],
) -> int:
    """Stores a document and returns its id.

    `sentences` are character ranges, `passage_ranges` ranges of sentence indices; `vectors` has
    one row a sentence. Raises PinciteError if a vector is not a finite unit vector.
    """
    if len(sentences) != len(vectors):
        raise ValueError(
            f"{len(sentences)} sentences but {len(vectors)} vectors for {document.source!r}"
        )
    if not are_unit_vectors(vectors):
        raise PinciteError(
            f"{document.source}: the encoder returned a vector that is not finite or not of "
            "length 1. Nothing was stored."
        )
    id = next_id(store.db, "document")
    values = (
        document.source,
        document.title,
        document.text.encode(),
        _to_json([astuple(marker) for marker in document.markers]),
        _to_json(document.warnings),
        document.author,
        document.date,
        _to_json(document.tags),
        _to_json(dict(document.losses)),
        document.added,
        document.hash,
        len(document.text),
        len(sentences),
    )
    store.db.execute(
        f"INSERT INTO document VALUES ({placeholders(len(values) + 2)})",
        (id, *values, checksum(id, *values)),
    )
    failpoint("document inserted")
    stored, halves = replace(document, id=id), vectors.astype("<f2", copy=False)
    for first, last in passage_ranges:
        passages.insert(store, stored, sentences[first:last], halves[first:last])
    return id


def insert_or_replace(
    store: Store,
    document: Document,
    sentences: Sequence[tuple[int, int]],
    passage_ranges: Sequence[tuple[int, int]],
    vectors: NDArray[np.floating],
) -> tuple[int, bool]:
    """As `insert`, after deleting a document of the same source.

    Returns the new id, and whether a document was replaced.
    """
    old = load_info(store, document.source)
    if old is not None:
        delete(store, old.id)
    return insert(store, document, sentences, passage_ranges, vectors), old is not None


def delete(store: Store, id: int) -> None:
    """Deletes a document with its passages, sentences, index entries and source file.

    Does nothing if there is no such document.
    """
    document = load(store, id)
    if document is None:
        return
    bm25.remove_passages(store, document)
    store.db.execute("DELETE FROM document WHERE id = ?", (id,))
    failpoint("document deleted")


def update_metadata(store: Store, old: Document, new: Document) -> None:
    """Writes title, author, date and tags of a stored document. Within `store.writing()`."""
    row = store.db.execute(f"{_SELECT} WHERE id = ?", (old.id,)).fetchone()
    values = _verified(store, row) | {"title": new.title, "author": new.author, "date": new.date}
    values["tags"] = _to_json(new.tags)
    if new.title != old.title:
        bm25.remove_passages(store, old)
        bm25.index_passages(store, new)
    store.db.execute(
        "UPDATE document SET title = ?, author = ?, date = ?, tags = ?, checksum = ? WHERE id = ?",
        (new.title, new.author, new.date, values["tags"], checksum(*values.values()), old.id),
    )
    metadata.count_edition(store)


def load(store: Store, id: int) -> Document | None:
    """A document, or None. Raises CorruptLibraryError if its checksum does not match."""
    row = store.db.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
    if row is None:
        return None
    values = _verified(store, row)
    return Document(
        id=values["id"],
        source=str(values["source"]),
        title=str(values["title"]),
        text=values["text"].decode(),
        markers=tuple(Marker(*marker) for marker in json.loads(str(values["marks"]))),
        added=str(values["added"]),
        warnings=_from_json(values["notes"]),
        author=str(values["author"]),
        date=str(values["date"]),
        tags=_from_json(values["tags"]),
        losses=json.loads(str(values["ledger"])),
    )


def load_info(store: Store, source: str) -> DocumentInfo | None:
    """The properties of the document of that source, or None.

    Raises CorruptLibraryError if its checksum does not match.
    """
    row = store.db.execute(f"{_SELECT} WHERE source = ?", (source,)).fetchone()
    return _info(store, row, metadata.load(store, source)) if row else None


def list_infos(store: Store, filters: Filter = NO_FILTER) -> list[DocumentInfo]:
    """The documents that pass a filter, sorted by source.

    Each row is read whole to compare its checksum: use `count`, `sources` or `contents` for what is
    not shown. Raises CorruptLibraryError.
    """
    condition, values = filters.sql()
    rows = store.db.execute(f"{_SELECT} WHERE {condition} ORDER BY source", values)
    edits = metadata.load_all(store)
    return [_info(store, row, edits.get(row[1], metadata.NO_EDITS)) for row in rows]


def count(store: Store, filters: Filter = NO_FILTER) -> int:
    """Number of documents that pass a filter."""
    condition, values = filters.sql()
    row = store.db.execute(f"SELECT count(*) FROM document WHERE {condition}", values).fetchone()
    return int(row[0])


def exists(store: Store, id: int) -> bool:
    return store.db.execute("SELECT 1 FROM document WHERE id = ?", (id,)).fetchone() is not None


def ids(store: Store, filters: Filter = NO_FILTER) -> list[int]:
    """The ids of the documents that pass a filter, sorted by source."""
    condition, values = filters.sql()
    rows = store.db.execute(f"SELECT id FROM document WHERE {condition} ORDER BY source", values)
    return [row[0] for row in rows]


def names(store: Store) -> list[tuple[int, str, str]]:
    """Id, source and title of each document."""
    return store.db.execute("SELECT id, source, title FROM document").fetchall()


def sources(store: Store, prefix: str = "") -> list[str]:
    """The sources that begin with `prefix`, sorted. Read from an index, not from the rows."""
    rows = store.db.execute(
        "SELECT source FROM document WHERE source >= ? ORDER BY source", (prefix,)
    )
    return list(takewhile(lambda source: source.startswith(prefix), (row[0] for row in rows)))


def has_source(store: Store, source: str) -> bool:
    row = store.db.execute("SELECT 1 FROM document WHERE source = ?", (source,)).fetchone()
    return row is not None


def contents(store: Store, hidden: Collection[int] = ()) -> Contents:
    """Hashes, tags and number of sentences of the documents but the `hidden`, without their texts.

    The checksums are not compared: a document found by its hash is verified when it is loaded.
    Raises CorruptLibraryError if the tags are not a JSON list.
    """
    ids, tags, sentences = dict[str, int](), set[str](), 0
    rows = store.db.execute("SELECT id, hash, tags, sentences FROM document ORDER BY source")
    for id, hash, document_tags, sentence_count in rows:
        if id in hidden:
            continue
        try:
            tags.update(_from_json(document_tags))
            sentences += sentence_count
        except (TypeError, ValueError) as error:
            raise CorruptLibraryError(
                store.path, f"document {id} does not match its checksum"
            ) from error
        ids.setdefault(str(hash), id)
    return Contents(store.generation, ids, tuple(sorted(tags)), sentences)


def _info(store: Store, row: tuple[Any, ...], edits: metadata.Edits) -> DocumentInfo:
    values = _verified(store, row)
    return DocumentInfo(
        id=values["id"],
        source=values["source"],
        title=values["title"],
        hash=values["hash"],
        added=values["added"],
        characters=values["characters"],
        sentences=values["sentences"],
        warnings=_from_json(values["notes"]),
        author=values["author"],
        date=values["date"],
        tags=_from_json(values["tags"]),
        losses=json.loads(values["ledger"]),
        pages=values["marks"].count('["page", '),  # in a label, the quotes have backslashes
        of_file=edits.file,
    )


def _verified(store: Store, row: tuple[Any, ...]) -> dict[str, Any]:
    """The columns of a document by name; `row` has DOCUMENT_COLUMNS and the checksum."""
    *values, stored_checksum = row
    if stored_checksum != checksum(*values):
        raise CorruptLibraryError(
            store.path, f"document {row[0]} ({row[1]!r}) does not match its checksum"
        )
    return dict(zip(DOCUMENT_COLUMNS, values, strict=True))


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _from_json(column: object) -> tuple[str, ...]:
    return tuple(json.loads(str(column)))
