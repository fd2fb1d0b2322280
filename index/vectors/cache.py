"""The search structure's file beside the library. Deleting it costs time, never data.

Its name carries the library's generation and the SHA-256 of its bytes, which are hashed before FAISS sees them (FAISS itself reads
damaged files without a word). It is mapped into memory, and FAISS reads from those very bytes: a file once named is never written
again, so what was hashed is what is searched, and processes share it.
"""

from __future__ import annotations

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

from index.storage.atomic import fsync_directory
from index.storage.failpoints import failpoint
from index.vectors.faiss_index import FaissIndex
from index.vectors.snapshot import VectorSnapshot

_MAGIC = b"pincite1"
"""The last bytes of a cache of this make: FAISS's bytes, the runs, their number, this."""

_NAME = re.compile(r"-\d+-[0-9a-f]{64}\.faiss")
"""After the library's: its generation, and the SHA-256."""

_PARTIAL = re.compile(r"-\d+\.\d+\.tmp")
"""After the library's: its generation, and the process that writes it."""

_ABANDONED = 3600.0
"""Seconds since a partial file was last written to, when whoever wrote it must have died. Writing one takes seconds."""


def save(base: VectorSnapshot, library: Path) -> None:
    """Writes the cache and takes older ones away; a cache that cannot be written is no harm and is left out."""
    partial = library.with_name(f"{library.name}-{base.generation}.{os.getpid()}.tmp")
    older = [path for path in cache_files(library) if _generation(path) <= base.generation]
    try:
        failpoint("cache begun")
        with partial.open("wb") as file:
            digest = _write(base, file)
            file.flush()
            failpoint("cache written")
            os.fsync(file.fileno())
        failpoint("cache synced")
        target = library.with_name(f"{library.name}-{base.generation}-{digest}.faiss")
        partial.replace(target)
        failpoint("cache renamed")
        fsync_directory(target.parent)
        failpoint("cache folder synced")
        for path in [*older, *_abandoned(library)]:
            if path != target:
                _take_away(path)
                failpoint("older cache removed")
    except OSError:
        _take_away(partial)


def _write(base: VectorSnapshot, file: BinaryIO) -> str:
    """Piece by piece, for a copy may be more than there is memory for. The SHA-256 of what was written."""
    import faiss

    digest = hashlib.sha256()

    def write(piece: bytes) -> int:
        digest.update(piece)
        return file.write(piece)

    faiss.write_index(base.faiss_index.index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]  # made by SWIG
    for piece in (base.runs.astype("<i8").tobytes(), len(base.runs).to_bytes(8, "little"), _MAGIC):
        write(piece)
    return digest.hexdigest()


def load(library: Path) -> Iterator[VectorSnapshot]:
    """What the caches hold, of the newest generation first. A file that is not what its name says is taken away."""
    for path in sorted(cache_files(library), key=_generation, reverse=True):
        base = _read(path)
        if base is not None:
            yield base
        else:
            _take_away(path)


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
        index = faiss.read_index(faiss.ZeroCopyIOReader(faiss.swig_ptr(memory), start))  # type: ignore[attr-defined]  # made by SWIG
        runs = np.frombuffer(memory[start:end].tobytes(), "<i8").astype(np.int64).reshape(-1, 3)
        return VectorSnapshot(_generation(path), FaissIndex(index, memory), runs)
    except (
        OSError,
        ValueError,
        OverflowError,
        RuntimeError,
    ):  # gone meanwhile, empty, too short, of another FAISS
        return None


def delete_all(library: Path) -> None:
    """Takes all of them away, or as many as can be."""
    for path in cache_files(library):
        _take_away(path)


def _take_away(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def hash_matches(cache: Path) -> bool:
    """Are these the bytes that the cache file was named after?"""
    with cache.open("rb") as file:
        return _name_hash(cache) == hashlib.file_digest(file, "sha256").hexdigest()


def cache_files(library: Path) -> list[Path]:
    """The cache files of a library, of all generations."""
    return _beside(library, _NAME)


def _abandoned(library: Path) -> list[Path]:
    """What processes that were killed left half written."""
    long_ago = time.time() - _ABANDONED
    return [path for path in _beside(library, _PARTIAL) if _written(path) < long_ago]


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # gone meanwhile
        return time.time()


def _beside(library: Path, ending: re.Pattern[str]) -> list[Path]:
    beside = library.parent.glob(f"{_escaped(library.name)}-*")
    return sorted(path for path in beside if ending.fullmatch(path.name.removeprefix(library.name)))


def _name_hash(cache: Path) -> str:
    return cache.stem.split("-")[-1]


def _generation(cache: Path) -> int:
    return int(cache.stem.split("-")[-2])


def _escaped(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
