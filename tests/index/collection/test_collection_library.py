"""Reading a collection: removed documents, a switch under a reader, a shared codebook."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.collection.collection_library import CollectionLibrary, open_collection
from index.collection.files.codebook import load_centroids
from index.collection.files.folder import CollectionFolder, file_sha256
from index.collection.opening import open_documents_of, open_libraries, open_library
from index.collection.writing.codebook import refresh_codebook
from index.collection.writing.compaction import compact
from index.collection.writing.ledger import FileResult
from index.collection.writing.prune import prune
from index.collection.writing.writer import CollectionWriter
from index.encoders.base import Fingerprint, Vectors
from index.errors import PinciteError
from index.library import Library
from index.search.index_reader import Scope
from index.search.vectors import cache
from index.storage.connection import Store
from index.storage.filters import Filter
from tests.conftest import WordEncoder, document
from tests.support import vectors
from tests.support.sealed_collections import found, publish, put, texts


def test_removed_documents_are_as_if_they_were_not_there(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    path, one = tmp_path / "my.collection", tmp_path / "one.pincite"
    cats = [document(f"Cat {n} purrs at the dog {n % 3}.", f"{n}.txt") for n in range(12)]
    publish(path, [cats[:5], cats[5:]], encoder)
    gone = ["2.txt", "7.txt", "9.txt"]
    with CollectionWriter(path) as writer:
        writer.remove(gone)
        writer.publish()
    with (
        open_collection(path, encoder=encoder) as library,
        Library.open(one, create=True, encoder=encoder) as other,
    ):
        for each in sorted(cats, key=lambda each: each.source):
            if each.source not in gone:
                other.add(each)
        for question in ("cat purrs", "dog 1", "cat 7", "2 7 9", "purr"):
            assert found(library, question) == found(other, question)
        assert library.sources() == other.sources()
        assert (library.count(), library.count_sentences()) == (9, 9)
        assert library.hashes() == other.hashes()


def test_a_reader_goes_on_while_versions_are_switched(tmp_path: Path, encoder: WordEncoder) -> None:
    """Each new reader has all of one version; an old one never sees another."""
    path, switches = tmp_path / "my.collection", int(os.environ.get("COLLECTION_SWITCHES", "8"))
    publish(path, [[document("Cats purr 0.", "0.txt")]], encoder)
    wrong, seen, done = list[str](), set[int](), threading.Event()

    def read() -> None:
        try:
            read_on()
        except PinciteError as error:
            wrong.append(str(error))

    def read_on() -> None:
        with open_collection(path, encoder=encoder) as old:
            while not done.is_set():
                with open_collection(path, encoder=encoder) as new:
                    seen.add(new.version.number)
                    wrong.extend(_mixed(new))
                wrong.extend(_mixed(old))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    with CollectionWriter(path) as writer:
        for number in range(1, switches):
            put(writer, [document(f"Cats purr {number}.", f"{number}.txt")], encoder)
            for _ in compact(writer):
                pass
            prune(writer)
    done.set()
    for reader in readers:
        reader.join()
    assert (wrong, max(seen) > 1) == ([], True)
    assert len(texts(path, encoder)) == switches


def _mixed(library: CollectionLibrary) -> list[str]:
    """What a version of the test above has that it should not have, or lacks."""
    version = library.version.number
    sources = sorted(f"{number}.txt" for number in range(version))
    found = library.search("cats purr", 99)
    if library.sources() == sources and len(found) == len(sources):
        return []
    return [f"version {version} has {library.sources()}, finds {len(found)}"]


def test_libraries_and_collections_are_opened_by_their_paths(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    publish(tmp_path / "my.collection", [[document("Cats purr.", "cats.txt")]], encoder)
    Library.open(tmp_path / "my.pincite", create=True, encoder=encoder).close()
    for name, count in (("my.collection", 1), ("my.pincite", 0)):
        with pytest.raises(PinciteError, match="was made with the model words"):
            open_library(tmp_path / name)
        with open_documents_of(tmp_path / name) as documents:
            assert documents.count() == count
    with (
        open_documents_of(tmp_path / "my.collection") as documents,
        pytest.raises(PinciteError, match="no model was loaded"),
    ):
        documents.search("cats")  # type: ignore[attr-defined]
    with pytest.raises(PinciteError, match="a collection, which is asked by itself"):
        open_libraries([tmp_path / "my.collection", tmp_path / "my.pincite"])
    with pytest.raises(PinciteError, match=r"is a folder; a library is a file\. For a coll"):
        Library.open(tmp_path / "my.collection", encoder=encoder)


# a codebook


DIMENSION = 64
SENTENCES = int(os.environ.get("COLLECTION_VECTORS", "4000"))
"""30,000 in the full run."""


class Draws:
    """Its vectors are never asked for: the tests store vectors of their own."""

    fingerprint = Fingerprint("draws", "2" * 64, DIMENSION)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return vectors.unit(len(texts), DIMENSION, seed=len(texts[0]) if texts else 0)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A library and a collection of four parts with the same vectors, none of them exact."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (
            "search.vectors.faiss_index",
            "search.vectors.snapshot",
            "collection.writing.codebook",
        ):
            patch.setattr(f"index.{module}.MAX_FLAT_VECTORS", SENTENCES // 8)
        yield _made(tmp_path_factory.mktemp("large"))


def _made(folder: Path) -> tuple[Path, Path]:
    every = vectors.clustered(SENTENCES, DIMENSION)
    groups = [(f"{n:03}.txt", every[n * 50 : n * 50 + 50]) for n in range(SENTENCES // 50)]
    path, one = folder / "my.collection", folder / "one.pincite"
    with CollectionWriter(path, create=True) as writer:
        for number in range(4):
            file = writer.new_file()
            _fill(file, groups[number::4])
            files = [FileResult(source, "1", "", (source,)) for source, _ in groups[number::4]]
            writer.store(writer.seal(file), files)
        refresh_codebook(writer)
        writer.publish()
    _fill(one, groups)
    return path, one


def _fill(path: Path, groups: list[tuple[str, Vectors]]) -> None:
    Library.open(path, create=True, encoder=Draws()).close()
    store = Store(path)
    with store.writing():
        for source, some in groups:
            vectors.insert(store, source, some, ("third",) if int(source[:3]) % 3 == 0 else ())
    store.close()


def _nearest(library: Library, question: Vectors, scope: Scope) -> list[tuple[str, float]]:
    reading = getattr(library, "_joined", None)
    with (library.index if reading is None else reading).reading() as index:
        hits = index.nearest(question, 100, scope)
        passages = index.passages_of([id for id, _ in hits])
        places = index.positions(passages)
        return [
            (places[passage][0], score) for passage, (_, score) in zip(passages, hits, strict=True)
        ]


@pytest.mark.parametrize("tags", [(), ("third",)])
def test_parts_with_one_codebook_find_what_one_library_finds(
    large: tuple[Path, Path], tags: tuple[str, ...]
) -> None:
    path, one = large
    folder, scope = CollectionFolder(path), Scope(Filter(tags=tags))
    with open_collection(path, encoder=Draws()) as library:
        centroids = load_centroids(folder, library.version.codebook)
    assert len(centroids) == int(SENTENCES**0.5)
    with (
        open_collection(path, encoder=Draws()) as library,
        Library.open(one, encoder=Draws(), centroids=centroids) as other,
    ):
        library.refresh_index()
        other.refresh_index()
        questions = vectors.unit(int(os.environ.get("COLLECTION_QUESTIONS", "20")), DIMENSION, 9)
        for question in questions:
            assert _nearest(library, question, scope) == _nearest(other, question, scope)


def test_a_codebook_is_made_again_only_after_much_growth(large: tuple[Path, Path]) -> None:
    path, _ = large
    with CollectionWriter(path) as writer:
        before = writer.ledger.codebook()
        refresh_codebook(writer)
        assert writer.ledger.codebook() == before
        small = writer.folder.codebooks / "x.npy"
        np.save(small, np.eye(DIMENSION, dtype=np.float32)[:9])
        sha256 = file_sha256(small)
        small.rename(writer.folder.codebook(sha256))
        writer.ledger.set_codebook(sha256)
        refresh_codebook(writer)
        assert writer.ledger.codebook() == before


def test_an_index_with_other_centroids_is_made_again(large: tuple[Path, Path]) -> None:
    path, _ = large
    part = sorted((path / "parts").glob("*.pincite"))[0]
    cache.delete_all(part)
    with Library.open(part, encoder=Draws(), sealed=True) as library:
        library.refresh_index()
    with open_collection(path, encoder=Draws()) as collection:
        collection.refresh_index()
        centroids = load_centroids(CollectionFolder(path), collection.version.codebook)
        for each in collection.parts:
            view = each.index._dense._view
            assert view is not None
            own = view.snapshot.faiss_index.index.quantizer
            assert np.array_equal(own.reconstruct_n(0, own.ntotal), centroids)
