"""All that is stored of a document, taken from one library and stored in another."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from index.storage import documents, passages, snapshots, source_files
from index.storage.connection import Store
from tests.support.storage import SENTENCES, VECTORS, put


def test_a_snapshot_is_inserted_in_passages_of_the_other_library(
    store: Store, tmp_path: Path
) -> None:
    id = put(store)
    with store.writing():
        source_files.store_bytes(store, id, b"the file")
    document = documents.load(store, id)
    assert document is not None
    snapshot = snapshots.load(store, document)
    assert (snapshot.document, snapshot.source_file) == (document, b"the file")
    assert snapshot.sentences == SENTENCES
    assert np.array_equal(snapshot.vectors, VECTORS)
    with closing(Store(tmp_path / "other.pincite", create=True)) as other:
        put(other, "first.txt")
        put(other)
        with other.writing():
            other.set_meta("longest_passage", "100")
            snapshots.insert(other, snapshot)
        assert documents.sources(other) == ["a.txt", "first.txt"]
        info = documents.load_info(other, "a.txt")
        assert info is not None
        assert info.id == 3, "under a new id"
        assert source_files.load(other, 3) == b"the file"
        ranges, vectors = passages.sentences_of_document(other, 3)
        assert ranges == SENTENCES
        assert np.array_equal(vectors, VECTORS)
