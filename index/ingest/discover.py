"""Finds the files to read in folders, without following links out of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePath

from index.errors import PinciteError
from index.ingest.readers import SUFFIXES
from index.ingest.worker import InputFile


def find_files(
    paths: Sequence[Path], include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[InputFile]:
    """The named files, and those in the named folders that can be read; sorted, each once.

    Folders are searched at any depth. Links in them are not followed (so there are no cycles);
    hidden files, devices, pipes and sockets are skipped. `include` and `exclude` are patterns such
    as `*.pdf` or `drafts/*`, for names and for paths within the folder. Raises PinciteError for a
    path that does not exist and for a folder that cannot be read.
    """
    files: dict[str, InputFile] = {}
    for path in paths:
        if not path.exists():
            raise PinciteError(f"There is no file or folder {path}. Name an existing one.")
        for file in sorted(_walk(path, include, exclude)) if path.is_dir() else [path]:
            source = _printable(file.resolve().as_posix())
            files.setdefault(source, InputFile(source, file))
    return list(files.values())


def _walk(folder: Path, include: Sequence[str], exclude: Sequence[str]) -> Iterator[Path]:
    def is_wanted(path: PurePath) -> bool:
        """By its path within the folder."""
        if path.name.startswith(".") or _matches(path, exclude):
            return False
        return not include or _matches(path, include)

    for parent, folders, names in os.walk(folder, onerror=_raise_unreadable):
        inside = PurePath(parent).relative_to(folder)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not _matches(inside / name, exclude)
        ]
        for name in names:
            path = Path(parent, name)
            is_readable = path.suffix.lower() in SUFFIXES
            if is_wanted(inside / name) and is_readable and _is_own_file(path):
                yield path


def _is_own_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _raise_unreadable(error: OSError) -> None:
    raise PinciteError(
        f"The folder {error.filename} cannot be read ({error.strerror}). "
        "Change its permissions, or leave it out with --exclude."
    ) from error


def _matches(path: PurePath, patterns: Sequence[str]) -> bool:
    return any(
        fnmatch(path.name, pattern) or fnmatch(path.as_posix(), pattern) for pattern in patterns
    )


def _printable(source: str) -> str:
    r"""The name as text: bytes that are not UTF-8 are written as \xNN."""
    return source.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
