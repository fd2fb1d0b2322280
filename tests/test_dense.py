from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.dense import build, caches, is_whole, load, save


def unit(rows: int, dimension: int = 16, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_search_is_exact() -> None:
    vectors, question = unit(500), unit(1, seed=1)[0]
    ids = np.arange(1000, 1500, dtype=np.int64)
    found = build(1, ids, vectors).search(question, 20)
    cosines = vectors @ question
    assert [id for id, _ in found] == (1000 + np.argsort(-cosines)[:20]).tolist()
    assert np.allclose([score for _, score in found], np.sort(cosines)[::-1][:20], atol=1e-6)


def test_ties_go_by_id_and_fewer_rows_give_fewer_hits() -> None:
    found = build(1, np.array([7, 3, 5], np.int64), np.tile(unit(1), (3, 1))).search(unit(1)[0], 9)
    assert [id for id, _ in found] == [3, 5, 7]


def test_an_empty_library_finds_nothing() -> None:
    assert build(1, np.zeros(0, np.int64), np.zeros((0, 1), np.float32)).search(unit(1)[0], 9) == []


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    library = tmp_path / "my [odd] *.pincite"
    save(build(3, np.arange(5, dtype=np.int64), unit(5)), library)
    return library


def test_the_cache_comes_back_the_same(saved: Path) -> None:
    again = load(saved, 3)
    assert again is not None
    assert again.search(unit(1)[0], 5) == build(3, np.arange(5, dtype=np.int64), unit(5)).search(unit(1)[0], 5)


def test_another_generation_is_not_taken_and_a_newer_one_replaces_the_file(saved: Path) -> None:
    assert load(saved, 4) is None
    save(build(4, np.arange(2, dtype=np.int64), unit(2)), saved)
    assert len(caches(saved)) == 1
    assert load(saved, 4) is not None


@pytest.mark.parametrize("where", [0, 100, -1])
def test_a_damaged_cache_is_never_read(saved: Path, where: int) -> None:
    (path,) = caches(saved)
    data = bytearray(path.read_bytes())
    data[where] ^= 1
    path.write_bytes(data)
    assert not is_whole(path)
    assert load(saved, 3) is None


def test_a_cache_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    save(build(1, np.arange(5, dtype=np.int64), unit(5)), tmp_path / "missing" / "my.pincite")
