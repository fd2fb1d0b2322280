"""The folder of a collection: the names of its files.

    NAME.collection/current                    number of the version that is asked
    NAME.collection/versions/7.json            the parts of a version (see files.versions)
    NAME.collection/parts/<sha256>.pincite     a library each, never changed
    NAME.collection/codebooks/<sha256>.npy     centroids that all parts share
    NAME.collection/ledger.sqlite              of the writer alone (see writing.ledger)
    NAME.collection/work/                      of the writer alone: the part it is making

Beside a part, its vector index may be cached. Files are named by the SHA-256 of their bytes, so
that one which has its name is whole, and any version that names it can be opened.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from index.errors import PinciteError, command

SUFFIX = ".collection"


@dataclass(frozen=True, slots=True)
class CollectionFolder:
    """The paths in the folder of a collection."""

    path: Path

    @property
    def current(self) -> Path:
        return self.path / "current"

    @property
    def ledger(self) -> Path:
        return self.path / "ledger.sqlite"

    @property
    def work(self) -> Path:
        return self.path / "work"

    @property
    def versions(self) -> Path:
        return self.path / "versions"

    @property
    def parts(self) -> Path:
        return self.path / "parts"

    @property
    def codebooks(self) -> Path:
        return self.path / "codebooks"

    def version(self, number: int) -> Path:
        return self.versions / f"{number}.json"

    def part(self, sha256: str) -> Path:
        return self.parts / f"{sha256}.pincite"

    def require_part(self, sha256: str) -> Path:
        """The path of a part. Raises PinciteError if the file is missing."""
        if not (path := self.part(sha256)).is_file():
            raise self.damaged(f"{path.name} is missing")
        return path

    def damaged(self, what: str) -> PinciteError:
        """The error for a file that is not as it was written."""
        return PinciteError(
            f"{self.path} is damaged: {what}. Run: {command('collection', 'check', self.path)}"
        )

    def codebook(self, sha256: str) -> Path:
        return self.codebooks / f"{sha256}.npy"

    def version_numbers(self) -> list[int]:
        """The numbers of the versions in the folder, sorted."""
        stems = (path.stem for path in self.versions.glob("*.json"))
        return sorted(int(stem) for stem in stems if stem.isdecimal())

    def create(self) -> None:
        """Makes the folder if there is none. Raises PinciteError if it is something else."""
        path = self.path
        if path.suffix != SUFFIX:
            raise PinciteError(
                f"{path} cannot be the name of a collection. Give it the ending {SUFFIX}."
            )
        if path.exists() and not (path.is_dir() and (self.is_made or not any(path.iterdir()))):
            raise PinciteError(f"{path} exists and is not a collection. Name another folder.")
        try:
            for folder in (path, self.parts, self.codebooks, self.versions):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PinciteError(f"{path} cannot be made ({error.strerror}).") from error

    @property
    def is_made(self) -> bool:
        return self.parts.is_dir()

    def require(self) -> None:
        """Raises PinciteError if there is no collection."""
        if not self.is_made:
            raise PinciteError(
                f"There is no collection at {self.path}. "
                f"Make one with: {command('collection', 'add', self.path, 'FILES...')}"
            )


def is_collection(path: Path) -> bool:
    """Does the path name a collection, and not the file of a library?"""
    return path.suffix == SUFFIX or CollectionFolder(path).is_made


def file_sha256(path: Path) -> str:
    """Raises OSError if the file cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
