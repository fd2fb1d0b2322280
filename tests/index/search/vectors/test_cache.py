"""Cache files of the vector index: written, verified, replaced, removed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from index.search.vectors.cache import cache_files, hash_matches, load, save
from index.search.vectors.faiss_index import build_flat, build_ivf
from index.search.vectors.index_view import from_snapshot
from index.search.vectors.snapshot import VectorSnapshot, id_runs
from tests.support.vectors import clustered, unit


def base(generation: int, count: int = 5) -> VectorSnapshot:
    return VectorSnapshot(
        generation, build_flat(unit(count)), id_runs(np.arange(1, count + 1), np.arange(count) // 2)
    )


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    library = tmp_path / "my [odd] *.pincite"
    save(base(3), library)
    return library


def test_a_saved_snapshot_is_loaded_unchanged(saved: Path) -> None:
    (again,) = load(saved)
    assert again.generation == 3
    assert again.runs.tolist() == base(3).runs.tolist()
    assert from_snapshot(again).search(unit(1)[0], 5) == from_snapshot(base(3)).search(
        unit(1)[0], 5
    )


def test_a_saved_large_index_is_loaded_unchanged(tmp_path: Path) -> None:
    vectors = clustered(2_000, 32)
    large = VectorSnapshot(
        1, build_ivf(vectors, 2_000, [vectors]), id_runs(np.arange(2_000), np.arange(2_000) // 10)
    )
    save(large, tmp_path / "my.pincite")
    (again,) = load(tmp_path / "my.pincite")
    assert not again.faiss_index.is_exact
    assert [from_snapshot(again).search(each, 20) for each in vectors[:9]] == [
        from_snapshot(large).search(each, 20) for each in vectors[:9]
    ]
    save(VectorSnapshot(2, again.faiss_index, again.runs), tmp_path / "my.pincite")
    assert [each.generation for each in load(tmp_path / "my.pincite")] == [2], (
        "a loaded index can be saved again"
    )


def test_a_newer_cache_replaces_an_older_one_only(saved: Path) -> None:
    save(base(4, 2), saved)
    assert [(each.generation, len(each)) for each in load(saved)] == [(4, 2)]
    save(base(3), saved)
    assert [each.generation for each in load(saved)] == [4, 3]


def test_partial_files_of_killed_processes_are_removed_after_an_hour(saved: Path) -> None:
    dead, running, other = (
        saved.with_name(name)
        for name in (f"{saved.name}-3.77.tmp", f"{saved.name}-4.78.tmp", f"{saved.name}-x.77.tmp")
    )
    for path in (dead, running, other):
        path.write_bytes(b"half")
    for path in (dead, other):
        os.utime(path, (1, 1))
    save(base(4), saved)
    assert [path.exists() for path in (dead, running, other)] == [False, True, True]


def test_caches_of_a_library_with_a_longer_name_are_ignored(saved: Path) -> None:
    other = saved.with_name(f"{saved.name}-9")
    save(base(1), other)
    assert len(cache_files(saved)) == len(cache_files(other)) == 1


@pytest.mark.parametrize("where", [0, 100, -1])
def test_a_damaged_cache_is_removed_unread(saved: Path, where: int) -> None:
    (path,) = cache_files(saved)
    data = bytearray(path.read_bytes())
    data[where] ^= 1
    path.write_bytes(data)
    assert not hash_matches(path)
    assert list(load(saved)) == []
    assert cache_files(saved) == []


@pytest.mark.parametrize("data", [b"", b"pincite1", b"\0" * 500])
def test_an_intact_file_of_another_format_is_not_read(tmp_path: Path, data: bytes) -> None:
    """Such as a cache of an earlier version."""
    path = tmp_path / f"my.pincite-1-{hashlib.sha256(data).hexdigest()}.faiss"
    path.write_bytes(data)
    assert list(load(tmp_path / "my.pincite")) == []


def test_a_cache_that_cannot_be_written_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(base(1), tmp_path / "missing" / "my.pincite")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    save(base(1), tmp_path / "my.pincite")
    assert list(tmp_path.iterdir()) == []
