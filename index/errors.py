"""Errors that a user can fix."""

from __future__ import annotations

import shlex
from importlib.util import find_spec
from pathlib import Path


class PinciteError(Exception):
    """Base of all errors that a user can fix.

    The message names the thing, the value got and the remedy. Commands print it and exit with 2.
    """


class StorageError(PinciteError):
    """The library file cannot be read or written: the disk is full, read-only or failing."""


class CorruptLibraryError(PinciteError):
    """The library file is damaged, such as a row that does not match its checksum."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} is damaged: {what}. Run: {command('check', path)}")


class TryAgainError(PinciteError):
    """What was asked is right, and may succeed a little later."""

    retry_seconds = 2


class NewerFormatError(PinciteError):
    """The library was made by a later version of Pincite."""


class OutdatedLibraryError(PinciteError):
    """The library was made by an earlier version of Pincite, and nothing can be added to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path} was made by an earlier version of Pincite: it can be searched, but "
            f"nothing can be added to it. Bring it up to date: {command('upgrade', path)}"
        )


def command(*words: object) -> str:
    """A command of Pincite in a message, quoted where a shell needs it, to be copied."""
    return shlex.join(["pincite", *map(str, words)])


def reason(error: Exception) -> str:
    """Why a file cannot be read, for a message: without the numbers and paths of Python's text."""
    from json import JSONDecodeError

    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, UnicodeDecodeError):
        return f"it is not text in {error.encoding.upper()}"
    if isinstance(error, JSONDecodeError):
        return f"broken JSON at line {error.lineno}, column {error.colno}"
    return str(error)


def require_package(name: str, *, needed_by: str, extra: str) -> None:
    """Raises PinciteError if an optional package is not installed. Does not import it."""
    if find_spec(name) is None:
        raise PinciteError(
            f"{needed_by} needs the package {name.replace('_', '-')}, which is not installed. "
            f'Install it: pip install "pincite[{extra}]"'
        )
