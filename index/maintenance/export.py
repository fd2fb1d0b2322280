"""Documents out of one library and into another, as lines of JSON in one file.

The first line is a head, each further one a document, the last one the end, which seals all bytes before it:

    {"format": "pincite-export", "version": 1, "model": "…", "sha256": "…", "dimension": 384, "splitter": "punkt-1", "documents": 2}
    {"source": "…", "title": "…", "text": "…", "marks": [["page", 0, 0, "1"]], "notes": [], "author": "", "date": "", "tags": [],
     "ledger": {}, "added": "…", "sentences": [[0, 12], …], "vectors": "base64 of 16-bit floats, a row a sentence", "original": "base64"}
    {"end": 2, "sha256": "of all lines before this one"}

`original`, the kept file, is there only where the library keeps it. Offsets count code points of `text`. Vectors are taken over by a
library of the same model and splitter; another one splits and encodes the texts again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, astuple, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from index import chunking
from index.errors import PinciteError
from index.formats.limits import MAX_FILE_BYTES
from index.library import IngestResult, Library
from index.spans import Document, Marker
from index.storage import documents, snapshots
from index.storage.atomic import atomic_create
from index.storage.connection import Store
from index.storage.embeddings import are_unit_vectors
from index.storage.failpoints import failpoint
from index.storage.filters import NO_FILTER, Filter
from index.storage.snapshots import Snapshot

FORMAT, VERSION = "pincite-export", 1
_KEYS = {
    "markers": "marks",
    "warnings": "notes",
    "losses": "ledger",
}  # what format 1 calls fields of a Document

_LONGEST_LINE = 8 * MAX_FILE_BYTES
_TEXTS = ("source", "title", "text", "author", "date", "added")


def export_documents(library: Path, target: Path, filters: Filter = NO_FILTER) -> int:
    """Writes the documents that a filter lets through, all of one generation; returns how many.

    Raises PinciteError where `target` exists or cannot be written, or a document is damaged; then nothing is left at `target`.
    """
    store = Store(library)
    try:
        with store.reading(), atomic_create(target) as partial, partial.open("wb") as file:
            entries = documents.list_infos(store, filters)
            head = {
                "format": FORMAT,
                "version": VERSION,
                **_made_by(store),
                "documents": len(entries),
            }
            digest = hashlib.sha256()
            for row in (head, *(_row(store, entry.id) for entry in entries)):
                line = _line(row)
                digest.update(line)
                file.write(line)
                failpoint("export written")
            file.write(_line({"end": len(entries), "sha256": digest.hexdigest()}))
            file.flush()
            os.fsync(file.fileno())
            failpoint("export synced")
        return len(entries)
    finally:
        store.close()


def _made_by(store: Store) -> dict[str, object]:
    fingerprint = store.fingerprint
    return {**(asdict(fingerprint) if fingerprint else {}), "splitter": store.meta("splitter")}


def _line(row: dict[str, object]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _row(store: Store, id: int) -> dict[str, object]:
    document = documents.load(store, id)
    if document is None:
        raise PinciteError(f"document {id} is not in {store.path} any more.")
    snapshot = snapshots.load(store, document)
    row = {_KEYS.get(name, name): value for name, value in asdict(document).items() if name != "id"}
    row |= {"marks": [astuple(marker) for marker in document.markers], "sentences": snapshot.sentences}
    row["vectors"] = base64.b64encode(snapshot.vectors.astype("<f2").tobytes()).decode()
    if snapshot.source_file is not None:
        row["original"] = base64.b64encode(snapshot.source_file).decode()
    return row


def import_documents(library: Library, path: Path) -> Iterator[IngestResult]:
    """Adds the documents of an export, each in a transaction of its own; one of the same source is replaced.

    The whole file is checked before anything is stored. Raises PinciteError for a file that is none, or damaged, or of a newer version.
    """
    try:
        with path.open("rb") as file:
            head = _checked_head(path, file)
            file.seek(0)
            file.readline()
            mine = {**asdict(library.fingerprint), "splitter": chunking.VERSION}
            comparable = mine == {name: head.get(name) for name in mine}
            for number in range(2, int(head["documents"]) + 2):
                try:
                    snapshot = _snapshot(
                        json.loads(file.readline()), int(head.get("dimension") or 0)
                    )
                except (KeyError, TypeError, ValueError) as error:
                    raise PinciteError(
                        f"{path}, line {number}: this is no document ({error!r}). What was read before is stored."
                    ) from error
                yield _put(library, snapshot, comparable)
                failpoint("document imported")
    except OSError as error:
        raise PinciteError(f"{path} cannot be read ({error.strerror}).") from error


def _checked_head(path: Path, file: BinaryIO) -> dict[str, Any]:
    """The first line, of a file whose last line seals all others."""
    digest, last = hashlib.sha256(), b""
    head = _parsed(file.readline(_LONGEST_LINE))
    if head.get("format") != FORMAT:
        raise PinciteError(
            f"{path} is no export of a library. Make one with: python -m index export LIBRARY FILE"
        )
    if head.get("version") != VERSION:
        raise PinciteError(
            f"{path} is an export of version {head.get('version')}, this Pincite reads version {VERSION}: use a newer one."
        )
    file.seek(0)
    lines = 0
    while line := file.readline(_LONGEST_LINE):
        digest.update(last)
        last, lines = line, lines + 1
    end = _parsed(last)
    if (
        end.get("sha256") != digest.hexdigest()
        or end.get("end") != lines - 2
        or head.get("documents") != lines - 2
    ):
        raise PinciteError(
            f"{path} is damaged or cut off: its end does not match what stands before. Nothing was stored."
        )
    return head


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _snapshot(row: dict[str, Any], dimension: int) -> Snapshot:
    """Raises ValueError, KeyError or TypeError where the row is not what `export` writes."""
    told = {name: row[name] for name in _TEXTS}
    if not all(isinstance(value, str) for value in told.values()):
        raise TypeError("a text is none")
    told |= {"warnings": tuple(map(str, row["notes"])), "tags": tuple(map(str, row["tags"]))}
    marks = tuple(Marker(*mark) for mark in row["marks"])
    document = Document(
        0,
        markers=marks,
        losses={str(what): int(count) for what, count in dict(row["ledger"]).items()},
        **told,
    )
    sentences = [(int(start), int(end)) for start, end in row["sentences"]]
    length = len(document.text)
    inside = all(0 <= start < end <= length for start, end in sentences) and all(
        0 <= mark.start <= mark.end <= length for mark in marks
    )
    in_order = all(here[1] <= after[0] for here, after in pairwise(sentences)) and all(
        a.start <= b.start for a, b in pairwise(marks)
    )
    if not sentences or not inside or not in_order:
        raise ValueError("its sentences or marks do not fit its text")
    vectors = np.frombuffer(base64.b64decode(row["vectors"], validate=True), "<f2").reshape(
        len(sentences), dimension
    )
    if not are_unit_vectors(vectors):
        raise ValueError("its vectors are not of length 1")
    return Snapshot(
        document,
        sentences,
        vectors,
        base64.b64decode(row["original"], validate=True) if "original" in row else None,
    )


def _put(library: Library, snapshot: Snapshot, comparable: bool) -> IngestResult:
    source, count = snapshot.document.source, len(snapshot.sentences)
    known = library.has_source(source)
    if known and _alike(library.snapshot(source), snapshot):
        return IngestResult(source, "unchanged", sentences=count)
    if comparable:
        library.restore(snapshot, replace=True)
        return IngestResult(
            source, "replaced" if known else "added", "; ".join(snapshot.document.warnings), count
        )
    if snapshot.source_file is None:
        return library.add(snapshot.document)
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "original"
        original.write_bytes(snapshot.source_file)
        return library.add(snapshot.document, original)


def _alike(here: Snapshot, there: Snapshot) -> bool:
    """The same words, and all that is told of them; when they were added does not count."""
    mine, other = (astuple(replace(each.document, id=0, added="")) for each in (here, there))
    return mine == other and (there.source_file is None or here.source_file == there.source_file)
