"""What can go wrong in a way that a user can mend."""

from __future__ import annotations

from pathlib import Path


class PinciteError(Exception):
    """What a user can mend: the message names the thing, the value got and the remedy. The doors print it and exit with 2."""


class CorruptLibraryError(PinciteError):
    """A row that does not match its checksum."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} is damaged: {what}. Run: python -m index check {path}")


class NewerFormatError(PinciteError):
    """A library that a later Pincite made."""
