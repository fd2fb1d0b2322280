"""The codebook of a collection: centroids that the vector indexes of all large parts share.

With one codebook, the parts together find what one index over all vectors would find: on 120,000
sentences in 4 parts the same hundred for 300 of 300 questions, with one of its own each for none
(SCALE.md, section 4.5).
"""

from __future__ import annotations

import hashlib
import io
import os

import numpy as np

from index.collection.files.codebook import load_centroids
from index.collection.files.folder import CollectionFolder
from index.collection.files.versions import Part
from index.collection.writing.writer import CollectionWriter
from index.encoders.base import Vectors
from index.search.vectors.faiss_index import MAX_FLAT_VECTORS, kmeans, n_lists, sample_size
from index.storage import embeddings
from index.storage.atomic import atomic_create
from index.storage.connection import Store
from index.storage.failpoints import failpoint

_MAX_RATIO = 2
"""Between the number of centroids and the right one, above which they are made again."""


def refresh_codebook(writer: CollectionWriter) -> None:
    """Makes the centroids, or makes them again after the collection has grown much.

    Nothing happens as long as the search by vectors of every part is exact.
    """
    parts = writer.ledger.parts()
    if all(part.sentences <= MAX_FLAT_VECTORS for part in parts):
        return
    total = sum(part.sentences for part in parts)
    needed, current = n_lists(total), writer.ledger.codebook()
    if current:
        known = len(load_centroids(writer.folder, current))
        if known <= _MAX_RATIO * needed and needed <= _MAX_RATIO * known:
            return
    writer.ledger.set_codebook(_save(writer.folder, kmeans(_sample(writer, parts), needed)))


def _sample(writer: CollectionWriter, parts: tuple[Part, ...]) -> Vectors:
    """Vectors of every part, in proportion to its size; the same ones for the same parts."""
    total = sum(part.sentences for part in parts)
    rng, samples = np.random.default_rng(0), []
    for part in parts:
        size = round(sample_size(total) * part.sentences / total)
        store = Store(writer.folder.require_part(part.sha256), sealed=True)
        try:
            with store.reading():
                ids = embeddings.sentence_ids(store)
                chosen = rng.choice(ids, min(size, len(ids)), replace=False)
                samples.append(embeddings.read_vectors(store, np.sort(chosen))[1])
        finally:
            store.close()
    return np.concatenate([sample for sample in samples if len(sample)])


def _save(folder: CollectionFolder, centroids: Vectors) -> str:
    """Writes the centroids under their hash, which is returned."""
    data = io.BytesIO()
    np.save(data, centroids, allow_pickle=False)
    sha256 = hashlib.sha256(data.getvalue()).hexdigest()
    if not (target := folder.codebook(sha256)).exists():
        with atomic_create(target) as partial, partial.open("wb") as file:
            file.write(data.getvalue())
            file.flush()
            os.fsync(file.fileno())
    failpoint("collection codebook written")
    return sha256
