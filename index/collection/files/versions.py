"""A version of a collection: its parts, what they agree on, and the documents left out.

A version never changes. `current` names the one that is asked; it is switched by one rename.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import Any

from index.collection.files.folder import CollectionFolder
from index.encoders.base import Fingerprint
from index.errors import PinciteError
from index.storage.atomic import atomic_create, write_atomically
from index.storage.failpoints import failpoint


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A library file that never changes."""

    sha256: str
    documents: int
    sentences: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How all parts of a collection were made."""

    encoder: Fingerprint
    splitter: str
    max_passage_chars: int


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    settings: Settings
    parts: tuple[Part, ...]
    """Sorted by hash."""
    hidden: tuple[tuple[str, str], ...] = ()
    """(SHA-256 of a part, source): documents that are left out. Sorted."""
    codebook: str = ""
    """SHA-256 of the file of centroids that the vector indexes of the parts share; "": none."""

    @property
    def documents(self) -> int:
        """Number of documents, without the hidden ones."""
        return sum(part.documents for part in self.parts) - len(self.hidden)

    @property
    def sentences(self) -> int:
        """Of all parts, those of hidden documents included."""
        return sum(part.sentences for part in self.parts)

    def has_content_of(self, other: Version) -> bool:
        """Do both have the same parts, hidden documents and centroids?"""
        return (self.parts, self.hidden, self.codebook) == (
            other.parts,
            other.hidden,
            other.codebook,
        )

    @property
    def sha256(self) -> str:
        return _hash(asdict(self))


def write(folder: CollectionFolder, version: Version) -> None:
    """Writes the file of a version. Raises PinciteError if there is one of its number."""
    text = json.dumps({"sha256": version.sha256, "version": asdict(version)}, ensure_ascii=False)
    with (
        atomic_create(folder.version(version.number)) as partial,
        partial.open("w", encoding="utf-8") as file,
    ):
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    failpoint("collection version written")


def switch(folder: CollectionFolder, number: int) -> None:
    """Makes a version the current one."""
    write_atomically(folder.current, f"{number}\n".encode())
    failpoint("collection version switched")


def current_number(folder: CollectionFolder) -> int | None:
    """None if no version was published yet. Raises PinciteError if the file is damaged."""
    try:
        text = folder.current.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise folder.damaged("current cannot be read") from error
    if not text.strip().isdecimal():
        raise folder.damaged("current does not name a version")
    return int(text)


def read(folder: CollectionFolder, number: int) -> Version:
    """Raises PinciteError if there is no such version, or if its file is damaged."""
    path = folder.version(number)
    try:
        file = json.loads(path.read_text(encoding="utf-8"))
        version = _parse(file["version"])
        sealed = file["sha256"] == version.sha256 and version.number == number
    except FileNotFoundError as error:
        known = ", ".join(map(str, folder.version_numbers()))
        raise PinciteError(
            f"{folder.path} has no version {number}. Choose one of: {known or 'none yet'}."
        ) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise folder.damaged(f"versions/{path.name} cannot be read") from error
    if not sealed:
        raise folder.damaged(f"versions/{path.name} does not match its hash")
    return version


def _parse(values: dict[str, Any]) -> Version:
    settings = values["settings"]
    return Version(
        number=values["number"],
        settings=Settings(**{**settings, "encoder": Fingerprint(**settings["encoder"])}),
        parts=tuple(Part(**part) for part in values["parts"]),
        hidden=tuple((part, source) for part, source in values["hidden"]),
        codebook=values["codebook"],
    )


def _hash(values: dict[str, Any]) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
