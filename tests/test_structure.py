from __future__ import annotations

import numpy as np
import pytest

from index import structure
from index.structure import Stopped, Structure, compressed, exact
from tests.vectors import clustered, unit


def hits(made: Structure, question: np.ndarray, most: int, allowed: np.ndarray | None = None) -> list[int]:
    return [int(position) for position in made.search(question, most, allowed)[0]]


def test_a_small_one_is_exact() -> None:
    vectors, question = unit(500), unit(1, seed=1)[0]
    positions, scores = exact(vectors).search(question, 20)
    cosines = vectors @ question
    assert positions.tolist() == np.argsort(-cosines)[:20].tolist()
    assert np.allclose(scores, np.sort(cosines)[::-1][:20], atol=1e-6)


@pytest.mark.parametrize("dimension", [0, 1, 16])
def test_an_empty_one_finds_nothing(dimension: int) -> None:
    assert hits(exact(np.zeros((0, dimension), np.float32)), unit(1)[0], 9) == []


def test_only_what_is_allowed_is_found() -> None:
    vectors, question = unit(300), unit(1, seed=1)[0]
    allowed = np.arange(300) % 7 == 3
    best = [n for n in np.argsort(-(vectors @ question)).tolist() if n % 7 == 3]
    assert hits(exact(vectors), question, 99, allowed) == best
    assert hits(exact(vectors), question, 5, allowed) == best[:5]
    assert hits(exact(vectors), question, 5, np.zeros(300, np.bool_)) == []


VECTORS = clustered(20_000)


@pytest.fixture(scope="module")
def made() -> Structure:
    return compressed(VECTORS[::2], len(VECTORS), np.array_split(VECTORS, 7))


QUESTIONS = clustered(20_000)[::200] + unit(100, 64, seed=2) * 0.5
QUESTIONS /= np.linalg.norm(QUESTIONS, axis=1, keepdims=True)


def recall(found: list[list[int]], among: np.ndarray) -> float:
    """Of the ten nearest, by the cosines of the vectors themselves: the share that is among those found."""
    true = [among[np.argsort(-(VECTORS[among] @ question))[:10]] for question in QUESTIONS]
    return float(np.mean([len({*mine} & {*best.tolist()}) / 10 for mine, best in zip(found, true, strict=True)]))


def test_a_large_one_finds_nearly_all(made: Structure) -> None:
    assert not made.is_exact
    assert recall([hits(made, question, 15) for question in QUESTIONS], np.arange(20_000)) >= 0.98


@pytest.mark.parametrize("share", [2, 100, 2_000])
def test_a_large_one_finds_nearly_all_of_the_few_that_are_allowed(made: Structure, share: int) -> None:
    allowed = np.arange(20_000) % share == 0
    found = [hits(made, question, 15, allowed) for question in QUESTIONS]
    assert all(position % share == 0 for each in found for position in each)
    assert recall(found, np.flatnonzero(allowed)) >= 0.98


def test_its_scores_are_as_near_to_the_cosines_as_it_says(made: Structure) -> None:
    for question in QUESTIONS:
        positions, scores = made.search(question, 100)
        assert np.abs(VECTORS[positions] @ question - scores).max() < made.tolerance / 2
    assert made.strays == 0.1


def test_the_same_vectors_make_the_same(made: Structure) -> None:
    again = compressed(VECTORS[::2], len(VECTORS), np.array_split(VECTORS, 7))
    for question in QUESTIONS[:20]:
        assert all(np.array_equal(*pair) for pair in zip(made.search(question, 50), again.search(question, 50), strict=True))


def test_making_one_can_be_stopped() -> None:
    with pytest.raises(Stopped):
        compressed(VECTORS[:500], 500, [VECTORS[:500]], lambda: True)


def test_lists_grow_with_the_root_of_the_vectors() -> None:
    assert [structure.lists(count) for count in (1, 10_000, 1_000_000)] == [4, 400, 4_000]
    assert structure.sample_size(100) == 100
