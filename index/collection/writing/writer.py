"""The one writer of a collection: it seals parts, records them and publishes versions.

Every step is a whole file that gets its name, or a transaction of the ledger. A writer that is
killed between any two of them leaves the current version as it is; the next one goes on from there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from index import chunking
from index.collection.files import versions
from index.collection.files.folder import CollectionFolder, file_sha256
from index.collection.files.versions import Part, Settings, Version
from index.collection.writing.ledger import FileResult, Ledger
from index.errors import PinciteError
from index.maintenance.check import check_library
from index.search.vectors import cache
from index.storage import library_meta
from index.storage.atomic import atomic_create
from index.storage.connection import Store
from index.storage.document_reader import open_documents
from index.storage.failpoints import failpoint


class CollectionWriter:
    """Others are refused until it is closed. Use it as a context manager."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Raises PinciteError if there is no collection, unless `create`, or another writer."""
        self.folder = CollectionFolder(path)
        if create:
            self.folder.create()
        self.folder.require()
        self.ledger = Ledger(self.folder.ledger)
        try:
            shutil.rmtree(self.folder.work, ignore_errors=True)  # left by a writer that was killed
            self._restore_ledger()
        except BaseException:
            self.ledger.close()
            raise

    def close(self) -> None:
        shutil.rmtree(self.folder.work, ignore_errors=True)
        self.ledger.close()

    def __enter__(self) -> CollectionWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def current(self) -> Version | None:
        """The version that is asked; None before the first one."""
        number = versions.current_number(self.folder)
        return None if number is None else versions.read(self.folder, number)

    def settings(self) -> Settings | None:
        """What all parts agree on; None before the first one."""
        if (version := self.current()) is not None:
            return version.settings
        parts = self.ledger.parts()
        return settings_of(self.folder.require_part(parts[0].sha256)) if parts else None

    def new_file(self) -> Path:
        """Where a part is to be made; there is no file of that name."""
        self.folder.work.mkdir(exist_ok=True)
        path = self.folder.work / "part.pincite"
        if path.exists():
            raise PinciteError(f"{path} is being made already.")
        return path

    def seal(self, library: Path) -> Part:
        """Checks a library file and moves it among the parts, under its hash.

        Nothing may have it open. Raises PinciteError if it is not sound, or was made otherwise than
        the other parts.
        """
        if problems := check_library(library):
            raise PinciteError(
                f"The new part {library} is not sound ({problems[0]}), so nothing of it was "
                "stored. Run the command again."
            )
        settings, own = self.settings(), settings_of(library)
        if settings is not None and settings != own:
            raise PinciteError(
                f"{self.folder.path} was made with {_describe(settings)}, the new documents with "
                f"{_describe(own)}: they cannot be mixed. Add them to a new collection."
            )
        failpoint("collection part checked")
        documents, sentences = _finish(library)
        part = Part(file_sha256(library), documents, sentences, library.stat().st_size)
        if not (target := self.folder.part(part.sha256)).exists():
            with atomic_create(target) as partial:
                shutil.move(library, partial)
                with partial.open("rb+") as file:
                    os.fsync(file.fileno())
                partial.chmod(0o444)
                failpoint("collection part synced")
        failpoint("collection part named")
        return part

    def store(self, part: Part | None, results: Sequence[FileResult]) -> None:
        """Records a sealed part and the files its documents were read from; see `Ledger.store`."""
        self.ledger.store(part, results)
        failpoint("collection part recorded")

    def remove(self, sources: Sequence[str]) -> None:
        """Raises PinciteError, and removes nothing, if there is no document of a source."""
        for source in sources:
            if not self.ledger.has_document(source):
                raise PinciteError(
                    f"{self.folder.path} has no document {source!r}. "
                    f"See: pincite list {self.folder.path}"
                )
        self.ledger.hide(sources)
        failpoint("collection documents hidden")

    def publish(self) -> Version | None:
        """Makes what the ledger says the current version; None if there is nothing to ask yet.

        Nothing happens if the current version says so already.
        """
        current, settings = self.current(), self.settings()
        if settings is None:
            return None
        numbers = [0, *self.folder.version_numbers()]
        new = Version(
            numbers[-1] + 1,
            settings,
            self.ledger.parts(),
            self.ledger.hidden(),
            self.ledger.codebook(),
        )
        if current is not None and new.has_content_of(current):
            return current
        for part in new.parts:
            self.folder.require_part(part.sha256)
        versions.write(self.folder, new)
        self.ledger.note_version(new)
        failpoint("collection version noted")
        versions.switch(self.folder, new.number)
        return new

    def _restore_ledger(self) -> None:
        """Makes the ledger again if it does not belong to the current version."""
        current = self.current()
        if current is None or self.ledger.knows(current):
            return
        self.ledger.restore(current, _visible(self.folder, current))


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


def _visible(folder: CollectionFolder, version: Version) -> Iterator[tuple[str, str]]:
    """(part, source) of the documents of a version that are not hidden."""
    hidden = set(version.hidden)
    for part in version.parts:
        with open_documents(folder.require_part(part.sha256), sealed=True) as documents:
            for source in documents.sources():
                if (part.sha256, source) not in hidden:
                    yield part.sha256, source
