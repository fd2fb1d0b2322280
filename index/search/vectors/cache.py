"""Cache files of the vector index, beside the library. Deleting one costs time, never data.

A file's name has the library's generation and the SHA-256 of its bytes. They are hashed before
FAISS reads them, because FAISS reads damaged files without an error. The file is mapped into memory
and FAISS reads from these bytes: a cache file is never written again under its name, so the bytes
that were hashed are those that are searched, and processes share them.
"""

from __future__ import annotations

import glob
import hashlib
import mmap
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np

from index.search.vectors.faiss_index import FaissIndex
from index.search.vectors.snapshot import VectorSnapshot
from index.storage.atomic import fsync_directory
from index.storage.failpoints import failpoint

_MAGIC = b"pincite1"
"""The end of a file of this format: FAISS's bytes, the runs, their number (8 bytes), this."""

_NAME = re.compile(r"-\d+-[0-9a-f]{64}\.faiss")
"""Follows the library's name: generation and SHA-256."""

_PARTIAL = re.compile(r"-\d+\.\d+\.tmp")
"""Follows the library's name: generation and id of the writing process."""

_ABANDONED_SECONDS = 3600.0
"""Age at which the process that wrote a partial file must have died; writing takes seconds."""


def save(snapshot: VectorSnapshot, library: Path) -> None:
    """Writes a cache file and removes older ones. Does nothing if it cannot be written."""
    partial = library.with_name(f"{library.name}-{snapshot.generation}.{os.getpid()}.tmp")
    older = [path for path in cache_files(library) if _generation(path) <= snapshot.generation]
    try:
        failpoint("cache begun")
        with partial.open("wb") as file:
            digest = _write(snapshot, file)
            file.flush()
            failpoint("cache written")
            os.fsync(file.fileno())
        failpoint("cache synced")
        target = library.with_name(f"{library.name}-{snapshot.generation}-{digest}.faiss")
        partial.replace(target)
        failpoint("cache renamed")
        fsync_directory(target.parent)
        failpoint("cache folder synced")
        for path in [*older, *_abandoned(library)]:
            if path != target:
                _remove(path)
                failpoint("older cache removed")
    except OSError:
        _remove(partial)


def _write(snapshot: VectorSnapshot, file: BinaryIO) -> str:
    """Writes piece by piece, as memory may not suffice for a copy. Returns the SHA-256."""
    import faiss

    digest = hashlib.sha256()

    def write(piece: bytes) -> int:
        digest.update(piece)
        return file.write(piece)

    writer = faiss.PyCallbackIOWriter(write)  # type: ignore[attr-defined]  # made by SWIG
    faiss.write_index(snapshot.faiss_index.index, writer)
    write(snapshot.runs.astype("<i8").tobytes())
    write(len(snapshot.runs).to_bytes(8, "little"))
    write(_MAGIC)
    return digest.hexdigest()


def load(library: Path) -> Iterator[VectorSnapshot]:
    """The cached snapshots, newest generation first.

    A file that does not match the hash in its name is removed.
    """
    for path in sorted(cache_files(library), key=_generation, reverse=True):
        snapshot = _read(path)
        if snapshot is not None:
            yield snapshot
        else:
            _remove(path)


def _read(path: Path) -> VectorSnapshot | None:
    import faiss

    try:
        with path.open("rb") as file:
            memory = np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), np.uint8)
        if (
            _name_hash(path) != hashlib.sha256(memory.data).hexdigest()
            or memory[-len(_MAGIC) :].tobytes() != _MAGIC
        ):
            return None
        end = len(memory) - len(_MAGIC) - 8
        start = end - 24 * int.from_bytes(memory[end : end + 8].tobytes(), "little")
        data = faiss.swig_ptr(memory)
        reader = faiss.ZeroCopyIOReader(data, start)  # type: ignore[attr-defined]  # made by SWIG
        index = faiss.read_index(reader)
        runs = np.frombuffer(memory[start:end].tobytes(), "<i8").astype(np.int64).reshape(-1, 3)
        return VectorSnapshot(_generation(path), FaissIndex(index, memory), runs)
    except (OSError, ValueError, OverflowError, RuntimeError):
        return None  # removed meanwhile, empty, too short, or written by another FAISS


def delete_all(library: Path) -> None:
    """Removes all cache files of a library, as far as possible."""
    for path in cache_files(library):
        _remove(path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def hash_matches(cache: Path) -> bool:
    """Do the bytes of a cache file match the hash in its name?"""
    with cache.open("rb") as file:
        return _name_hash(cache) == hashlib.file_digest(file, "sha256").hexdigest()


def cache_files(library: Path) -> list[Path]:
    """The cache files of a library, of all generations."""
    return _files(library, _NAME)


def _abandoned(library: Path) -> list[Path]:
    """Partial files left by processes that were killed."""
    oldest = time.time() - _ABANDONED_SECONDS
    return [path for path in _files(library, _PARTIAL) if _modified(path) < oldest]


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # removed meanwhile
        return time.time()


def _files(library: Path, ending: re.Pattern[str]) -> list[Path]:
    """Files named after the library with such an ending, sorted."""
    paths = library.parent.glob(f"{glob.escape(library.name)}-*")
    return sorted(path for path in paths if ending.fullmatch(path.name.removeprefix(library.name)))


def _name_hash(cache: Path) -> str:
    return cache.stem.split("-")[-1]


def _generation(cache: Path) -> int:
    return int(cache.stem.split("-")[-2])
