from __future__ import annotations

import numpy as np
import pytest

from index.vectors import faiss_index
from index.vectors.faiss_index import Cancelled, FaissIndex, build_flat, build_ivf
from tests.support.vectors import clustered, unit


def hits(
    made: FaissIndex, question: np.ndarray, most: int, allowed: np.ndarray | None = None
) -> list[int]:
    return [int(position) for position in made.search(question, most, allowed)[0]]


def test_a_small_one_is_exact() -> None:
    vectors, question = unit(500), unit(1, seed=1)[0]
    positions, scores = build_flat(vectors).search(question, 20)
    cosines = vectors @ question
    assert positions.tolist() == np.argsort(-cosines)[:20].tolist()
    assert np.allclose(scores, np.sort(cosines)[::-1][:20], atol=1e-6)


@pytest.mark.parametrize("dimension", [0, 1, 16])
def test_an_empty_one_finds_nothing(dimension: int) -> None:
    assert hits(build_flat(np.zeros((0, dimension), np.float32)), unit(1)[0], 9) == []


def test_only_what_is_allowed_is_found() -> None:
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
def made() -> FaissIndex:
    return build_ivf(VECTORS[::4], len(VECTORS), np.array_split(VECTORS, 7))


def recall(made: FaissIndex, among: np.ndarray, allowed: np.ndarray | None = None) -> float:
    """The share of the ten nearest that are found, once the hits are scored again by the vectors themselves."""
    right = 0
    for question, best in zip(
        QUESTIONS, np.argsort(-(QUESTIONS @ VECTORS[among].T), axis=1)[:, :10], strict=True
    ):
        found = np.array(hits(made, question, made.oversampled_k(100), allowed))
        assert {*found.tolist()} <= {*among.tolist()}
        right += len(
            {*found[np.argsort(-(VECTORS[found] @ question))[:10]].tolist()}
            & {*among[best].tolist()}
        )
    return right / (10 * len(QUESTIONS))


def test_a_large_one_finds_nearly_all(made: FaissIndex) -> None:
    assert not made.is_exact
    assert recall(made, np.arange(20_000)) >= 0.98


@pytest.mark.parametrize("share", [2, 100, 2_000])
def test_a_large_one_finds_nearly_all_of_those_that_are_allowed(
    made: FaissIndex, share: int
) -> None:
    allowed = np.arange(20_000) % share == 0
    assert recall(made, np.flatnonzero(allowed), allowed) >= 0.98


def test_scores_are_borne_out_by_the_vectors_they_are_of(made: FaissIndex) -> None:
    for each, vectors in ((made, VECTORS), (build_flat(VECTORS[:300]), VECTORS[:300])):
        positions, scores = each.search(QUESTIONS[0], 200)
        cosines = vectors[positions] @ QUESTIONS[0]
        assert each.scores_match(scores, cosines)
        assert not each.scores_match(scores, vectors[::-1][positions] @ QUESTIONS[0])
    cosines[7] += 0.001
    assert not each.scores_match(scores, cosines), (
        "where all is compared, one that is off is one too many"
    )


@pytest.mark.parametrize("dimension", [64, 256])
def test_scores_are_borne_out_for_questions_that_are_like_nothing(dimension: int) -> None:
    """Their hits are those whose codes err most in their favour. A base that is dropped for that is made again, for minutes."""
    vectors = clustered(20_000, dimension)
    made = build_ivf(vectors[::4], len(vectors), [vectors])
    for question in unit(50, dimension, seed=9):
        positions, scores = made.search(question, 300)
        assert made.scores_match(scores, vectors[positions] @ question)
        assert not made.scores_match(scores, vectors[::-1][positions] @ question)


@pytest.mark.parametrize("dimension", [63, 62, 1])
def test_an_encoder_may_have_any_number_of_numbers(dimension: int) -> None:
    vectors = unit(2_000, dimension)
    made = build_ivf(vectors, len(vectors), [vectors])
    positions, _ = made.search(vectors[7], made.oversampled_k(100))
    assert (vectors[positions] @ vectors[7]).max() == pytest.approx(vectors[7] @ vectors[7])


def test_vectors_may_be_all_the_same() -> None:
    vectors = np.repeat(unit(3), 500, axis=0)
    made = build_ivf(vectors, len(vectors), [vectors])
    positions, scores = made.search(vectors[0], 500)
    assert sorted(positions.tolist()) == list(range(500))
    assert made.scores_match(scores, np.ones(500, np.float32))


def test_the_same_vectors_make_the_same(made: FaissIndex) -> None:
    again = build_ivf(VECTORS[::4], len(VECTORS), np.array_split(VECTORS, 7))
    for question in QUESTIONS[:20]:
        assert all(
            np.array_equal(*pair)
            for pair in zip(made.search(question, 50), again.search(question, 50), strict=True)
        )


def test_making_one_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        build_ivf(VECTORS[:500], 500, [VECTORS[:500]], lambda: True)


def test_lists_grow_with_the_root_of_the_vectors() -> None:
    assert [faiss_index.n_lists(count) for count in (1, 10_000, 1_000_000)] == [1, 100, 1_000]
    assert faiss_index.sample_size(100) == 100
