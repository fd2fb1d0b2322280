"""Libraries of a thousand to a million sentences, written through the library's own store.

Encoding a million sentences takes hours. So a sample is encoded, and the other vectors are derived
from it: each is as far from a real vector as real ones are from their nearest neighbours (the
distances are drawn from those measured), in the direction in which two other real vectors differ.
If they were nearer, the ten nearest to a question would be copies of one vector, all in one list
and easily found; in a random direction they would lie where no sentence lies. The text beside a
derived vector is another sentence's.
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
from index.encoders.registry import default_encoder
from index.ingest.discover import find_files
from index.ingest.readers import read_document
from index.library import Library
from index.spans import Document
from index.storage import documents
from index.storage.connection import Store

Print = Callable[[str], None]

MAX_ENCODED = 50_000
MAX_QUESTIONS = 100
"""Questions are sentences that were encoded and are not in the library."""

_ENCODED_AT_ONCE = 1_024  # sentences encoded, and saved, at once
_SENTENCES = 100  # of a document
_DOCUMENTS = 100  # of a transaction
_FROM_A_TEXT = 800  # sentences of one text that may be encoded
_SHORT = 60_000  # characters; of a longer text only the first third is encoded
_COMPARED = 500  # real vectors whose nearest neighbours are measured


@dataclass(frozen=True, slots=True)
class FixedVectors:
    """Stands in for an encoder: a text always gets the same one of the vectors, at no cost."""

    fingerprint: Fingerprint
    vectors: Vectors

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.vectors[[crc32(text.encode()) % len(self.vectors) for text in texts]]


def sample_vectors(
    paths: Sequence[Path], limit: int, folder: Path, progress: Print
) -> tuple[Vectors, list[str], Vectors]:
    """(vectors of the questions, their sentences, vectors of the other sentences).

    At most `limit` sentences of the texts, encoded by the default encoder; those whose vectors are
    in the folder are not encoded again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    vectors, sentences = encode_sample(paths, limit, default_encoder(), folder, progress)
    count = min(MAX_QUESTIONS, len(vectors) // 8)
    return vectors[:count], sentences[:count], vectors[count:]


def encode_sample(
    paths: Sequence[Path], limit: int, encoder: Encoder, folder: Path, progress: Print
) -> tuple[Vectors, list[str]]:
    """A random sample of at most `limit` sentences of the texts, always the same, with vectors.

    The vectors are saved in the folder, and those found there are not encoded again.
    """
    sentences = _sample(paths, limit)
    blocks = []
    for first in range(0, len(sentences), _ENCODED_AT_ONCE):
        path = folder / f"vectors-{first}.npy"
        if not path.is_file():
            progress(f"{first:,} of {len(sentences):,} sentences encoded")
            vectors = encoder.encode(sentences[first : first + _ENCODED_AT_ONCE])
            partial = path.with_suffix(".tmp.npy")
            np.save(partial, vectors.astype(np.float16))
            partial.replace(path)
        blocks.append(np.load(path))
    return np.concatenate(blocks)[:limit].astype(np.float32), sentences


def _sample(paths: Sequence[Path], limit: int) -> list[str]:
    sentences: list[str] = []
    for _, text in _texts(paths):
        head = text if len(text) < _SHORT else text[: len(text) // 3]
        ranges = chunking.sentences(head)[:_FROM_A_TEXT]
        sentences.extend(head[start:end] for start, end in ranges)
    order = np.random.default_rng(0).permutation(len(sentences)).tolist()
    return [sentences[place] for place in order[:limit]]


def neighbour_cosines(real: Vectors) -> NDArray[np.float32]:
    """The cosines of some real vectors and their nearest neighbours."""
    some = np.random.default_rng(0).permutation(len(real))[:_COMPARED]
    cosines = real[some] @ real.T
    cosines[np.arange(len(some)), some] = -1
    return np.asarray(np.minimum(cosines.max(axis=1), 0.99), np.float32)


def derived_vectors(
    real: Vectors, cosines: NDArray[np.float32], first: int, number: int
) -> Vectors:
    """The vectors of `number` sentences from number `first` on; deterministic for a `first`.

    First the real vectors, then derived ones: each has to a random real vector one of the
    `cosines`, in the direction of the difference of two others.
    """
    random = np.random.default_rng([1, first])
    origin, one, other = (real[random.integers(0, len(real), number)] for _ in range(3))
    direction = _unit(one - other + 1e-6)
    along_origin = (direction * origin).sum(axis=1, keepdims=True) * origin
    orthogonal = _unit(direction - along_origin)
    cosine = random.choice(cosines, (number, 1))
    vectors = _unit(cosine * origin + np.sqrt(1 - cosine**2) * orthogonal)
    remaining = real[first : first + number]
    vectors[: len(remaining)] = remaining
    return vectors


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def make_library(
    path: Path,
    paths: Sequence[Path],
    size: int,
    real: Vectors,
    fingerprint: Fingerprint,
    progress: Print,
) -> float:
    """Makes a library of `size` sentences at `path`; resumes an incomplete one.

    Returns the seconds that storing all of them takes, at the rate of what was stored now.
    """
    Library.open(path, create=True, encoder=FixedVectors(fingerprint, real)).close()
    cosines, seconds, stored = neighbour_cosines(real), 0.0, 0
    with closing(Store(path)) as store:
        remaining = islice(_parts(paths, size), documents.count(store), None)
        while batch := list(islice(remaining, _DOCUMENTS)):
            rows = [_row(part, real, cosines) for part in batch]
            start = time.perf_counter()
            with store.writing():
                for row in rows:
                    documents.insert(store, *row)
            seconds += time.perf_counter() - start
            stored += sum(len(part.sentences) for part in batch)
            progress(f"{batch[-1].end:,} of {size:,} sentences stored")
    return seconds / max(stored, 1) * size


def stored_library(
    path: Path,
    paths: Sequence[Path],
    size: int,
    real: Vectors,
    fingerprint: Fingerprint,
    progress: Print,
) -> float:
    """Makes a library by `make_library` if that was not done before; the seconds it took then."""
    seconds_file = path.with_suffix(".stored")
    if not seconds_file.is_file():
        seconds = make_library(path, paths, size, real, fingerprint, progress)
        seconds_file.write_text(str(seconds), encoding="utf-8")
    return float(seconds_file.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Part:
    """A document, the ranges of its sentences, and the number of sentences before it."""

    document: Document
    sentences: list[tuple[int, int]]
    first: int

    @property
    def end(self) -> int:
        return self.first + len(self.sentences)


_Row = tuple[Document, list[tuple[int, int]], list[tuple[int, int]], Vectors]
"""The arguments of `documents.insert`: document, sentences, passages, vectors."""


def _row(part: _Part, real: Vectors, cosines: NDArray[np.float32]) -> _Row:
    text, sentences = part.document.text, part.sentences
    passages = chunking.passages(text, sentences, (), chunking.MAX_PASSAGE_CHARS)
    vectors = derived_vectors(real, cosines, part.first, len(sentences))
    return part.document, sentences, passages, vectors


def _parts(paths: Sequence[Path], size: int) -> Iterator[_Part]:
    """`size` sentences in all. If the texts have fewer, they are repeated."""
    before = 0
    for turn in count():
        for name, text in _texts(paths):
            ranges = chunking.sentences(text)
            for first in range(0, len(ranges), _SENTENCES):
                part = ranges[first : min(first + _SENTENCES, first + size - before)]
                start, end = part[0][0], part[-1][1]
                document = Document(0, f"{name}#{turn}.{first}", name, text[start:end])
                yield _Part(document, [(a - start, b - start) for a, b in part], before)
                before += len(part)
                if before == size:
                    return


def _texts(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Name and text of each file: those named, those in folders, the .txt in archives .tar.*."""
    for path in paths:
        if ".tar" in path.suffixes:
            yield from _archived_texts(path)
        else:
            for file in find_files([path]):
                document = read_document(file.source, file.path.read_bytes())
                yield file.source, document.text


def _archived_texts(path: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".txt") else None
            if file is not None:
                yield member.name, file.read().decode(errors="replace")
