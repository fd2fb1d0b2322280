"""Exact search over the sentence vectors. faiss lives only here.

The FAISS structure is a cache beside the library: its file name carries the library's generation and the SHA-256 of its bytes, which
are hashed before FAISS sees them (FAISS itself reads damaged files without a word). Deleting it costs time, never data.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors
from index.failpoints import reached


@dataclass(frozen=True, slots=True)
class Dense:
    """All sentence vectors of one generation of a library; nothing is ever added to it."""

    generation: int
    index: Any
    """A faiss.IndexIDMap over an IndexFlatIP; its ids are sentence ids."""

    def search(self, question: NDArray[np.float32], most: int, among: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """Sentence ids by cosine to the unit vector `question`, best first, each with its cosine; ties by id. Exact.

        Of those in `among` alone, if it is given.
        """
        count = min(most, self.index.ntotal if among is None else len(among))
        if count == 0:
            return []
        scores, ids = self.index.search(question.reshape(1, -1), count, params=_only(among))
        found = [(int(id), float(score)) for id, score in zip(ids[0], scores[0], strict=True) if id >= 0]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))


def _only(among: NDArray[np.int64] | None) -> Any:  # noqa: ANN401  # a faiss.SearchParameters
    import faiss

    return None if among is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))  # type: ignore[call-arg]  # made by SWIG


def build(generation: int, ids: NDArray[np.int64], vectors: Vectors) -> Dense:
    """From the store's own rows: ids (n,), unit vectors (n, dimension)."""
    import faiss

    index = faiss.IndexIDMap(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(vectors, ids)
    return Dense(generation, index)


def save(dense: Dense, library: Path) -> None:
    """Writes the cache and takes older ones away; a cache that cannot be written is no harm and is left out."""
    import faiss

    data = faiss.serialize_index(dense.index).data
    target = library.with_name(f"{library.name}-{dense.generation}-{hashlib.sha256(data).hexdigest()}.faiss")
    partial = target.with_suffix(f".{os.getpid()}.tmp")
    older = [path for path in caches(library) if path != target]
    try:
        reached("cache begun")
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            reached("cache written")
            os.fsync(file.fileno())
        reached("cache synced")
        partial.replace(target)
        reached("cache renamed")
        _sync_folder(target.parent)
        reached("cache folder synced")
        for path in older:
            path.unlink(missing_ok=True)
            reached("older cache removed")
    except OSError:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def load(library: Path, generation: int) -> Dense | None:
    """The cache of this generation; None where there is none, or one whose bytes are not those it was named after."""
    import faiss

    for path in caches(library, generation):
        data = path.read_bytes()
        if _name_hash(path) == hashlib.sha256(data).hexdigest():
            return Dense(generation, faiss.deserialize_index(np.frombuffer(data, np.uint8)))
    return None


def is_whole(cache: Path) -> bool:
    """Are these the bytes that the cache file was named after?"""
    return _name_hash(cache) == hashlib.sha256(cache.read_bytes()).hexdigest()


def _name_hash(cache: Path) -> str:
    return cache.stem.rpartition("-")[2]


def caches(library: Path, generation: int | None = None) -> list[Path]:
    """The cache files of a library, of one generation or of all."""
    wanted = "*" if generation is None else str(generation)
    return sorted(library.parent.glob(f"{_escaped(library.name)}-{wanted}-*.faiss"))


def _escaped(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _sync_folder(folder: Path) -> None:
    """Makes the rename durable; a folder cannot be opened on Windows, where the rename is durable by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
