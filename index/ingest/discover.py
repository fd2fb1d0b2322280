"""Finds the files to read in folders, without following links out of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from index.errors import PinciteError
from index.ingest.file_type import true_suffix
from index.ingest.not_read import SkippedFile, describe_not_read, skipped_suffix, system_kind
from index.ingest.readers import FORMAT_SUFFIXES, SUFFIXES
from index.ingest.worker import InputFile
from index.storage.filters import matches_any


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """What a search found: the files to read, and those that are not read. Sorted, each once."""

    files: tuple[InputFile, ...]
    skipped: tuple[SkippedFile, ...]
    """Without those that the patterns leave out."""


def find_files(
    paths: Sequence[Path], include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[InputFile]:
    """The files of `search_folders`, for callers that do not tell which files are not read.

    Raises PinciteError as it does, and for a folder that cannot be read.
    """
    found = search_folders(paths, include, exclude)
    raise_unreadable(found)
    return list(found.files)


def raise_unreadable(found: FoundFiles) -> None:
    """Raises PinciteError if a folder could not be searched."""
    for file in found.skipped:
        if file.kind == _UNREADABLE:
            raise PinciteError(
                f"The folder {file.source} cannot be read ({file.reason}). "
                "Change its permissions, or leave it out with --exclude."
            )


def search_folders(
    paths: Sequence[Path], include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> FoundFiles:
    """The named files, and those in the named folders that can be read.

    Folders are searched at any depth. Links in them are not followed (so there are no cycles, and
    nothing outside is read); hidden files, devices, pipes and sockets are skipped. A file without a
    suffix is read if its content is of a known format. `include` and `exclude` are patterns such as
    `*.pdf` or `drafts/*`, for names and for paths within the folder; capitals do not count. Raises
    PinciteError for a path that does not exist.
    """
    files: dict[str, InputFile] = {}
    skipped: dict[str, SkippedFile] = {}
    for path in paths:
        if not path.exists():
            raise PinciteError(f"There is no file or folder {path}. Name an existing one.")
        found = _walk(path, include, exclude) if path.is_dir() else [path]
        for file in sorted(found, key=_sort_key):
            if isinstance(file, SkippedFile):
                skipped.setdefault(file.source, file)
            else:
                source = _printable(file.resolve().as_posix())
                files.setdefault(source, InputFile(source, file))
    read = (file for source, file in skipped.items() if source not in files)
    return FoundFiles(tuple(files.values()), tuple(read))


def nothing_to_read(paths: Sequence[Path], found: FoundFiles) -> str:
    """Says that there is no file to read, and why not."""
    not_read = describe_not_read(found.skipped)
    return (
        f"No files to read in {', '.join(map(str, paths))}{not_read and f' ({not_read})'}. "
        f"These can be read: {' '.join(FORMAT_SUFFIXES)}."
    )


_UNREADABLE = "unreadable folder"
_MOST_LINK_BYTES = 300


def _sort_key(file: Path | SkippedFile) -> Path:
    return Path(file.source) if isinstance(file, SkippedFile) else file


def _walk(
    folder: Path, include: Sequence[str], exclude: Sequence[str]
) -> Iterator[Path | SkippedFile]:
    errors: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=errors.append):
        inside = PurePath(parent).relative_to(folder)
        for name in tuple(folders):
            path = Path(parent, name)
            if matches_any(exclude, name, (inside / name).as_posix()):
                folders.remove(name)
            elif path.is_symlink() or name.startswith(".") or system_kind(name):
                folders.remove(name)
                if not include:
                    yield _skipped_folder(path)
        for name in names:
            within = (inside / name).as_posix()
            if matches_any(exclude, name, within):
                continue
            if not include or matches_any(include, name, within):
                yield _skipped(Path(parent, name)) or Path(parent, name)
    for error in errors:
        reason = error.strerror or type(error).__name__
        yield SkippedFile(_printable(str(error.filename)), reason, _UNREADABLE)


def _skipped(path: Path) -> SkippedFile | None:
    """Why a file in a folder is not read; None if it is."""
    source, name = _source(path), path.name
    if kind := system_kind(name):
        return SkippedFile(source, kind, kind, is_system=True)
    try:
        status = path.lstat()
    except OSError as error:
        return SkippedFile(source, f"cannot be read ({error.strerror})", "unreadable file")
    mode = status.st_mode
    if stat.S_ISLNK(mode):
        reason = "a link, which is not followed" if path.exists() else "a link to nothing"
        return SkippedFile(source, reason, "link")
    if not stat.S_ISREG(mode):
        return SkippedFile(source, "a device, pipe or socket", "device, pipe or socket")
    if name.startswith("."):
        is_document = true_suffix(name) in SUFFIXES
        return SkippedFile(source, "hidden", "hidden file", is_system=not is_document)
    if (suffix := true_suffix(name)) and suffix not in SUFFIXES:
        return skipped_suffix(source)
    if status.st_size <= _MOST_LINK_BYTES and _is_stored_link(path):
        return SkippedFile(source, "a link stored as text, which is not followed", "link")
    return None


def _is_stored_link(path: Path) -> bool:
    """Is its content just the path of another file? Copies of links on Windows are such files."""
    try:
        target = path.read_bytes().decode()
        is_path = "/" in target and "\n" not in target and not target.endswith("/")
        return is_path and Path(path.parent, target).is_file()
    except (OSError, ValueError):
        return False


def _skipped_folder(path: Path) -> SkippedFile:
    if path.is_symlink():
        return SkippedFile(_source(path), "a link to a folder, which is not followed", "link")
    kind = "hidden folder" if path.name.startswith(".") else "system folder"
    return SkippedFile(_source(path), kind, kind, is_system=True)


def _source(path: Path) -> str:
    """The absolute path of the file or link itself."""
    return _printable((path.parent.resolve() / path.name).as_posix())


def _printable(source: str) -> str:
    r"""The name as text: bytes that are not UTF-8 are written as \xNN."""
    return source.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
