"""Checks that a collection is whole: its versions, the bytes of its parts, each source once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from index.collection.files import versions
from index.collection.files.codebook import load_centroids
from index.collection.files.folder import CollectionFolder, file_sha256
from index.collection.files.versions import Version
from index.collection.writing.ledger import Ledger, WriterAtWorkError
from index.errors import PinciteError
from index.maintenance.check import check_library
from index.search.vectors.cache import cache_files, hash_matches
from index.storage.document_reader import open_documents
from index.storage.schema import is_writable


def check_collection(path: Path, *, deep: bool = False) -> list[str]:
    """The problems of a collection, one line each; empty if it is sound.

    Every part was sound when it got its hash, and is compared with that; `deep` also checks it as a
    library. Raises PinciteError if there is no collection.
    """
    folder = CollectionFolder(path)
    folder.require()
    return list(_problems(folder, deep))


def _problems(folder: CollectionFolder, deep: bool) -> Iterator[str]:
    read: dict[int, Version] = {}
    numbers = folder.version_numbers()
    for number in numbers:
        try:
            read[number] = versions.read(folder, number)
        except PinciteError as error:
            yield _of(error)
    sound = set[str]()
    for sha256, size in sorted({(p.sha256, p.bytes) for v in read.values() for p in v.parts}):
        if problem := _part_problem(folder, sha256, size):
            yield problem
        else:
            sound.add(sha256)
            yield from _cache_problems(folder, sha256)
            yield from _deep_problems(folder, sha256) if deep else ()
    yield from _codebook_problems(folder, {version.codebook for version in read.values()})
    yield from _current_problems(folder, read, sound)
    if len(read) == len(numbers):  # otherwise nobody knows what they name
        yield from _unnamed(folder, list(read.values()))


def _current_problems(
    folder: CollectionFolder, read: Mapping[int, Version], sound: set[str]
) -> Iterator[str]:
    """Of the current version, if it could be read and its parts are sound."""
    try:
        current = versions.current_number(folder)
    except PinciteError as error:
        yield _of(error)
        return
    if current is None:
        return
    version = read.get(current)
    if current not in folder.version_numbers():
        yield f"current names version {current}, whose file is missing"
    elif version is not None and all(part.sha256 in sound for part in version.parts):
        yield from _content_problems(folder, version)


def _codebook_problems(folder: CollectionFolder, hashes: set[str]) -> Iterator[str]:
    for sha256 in sorted(hashes - {""}):
        try:
            load_centroids(folder, sha256)
        except PinciteError as error:
            yield _of(error)


def _cache_problems(folder: CollectionFolder, sha256: str) -> Iterator[str]:
    for cache in cache_files(folder.part(sha256)):
        if not hash_matches(cache):
            yield f"the cache {cache.name} is damaged; delete it, and it is made again"


def _part_problem(folder: CollectionFolder, sha256: str, size: int) -> str:
    path = folder.part(sha256)
    try:
        if path.stat().st_size != size or file_sha256(path) != sha256:
            return f"the part {path.name} does not match its hash"
    except FileNotFoundError:
        return f"the part {path.name} is missing"
    except OSError as error:
        return f"the part {path.name} cannot be read ({error.strerror})"
    return ""


def _deep_problems(folder: CollectionFolder, sha256: str) -> Iterator[str]:
    path = folder.part(sha256)
    try:
        problems = check_library(path, sealed=True)
    except PinciteError as error:
        problems = [str(error)]
    yield from (f"the part {path.name}: {problem}" for problem in problems)


def _content_problems(folder: CollectionFolder, version: Version) -> Iterator[str]:
    """The parts have the documents that the version says, each source once."""
    hidden, owners = set(version.hidden), dict[str, str]()
    for part in version.parts:
        with open_documents(folder.part(part.sha256), sealed=True) as documents:
            sources = documents.sources()
            sentences = documents.count_sentences()
        if (len(sources), sentences) != (part.documents, part.sentences):
            yield f"version {version.number} counts the documents of part {part.sha256} wrongly"
        for source in sources:
            if (part.sha256, source) in hidden:
                hidden.remove((part.sha256, source))
            elif source in owners:
                yield f"{source} is in two parts, {owners[source]} and {part.sha256}"
            else:
                owners[source] = part.sha256
    for sha256, source in sorted(hidden):
        yield f"version {version.number} hides {source}, which is not in the part {sha256}"


def _unnamed(folder: CollectionFolder, read: Sequence[Version]) -> Iterator[str]:
    """Files that no version names, unless a writer is at work: they may be its own."""
    ledger = None
    if folder.ledger.is_file():
        if not is_writable(folder.ledger):  # such as a share: only the writer knows its files
            return
        try:
            ledger = Ledger(folder.ledger)
        except WriterAtWorkError:
            return
        except PinciteError as error:
            yield str(error)
            return
    needed = needed_files(folder, read, ledger)
    if ledger is not None:
        ledger.close()
    for path in unnamed_files(folder, needed):
        name = path.relative_to(folder.path)
        yield f"no version names the file {name}; pincite collection prune removes it"


def needed_files(
    folder: CollectionFolder, read: Sequence[Version], ledger: Ledger | None
) -> set[Path]:
    """The parts and codebooks that the versions name, and those recorded for the next one."""
    parts = [part for version in read for part in version.parts]
    codebooks = {version.codebook for version in read}
    if ledger is not None:
        parts += ledger.parts()
        codebooks.add(ledger.codebook())
    return {folder.part(part.sha256) for part in parts} | {
        folder.codebook(sha256) for sha256 in codebooks - {""}
    }


def unnamed_files(folder: CollectionFolder, needed: set[Path]) -> list[Path]:
    """The files of the folder that are neither `needed` nor of a kind that always belongs there.

    The vector indexes of the `needed` parts belong there. Sorted.
    """
    known = {*needed, *(folder.version(number) for number in folder.version_numbers())}
    known |= {folder.current, folder.ledger, Path(f"{folder.ledger}-journal")}
    for part in needed:
        known.update(cache_files(part))
    return sorted(path for path in _files(folder) if path not in known)


def _files(folder: CollectionFolder) -> Iterator[Path]:
    """All files but those that the writer is making."""
    for place in (folder.path, folder.parts, folder.codebooks, folder.versions):
        if place.is_dir():
            yield from (path for path in place.iterdir() if path.is_file())


def _of(error: PinciteError) -> str:
    """The problem without the folder and the advice to check it."""
    return str(error).partition(" is damaged: ")[2].partition(". Run:")[0] or str(error)
