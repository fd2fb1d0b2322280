"""Which files there are to read: folders are walked safely, and what lies outside of them is not reached through them."""

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
    """The files to read: those named, and in folders, at any depth, those whose suffix can be read; sorted, each once.

    In folders, links are not followed (so there are no cycles and no way out), hidden names are passed over, and devices, pipes and
    sockets are no files. `include` and `exclude` are patterns such as `*.pdf` or `drafts/*` for names, and for paths within the folder.
    Raises PinciteError for a path that does not exist, and for a folder that cannot be read.
    """
    found: dict[str, InputFile] = {}
    for path in paths:
        if not path.exists():
            raise PinciteError(f"There is no file or folder {path}.")
        for file in sorted(_walk(path, include, exclude)) if path.is_dir() else [path]:
            source = _printable(file.resolve().as_posix())
            found.setdefault(source, InputFile(source, file))
    return list(found.values())


def _walk(folder: Path, include: Sequence[str], exclude: Sequence[str]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, onerror=_unreadable):
        inside = PurePath(place).relative_to(folder)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not _matches(inside / name, exclude)
        ]
        for name in names:
            path = Path(place, name)
            wanted = (not include or _matches(inside / name, include)) and not _matches(
                inside / name, exclude
            )
            if (
                wanted
                and not name.startswith(".")
                and path.suffix.lower() in SUFFIXES
                and path.is_file()
                and not path.is_symlink()
            ):
                yield path


def _unreadable(error: OSError) -> None:
    raise PinciteError(
        f"The folder {error.filename} cannot be read ({error.strerror}). Allow it, or leave it out with --exclude."
    ) from error


def _matches(path: PurePath, patterns: Sequence[str]) -> bool:
    return any(
        fnmatch(path.name, pattern) or fnmatch(path.as_posix(), pattern) for pattern in patterns
    )


def _printable(source: str) -> str:
    """A name of bytes that are not UTF-8 is kept with those bytes spelt out, for a source must be text."""
    return source.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
