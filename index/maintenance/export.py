"""Exports documents from a library and imports them into another, as a JSON Lines file.

The first line is a header, then one line per document, and a last line with a hash of all others:

    {"format": "pincite-export", "version": 1, "model": "…", "sha256": "…", "dimension": 384,
     "splitter": "rules-1", "documents": 2}
    {"source": "…", "title": "…", "text": "…", "marks": [["page", 0, 0, "1"]], "notes": [],
     "author": "", "date": "", "tags": [], "ledger": {}, "added": "…", "sentences": [[0, 12], …],
     "vectors": "base64 of 16-bit floats, one row per sentence", "original": "base64"}
    {"end": 2, "sha256": "of all lines before this one"}

`marks`, `notes` and `ledger` are a document's markers, warnings and losses; `original` is its
source file, present only if the library stores it, `edits` what a person has set and what the file
says of the same fields, {"person": {"title": "…"}, "file": {"title": "…"}}. Offsets count code
points of `text`. A library of the same model and splitter reuses the vectors; another one splits
and encodes the texts again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np

from index import chunking
from index.errors import PinciteError
from index.formats.limits import MAX_FILE_BYTES
from index.library import IngestResult, Library
from index.maintenance.ranges import are_disjoint_ranges
from index.spans import Document, Marker
from index.storage import documents, metadata, snapshots
from index.storage.atomic import atomic_create
from index.storage.connection import Store
from index.storage.embeddings import are_unit_vectors
from index.storage.failpoints import failpoint
from index.storage.filters import NO_FILTER, Filter
from index.storage.snapshots import Snapshot

FORMAT, VERSION = "pincite-export", 1
_KEYS = {"markers": "marks", "warnings": "notes", "losses": "ledger"}
"""Field of a Document to its key in the file, where they differ."""

_TEXT_KEYS = ("source", "title", "text", "author", "date", "added")
_MAX_LINE_BYTES = 8 * MAX_FILE_BYTES


def export_documents(library: Path, target: Path, filters: Filter = NO_FILTER) -> int:
    """Writes the documents that match the filter, in one transaction; returns their number.

    Raises PinciteError if `target` exists or cannot be written, or if a document is damaged; then
    `target` does not exist.
    """
    store = Store(library)
    try:
        with store.reading(), atomic_create(target) as partial, partial.open("wb") as file:
            entries = documents.list_infos(store, filters)
            digest = hashlib.sha256()

            def write(row: dict[str, object]) -> None:
                line = _line(row)
                digest.update(line)
                file.write(line)
                failpoint("export written")

            write(_header(store, len(entries)))
            for entry in entries:
                write(_row(store, entry.id))
            file.write(_line({"end": len(entries), "sha256": digest.hexdigest()}))
            file.flush()
            os.fsync(file.fileno())
            failpoint("export synced")
        return len(entries)
    finally:
        store.close()


def _header(store: Store, count: int) -> dict[str, object]:
    fingerprint = store.fingerprint
    return {
        "format": FORMAT,
        "version": VERSION,
        **(asdict(fingerprint) if fingerprint else {}),
        "splitter": store.meta("splitter"),
        "documents": count,
    }


def _line(row: dict[str, object]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _row(store: Store, id: int) -> dict[str, object]:
    document = documents.load(store, id)
    if document is None:
        raise PinciteError(f"Document {id} is no longer in {store.path}. Export again.")
    snapshot = snapshots.load(store, document)
    row = {_KEYS.get(name, name): value for name, value in asdict(document).items() if name != "id"}
    row["marks"] = [astuple(marker) for marker in document.markers]
    row["sentences"] = snapshot.sentences
    row["vectors"] = base64.b64encode(snapshot.vectors.astype("<f2").tobytes()).decode()
    if snapshot.edits:
        row["edits"] = asdict(snapshot.edits)
    if snapshot.source_file is not None:
        row["original"] = base64.b64encode(snapshot.source_file).decode()
    return row


def import_documents(library: Library, path: Path) -> Iterator[IngestResult]:
    """Adds the documents of an export, each in its own transaction; the same source is replaced.

    The whole file is checked before anything is stored. Raises PinciteError for a file that is not
    an export, or is damaged or of another version.
    """
    try:
        with path.open("rb") as file:
            header = _check_file(path, file)
            dimension = int(header.get("dimension") or 0)
            own = {**asdict(library.fingerprint), "splitter": chunking.VERSION}
            reuses_vectors = own == {key: header.get(key) for key in own}
            file.seek(0)
            file.readline()
            for number in range(2, int(header["documents"]) + 2):
                try:
                    snapshot = _snapshot(json.loads(file.readline()), dimension)
                except (KeyError, TypeError, ValueError) as error:
                    raise PinciteError(
                        f"{path}, line {number}: this is not a document ({error!r}). "
                        "The documents before it are stored."
                    ) from error
                yield _add(library, snapshot, reuses_vectors)
                failpoint("document imported")
    except OSError as error:
        raise PinciteError(f"{path} cannot be read ({error.strerror}).") from error


def _check_file(path: Path, file: BinaryIO) -> dict[str, Any]:
    """The header. Raises PinciteError unless the last line's hash and counts match the file."""
    header = _parse_object(file.readline(_MAX_LINE_BYTES))
    if header.get("format") != FORMAT:
        raise PinciteError(
            f"{path} is not a Pincite export. Create one with: pincite export LIBRARY FILE"
        )
    if header.get("version") != VERSION:
        raise PinciteError(
            f"{path} is an export of version {header.get('version')}; this version of Pincite "
            f"reads version {VERSION}. Use a newer Pincite."
        )
    digest, last_line, lines = hashlib.sha256(), b"", 0
    file.seek(0)
    while line := file.readline(_MAX_LINE_BYTES):
        digest.update(last_line)
        last_line, lines = line, lines + 1
    end = _parse_object(last_line)
    counts_match = end.get("end") == header.get("documents") == lines - 2
    if not counts_match or end.get("sha256") != digest.hexdigest():
        raise PinciteError(
            f"{path} is damaged or incomplete: its last line does not match the lines before it. "
            "Nothing was stored. Export again."
        )
    return header


def _parse_object(line: bytes) -> dict[str, Any]:
    """The JSON object; empty if the line is not one."""
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _snapshot(row: dict[str, Any], dimension: int) -> Snapshot:
    """Raises ValueError, KeyError or TypeError if the row is not what `export_documents` writes."""
    document = _document(row)
    sentences = [(int(start), int(end)) for start, end in row["sentences"]]
    if not sentences or not are_disjoint_ranges(sentences, len(document.text)):
        raise ValueError("its sentences do not fit its text")
    data = base64.b64decode(row["vectors"], validate=True)
    vectors = np.frombuffer(data, "<f2").reshape(len(sentences), dimension)
    if not are_unit_vectors(vectors):
        raise ValueError("its vectors are not of length 1")
    source_file = None
    if "original" in row:
        source_file = base64.b64decode(row["original"], validate=True)
    edits = metadata.of_json(row.get("edits"))
    return Snapshot(document, sentences, vectors, source_file, edits)


def _document(row: dict[str, Any]) -> Document:
    texts = {key: row[key] for key in _TEXT_KEYS}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise TypeError(f"{key} is not a string")
    markers = tuple(Marker(*values) for values in row["marks"])
    if not _are_ordered_markers(markers, len(texts["text"])):
        raise ValueError("its markers do not fit its text")
    return Document(
        id=0,
        **texts,
        markers=markers,
        warnings=tuple(map(str, row["notes"])),
        tags=tuple(map(str, row["tags"])),
        losses={str(what): int(count) for what, count in dict(row["ledger"]).items()},
    )


def _are_ordered_markers(markers: Sequence[Marker], length: int) -> bool:
    within = all(0 <= marker.start <= marker.end <= length for marker in markers)
    return within and all(before.start <= after.start for before, after in pairwise(markers))


def _add(library: Library, snapshot: Snapshot, reuses_vectors: bool) -> IngestResult:
    document, count = snapshot.document, len(snapshot.sentences)
    exists = library.has_source(document.source)
    if exists and _is_same(library.snapshot(document.source), snapshot):
        return IngestResult(document.source, "unchanged", sentences=count)
    if reuses_vectors:
        library.restore(snapshot, replace=True)
        status: Literal["replaced", "added"] = "replaced" if exists else "added"
        return IngestResult(document.source, status, "; ".join(document.warnings), count)
    document = snapshot.edits.restored(document)
    if snapshot.source_file is None:
        result = library.add(document)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "source-file"
            path.write_bytes(snapshot.source_file)
            result = library.add(document, path)
    if snapshot.edits:
        library.edit({document.source: snapshot.edits.person})
    return result


def _is_same(stored: Snapshot, imported: Snapshot) -> bool:
    """Whether text and metadata are equal; the time of adding does not count."""
    has_same_file = imported.source_file in (None, stored.source_file)
    has_same_edits = stored.edits == imported.edits
    return (
        has_same_file
        and has_same_edits
        and _comparable(stored.document) == _comparable(imported.document)
    )


def _comparable(document: Document) -> tuple[Any, ...]:
    return astuple(replace(document, id=0, added=""))
