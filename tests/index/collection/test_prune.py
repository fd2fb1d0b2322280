"""Pruning removes what no version needs, and nothing that a reader has open."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from index.collection.collection_library import open_collection
from index.collection.files.check import check_collection
from index.collection.files.folder import CollectionFolder
from index.collection.files.in_use import unused, use
from index.collection.writing.compaction import compact
from index.collection.writing.prune import prune
from index.collection.writing.writer import CollectionWriter
from index.errors import PinciteError
from tests.conftest import WordEncoder, document
from tests.support.sealed_collections import found, publish, put, texts


@pytest.fixture
def folder(tmp_path: Path, encoder: WordEncoder) -> CollectionFolder:
    """Three versions: of one part, of two, and of one that was made of both."""
    path = tmp_path / "my.collection"
    publish(path, [[document("Cats purr.", "cats.txt")]], encoder)
    publish(path, [[document("Dogs bark.", "dogs.txt")]], encoder)
    with CollectionWriter(path) as writer:
        for _ in compact(writer):
            pass
    return CollectionFolder(path)


def pruned(folder: CollectionFolder, keep: int = 1) -> tuple[int, int, tuple[int, ...]]:
    with CollectionWriter(folder.path) as writer:
        done = prune(writer, keep)
    return done.versions, done.files, done.used


def parts(folder: CollectionFolder) -> int:
    return len([path for path in folder.parts.iterdir() if path.suffix == ".pincite"])


def test_only_the_current_version_is_left(folder: CollectionFolder, encoder: WordEncoder) -> None:
    with open_collection(folder.path, 2, encoder=encoder) as library:
        library.refresh_index()  # writes caches beside the parts
    with open_collection(folder.path, encoder=encoder) as library:
        library.refresh_index()
    (folder.parts / "x.pincite.7.tmp").write_bytes(b"left over")
    assert parts(folder) == 3
    assert pruned(folder) == (2, 2 + 2 + 1, ())
    assert (folder.version_numbers(), parts(folder)) == ([3], 1)
    assert check_collection(folder.path) == []
    assert set(texts(folder.path, encoder)) == {"cats.txt", "dogs.txt"}
    assert pruned(folder) == (0, 0, ())


def test_the_newest_versions_are_kept(folder: CollectionFolder, encoder: WordEncoder) -> None:
    assert pruned(folder, keep=2) == (1, 0, ())
    assert folder.version_numbers() == [2, 3]
    with open_collection(folder.path, 2, encoder=encoder) as library:
        assert library.count() == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself protects open files")
def test_a_version_counts_as_in_use_until_all_its_readers_are_closed(
    folder: CollectionFolder,
) -> None:
    def is_unused(number: int) -> bool:
        with unused(folder, number) as answer:
            return answer

    (version, one), (_, other) = use(folder), use(folder)
    assert version.number == 3
    for file in (one, other):
        assert [is_unused(number) for number in (1, 3)] == [True, False]
        file.close()
    assert is_unused(3)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself protects open files")
def test_a_version_in_use_is_kept(folder: CollectionFolder, encoder: WordEncoder) -> None:
    with open_collection(folder.path, 1, encoder=encoder) as library:
        before = found(library, "cats purr")
        assert pruned(folder) == (1, 1, (1,))
        assert folder.version_numbers() == [1, 3]
        assert found(library, "cats purr") == before
    assert pruned(folder) == (1, 1, ())
    assert folder.version_numbers() == [3]


def test_recorded_parts_are_kept(folder: CollectionFolder, encoder: WordEncoder) -> None:
    with CollectionWriter(folder.path) as writer:
        put(writer, [document("Owls hoot.", "owls.txt")], encoder)
    pruned(folder)
    publish(folder.path, [], encoder)
    assert "owls.txt" in texts(folder.path, encoder)


def test_nothing_is_removed_beside_a_damaged_version(folder: CollectionFolder) -> None:
    folder.version(1).write_text("{}")
    before = sorted(folder.path.rglob("*"))
    with pytest.raises(PinciteError, match=r"versions/1\.json cannot be read"):
        pruned(folder)
    assert sorted(folder.path.rglob("*")) == before
