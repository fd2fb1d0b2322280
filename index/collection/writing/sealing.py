"""Making the library file of a new part one that never changes, under its hash.

Needs the folder alone, not its writer: the machines of a cluster seal parts for one writer.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from index import chunking
from index.collection.files.folder import CollectionFolder, file_sha256
from index.collection.files.versions import Part, Settings
from index.errors import PinciteError
from index.maintenance.check import check_library
from index.search.vectors import cache
from index.storage import library_meta
from index.storage.atomic import atomic_create
from index.storage.connection import Store
from index.storage.failpoints import failpoint


def seal(folder: CollectionFolder, library: Path, settings: Settings | None) -> Part:
    """Checks a library file and moves it among the parts, under its hash.

    Nothing may have it open. Raises PinciteError if it is not sound, or was made otherwise than
    `settings` say (None: the first part).
    """
    if problems := check_library(library):
        raise PinciteError(
            f"The new part {library} is not sound ({problems[0]}), so nothing of it was "
            "stored. Run the command again."
        )
    own = settings_of(library)
    if settings is not None and settings != own:
        raise PinciteError(
            f"{folder.path} was made with {_describe(settings)}, the new documents with "
            f"{_describe(own)}: they cannot be mixed. Add them to a new collection."
        )
    failpoint("collection part checked")
    documents, sentences = _finish(library)
    part = Part(file_sha256(library), documents, sentences, library.stat().st_size)
    if not (target := folder.part(part.sha256)).exists():
        with atomic_create(target) as partial:
            shutil.move(library, partial)
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.chmod(0o444)
            failpoint("collection part synced")
    failpoint("collection part named")
    return part


def settings_of(library: Path) -> Settings:
    """How a library was made. It must have an encoder and must not be in use."""
    store = Store(library, sealed=True)
    try:
        with store.reading():
            if (fingerprint := store.fingerprint) is None:
                raise PinciteError(f"{library} has no encoder.")
            return Settings(
                fingerprint, library_meta.splitter(store), library_meta.max_passage_chars(store)
            )
    finally:
        store.close()


def check_settings(settings: Settings, path: Path, max_passage_chars: int | None) -> None:
    """Raises PinciteError if documents of this version of Pincite cannot be added."""
    if settings.splitter != chunking.VERSION:
        raise PinciteError(
            f"{path} was made with the splitter {settings.splitter}, this is {chunking.VERSION}: "
            "their sentences cannot be mixed. Use the Pincite that made it, or a new collection."
        )
    if max_passage_chars not in (None, settings.max_passage_chars):
        raise PinciteError(
            f"{path} was made with passages of up to {settings.max_passage_chars} characters, not "
            f"{max_passage_chars}. Omit the length, or add the documents to a new collection."
        )


def _describe(settings: Settings) -> str:
    return (
        f"{settings.encoder}, {settings.splitter} and passages of up to "
        f"{settings.max_passage_chars} characters"
    )


def _finish(library: Path) -> tuple[int, int]:
    """Leaves one file without a log or a cache; the numbers of its documents and sentences."""
    store = Store(library)
    try:
        store.db.execute("PRAGMA journal_mode=DELETE")
        documents, sentences = store.db.execute(
            "SELECT count(*), coalesce(sum(sentences), 0) FROM document"
        ).fetchone()
    finally:
        store.close()
    cache.delete_all(library)
    return documents, sentences
