"""What a collection holds, for people who operate it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.collection.files.folder import CollectionFolder
from index.collection.files.in_use import use
from index.collection.writing.ledger import Ledger, WriterAtWorkError
from index.storage.schema import is_writable


@dataclass(frozen=True, slots=True)
class CollectionStatus:
    """The current version, and what the ledger says if no writer is at work."""

    version: int
    documents: int
    sentences: int
    """Those of removed documents included."""
    parts: int
    bytes: int
    encoder: str
    max_passage_chars: int
    hidden: int
    """Removed and replaced documents that are still in the parts."""
    old_versions: tuple[int, ...]
    unpublished: int
    """Parts that a stopped command has made."""
    refused: tuple[tuple[str, str], ...]
    """(source, reason) of the files that could not be read."""
    writer: str
    """Which program writes to the collection; "" if none does."""


def read_status(path: Path) -> CollectionStatus:
    """Raises PinciteError if there is no collection, or if its current version is damaged."""
    folder = CollectionFolder(path)
    folder.require()
    version, file = use(folder)
    file.close()
    writer, refused, recorded = "", tuple[tuple[str, str], ...](), set[str]()
    if folder.ledger.is_file() and is_writable(folder.ledger):
        try:
            ledger = Ledger(folder.ledger)
        except WriterAtWorkError as error:
            writer = str(error).removeprefix(f"{path} ").partition(". Try")[0]
        else:
            recorded = {part.sha256 for part in ledger.parts()}
            refused = tuple(ledger.refused())
            ledger.close()
    return CollectionStatus(
        version=version.number,
        documents=version.documents,
        sentences=version.sentences,
        parts=len(version.parts),
        bytes=sum(part.bytes for part in version.parts),
        encoder=str(version.settings.encoder),
        max_passage_chars=version.settings.max_passage_chars,
        hidden=len(version.hidden),
        old_versions=tuple(n for n in folder.version_numbers() if n != version.number),
        unpublished=len(recorded - {part.sha256 for part in version.parts}),
        refused=refused,
        writer=writer,
    )
