"""The one writer of a collection: it seals parts, records them and publishes versions.

Every step is a whole file that gets its name, or a transaction of the ledger. A writer that is
killed between any two of them leaves the current version as it is; the next one goes on from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.collection.files import versions
from index.collection.files.folder import CollectionFolder
from index.collection.files.versions import Part, Settings, Version
from index.collection.writing.ledger import FileResult, Ledger
from index.collection.writing.sealing import seal, settings_of
from index.errors import PinciteError, command
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
        """See `sealing.seal`; the new part must be made as the others are."""
        return seal(self.folder, library, self.settings())

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
                    f"See: {command('list', self.folder.path)}"
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


def _visible(folder: CollectionFolder, version: Version) -> Iterator[tuple[str, str]]:
    """(part, source) of the documents of a version that are not hidden."""
    hidden = set(version.hidden)
    for part in version.parts:
        with open_documents(folder.require_part(part.sha256), sealed=True) as documents:
            for source in documents.sources():
                if (part.sha256, source) not in hidden:
                    yield part.sha256, source
