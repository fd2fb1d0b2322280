"""The FAISS index: exact when small, of quantised codes when large."""

from __future__ import annotations

import numpy as np
import pytest

from index.search.vectors import faiss_index
from index.search.vectors.faiss_index import Cancelled, FaissIndex, build_flat, build_ivf
from tests.support.vectors import clustered, unit


def hits(
    index: FaissIndex, question: np.ndarray, k: int, allowed: np.ndarray | None = None
) -> list[int]:
    return [int(position) for position in index.search(question, k, allowed)[0]]


def test_a_flat_index_is_exact() -> None:
    vectors, question = unit(500), unit(1, seed=1)[0]
    positions, scores = build_flat(vectors).search(question, 20)
    cosines = vectors @ question
    assert positions.tolist() == np.argsort(-cosines)[:20].tolist()
    assert np.allclose(scores, np.sort(cosines)[::-1][:20], atol=1e-6)


@pytest.mark.parametrize("dimension", [0, 1, 16])
def test_an_empty_index_finds_nothing(dimension: int) -> None:
    assert hits(build_flat(np.zeros((0, dimension), np.float32)), unit(1)[0], 9) == []


def test_only_allowed_positions_are_found() -> None:
    vectors, question = unit(300), unit(1, seed=1)[0]
    allowed = np.arange(300) % 7 == 3
    best = [n for n in np.argsort(-(vectors @ question)).tolist() if n % 7 == 3]
    assert hits(build_flat(vectors), question, 99, allowed) == best
    assert hits(build_flat(vectors), question, 5, allowed) == best[:5]
    assert hits(build_flat(vectors), question, 5, np.zeros(300, np.bool_)) == []


DIMENSION = 256
VECTORS = clustered(20_000, DIMENSION)
QUESTIONS = clustered(20_000, DIMENSION)[::200] + unit(100, DIMENSION, seed=2) * 0.5
QUESTIONS /= np.linalg.norm(QUESTIONS, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def index() -> FaissIndex:
    return build_ivf(VECTORS[::4], len(VECTORS), np.array_split(VECTORS, 7))


def recall(index: FaissIndex, candidates: np.ndarray, allowed: np.ndarray | None = None) -> float:
    """Recall@10 after the hits were scored again by the exact vectors."""
    right = 0
    for question, best in zip(
        QUESTIONS, np.argsort(-(QUESTIONS @ VECTORS[candidates].T), axis=1)[:, :10], strict=True
    ):
        positions = np.array(hits(index, question, index.oversampled_k(100), allowed))
        assert {*positions.tolist()} <= {*candidates.tolist()}
        right += len(
            {*positions[np.argsort(-(VECTORS[positions] @ question))[:10]].tolist()}
            & {*candidates[best].tolist()}
        )
    return right / (10 * len(QUESTIONS))


def test_recall_of_a_large_index(index: FaissIndex) -> None:
    assert not index.is_exact
    assert recall(index, np.arange(20_000)) >= 0.98


@pytest.mark.parametrize("share", [2, 100, 2_000])
def test_recall_of_a_large_index_among_allowed_positions(index: FaissIndex, share: int) -> None:
    allowed = np.arange(20_000) % share == 0
    assert recall(index, np.flatnonzero(allowed), allowed) >= 0.98


def test_scores_match_the_cosines_of_their_vectors_only(index: FaissIndex) -> None:
    for each, vectors in ((index, VECTORS), (build_flat(VECTORS[:300]), VECTORS[:300])):
        positions, scores = each.search(QUESTIONS[0], 200)
        cosines = vectors[positions] @ QUESTIONS[0]
        assert each.scores_match(scores, cosines)
        assert not each.scores_match(scores, vectors[::-1][positions] @ QUESTIONS[0])
    cosines[7] += 0.001
    assert not each.scores_match(scores, cosines), "one wrong score is an error in an exact index"


@pytest.mark.parametrize("dimension", [64, 256])
def test_scores_match_for_questions_unlike_any_vector(dimension: int) -> None:
    """Their hits are those whose codes overestimate most.

    If the index were dropped for that, it would be rebuilt, which takes minutes.
    """
    vectors = clustered(20_000, dimension)
    index = build_ivf(vectors[::4], len(vectors), [vectors])
    for question in unit(50, dimension, seed=9):
        positions, scores = index.search(question, 300)
        assert index.scores_match(scores, vectors[positions] @ question)
        assert not index.scores_match(scores, vectors[::-1][positions] @ question)


@pytest.mark.parametrize("dimension", [63, 62, 1])
def test_any_dimension_can_be_indexed(dimension: int) -> None:
    vectors = unit(2_000, dimension)
    index = build_ivf(vectors, len(vectors), [vectors])
    positions, _ = index.search(vectors[7], index.oversampled_k(100))
    assert (vectors[positions] @ vectors[7]).max() == pytest.approx(vectors[7] @ vectors[7])


def test_equal_vectors_can_be_indexed() -> None:
    vectors = np.repeat(unit(3), 500, axis=0)
    index = build_ivf(vectors, len(vectors), [vectors])
    positions, scores = index.search(vectors[0], 500)
    assert sorted(positions.tolist()) == list(range(500))
    assert index.scores_match(scores, np.ones(500, np.float32))


def test_building_is_deterministic(index: FaissIndex) -> None:
    again = build_ivf(VECTORS[::4], len(VECTORS), np.array_split(VECTORS, 7))
    for question in QUESTIONS[:20]:
        assert all(
            np.array_equal(*pair)
            for pair in zip(index.search(question, 50), again.search(question, 50), strict=True)
        )


def test_building_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        build_ivf(VECTORS[:500], 500, [VECTORS[:500]], lambda: True)


def test_the_number_of_lists_is_the_square_root() -> None:
    assert [faiss_index.n_lists(count) for count in (1, 10_000, 1_000_000)] == [1, 100, 1_000]
    assert faiss_index.sample_size(100) == 100
