"""Libraries of a thousand to a million sentences, made through the library's own store, many documents a transaction.

To encode a million sentences takes hours. So some are encoded, and the other vectors are made of these: as far from its origin as a real
one is from its nearest neighbour (distances are drawn from those measured), in the direction in which two further real vectors differ.
Nearer, and the ten nearest to a question would be copies of one vector, all in one list and easily found; in a direction drawn at random,
and they would lie where no sentence lies. The words beside such a vector are of another sentence.
"""

from __future__ import annotations

import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index import chunking
from index.encoders.base import Encoder, Fingerprint, Vectors
from index.ingest import readers
from index.ingest.discover import find_files
from index.library import Library
from index.spans import Document
from index.storage import documents
from index.storage.connection import Store

_AT_ONCE = 1_024  # sentences encoded, and kept, before the next
_EACH = 100  # sentences of a document
_TOGETHER = 100  # documents of a transaction
_FROM_A_TEXT = (
    800  # sentences, of its first third, that may be encoded; of all of it, where it is short
)
_SHORT = 60_000  # characters
_COMPARED = 500  # real vectors whose nearest neighbours are measured


@dataclass(frozen=True, slots=True)
class Lookup:
    """In the place of an encoder: a text has one of the vectors, always the same. So no time is the encoder's."""

    fingerprint: Fingerprint
    vectors: Vectors

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.vectors[[crc32(text.encode()) % len(self.vectors) for text in texts]]


def encoded(
    paths: Sequence[Path], most: int, encoder: Encoder, folder: Path, told: Callable[[str], None]
) -> tuple[Vectors, list[str]]:
    """At most so many sentences of the texts, drawn by lot, with their vectors. Those kept in the folder are not encoded again."""
    heads = (text if len(text) < _SHORT else text[: len(text) // 3] for _, text in _texts(paths))
    drawn = [
        head[start:end] for head in heads for start, end in chunking.sentences(head)[:_FROM_A_TEXT]
    ]
    order = np.random.default_rng(0).permutation(len(drawn)).tolist()
    chosen = [drawn[place] for place in order[:most]]
    blocks = []
    for first in range(0, len(chosen), _AT_ONCE):
        path = folder / f"vectors-{first}.npy"
        if not path.is_file():
            told(f"{first:,} of {len(chosen):,} sentences encoded")
            partial = path.with_suffix(".tmp.npy")
            np.save(partial, encoder.encode(chosen[first : first + _AT_ONCE]).astype(np.float16))
            partial.replace(path)
        blocks.append(np.load(path))
    return np.concatenate(blocks)[:most].astype(np.float32), chosen


def neighbours(real: Vectors) -> NDArray[np.float32]:
    """Cosines of some real vectors to the nearest other one."""
    some = np.random.default_rng(0).permutation(len(real))[:_COMPARED]
    cosines = real[some] @ real.T
    cosines[np.arange(len(some)), some] = -1
    return np.asarray(np.minimum(cosines.max(axis=1), 0.99), np.float32)


def made(real: Vectors, near: NDArray[np.float32], first: int, number: int) -> Vectors:
    """The vectors of sentences `first` and after: the real ones, then such as are made of them; the same for the same `first`."""
    draw = np.random.default_rng([1, first])
    origin, one, other = (real[draw.integers(0, len(real), number)] for _ in range(3))
    along = _unit(one - other + 1e-6)
    across = _unit(along - (along * origin).sum(axis=1, keepdims=True) * origin)
    cosine = draw.choice(near, (number, 1))
    vectors = _unit(cosine * origin + np.sqrt(1 - cosine**2) * across)
    here = real[first : first + number]
    vectors[: len(here)] = here
    return vectors


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def make(
    path: Path,
    paths: Sequence[Path],
    size: int,
    real: Vectors,
    fingerprint: Fingerprint,
    told: Callable[[str], None],
) -> float:
    """A library of `size` sentences, at `path`; one that is not whole is gone on with. The seconds that storing all takes, at the pace
    of what was stored now."""
    Library.open(path, create=True, encoder=Lookup(fingerprint, real)).close()
    near, seconds, stored = neighbours(real), 0.0, 0
    with closing(Store(path)) as store:
        remaining = islice(_documents(paths, size), documents.count(store), None)
        while some := list(islice(remaining, _TOGETHER)):
            ready = [
                (
                    document,
                    ends,
                    chunking.passages(document.text, ends, (), chunking.MAX_PASSAGE_CHARS),
                    made(real, near, first, len(ends)),
                )
                for document, first, ends in some
            ]
            start = time.perf_counter()
            with store.writing():
                for each in ready:
                    documents.insert(store, *each)
            seconds += time.perf_counter() - start
            stored += sum(len(ends) for _, ends, _, _ in ready)
            told(f"{some[-1][1] + len(some[-1][2]):,} of {size:,} sentences stored")
    return seconds / max(stored, 1) * size


def _documents(
    paths: Sequence[Path], size: int
) -> Iterator[tuple[Document, int, list[tuple[int, int]]]]:
    """Documents, how many sentences went before, and their sentences: `size` in all. Texts that are too few come round again."""
    before = 0
    for turn in count():
        for name, text in _texts(paths):
            sentences = chunking.sentences(text)
            for first in range(0, len(sentences), _EACH):
                here = sentences[first : min(first + _EACH, first + size - before)]
                start, end = here[0][0], here[-1][1]
                yield (
                    Document(0, f"{name}#{turn}.{first}", name, text[start:end]),
                    before,
                    [(a - start, b - start) for a, b in here],
                )
                before += len(here)
                if before == size:
                    return


def _texts(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Name and text of each file, of those in folders, and of the .txt in archives .tar.*."""
    for path in paths:
        if ".tar" in path.suffixes:
            with tarfile.open(path) as archive:
                for member in archive:
                    file = archive.extractfile(member) if member.name.endswith(".txt") else None
                    if file is not None:
                        yield member.name, file.read().decode(errors="replace")
        else:
            for found in find_files([path]):
                yield (
                    found.source,
                    readers.read_document(found.source, found.path.read_bytes()).text,
                )
