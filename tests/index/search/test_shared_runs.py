"""Shared runs of words, against a search by brute force."""

from __future__ import annotations

import random

from index.search import shared_runs
from index.search.shared_runs import Run, SharedRuns


def brute_force(
    texts: list[list[str]], documents: list[list[str]], size: int
) -> set[tuple[int, Run]]:
    """The maximal runs; `text` counts within its own text."""
    found = set[tuple[int, Run]]()
    for number, text in enumerate(texts):
        for place, document in enumerate(documents):
            for i in range(len(text)):
                for j in range(len(document)):
                    length = 0
                    while text[i : i + length + 1] == document[j : j + length + 1]:
                        length += 1
                        if i + length >= len(text) or j + length >= len(document):
                            break
                    is_first = not (i and j and text[i - 1] == document[j - 1])
                    if length >= size and is_first:
                        found.add((number, Run(place, i, j, length)))
    return found


def test_runs_are_those_of_a_search_by_brute_force() -> None:
    rng = random.Random(3)
    texts = [rng.choices("abcd", k=length) for length in (0, 2, 9, 14)]
    documents = [rng.choices("abcde", k=40) for _ in range(5)]
    for size in (2, 3):
        runs = SharedRuns(texts, size)
        for place, words in enumerate(documents):
            runs.read(place, words)
        found = {(number, run) for number, each in enumerate(runs.runs()) for run in each}
        assert found == brute_force(texts, documents, size)
        assert any(run.length > size for _, run in found)


def test_runs_do_not_go_over_the_end_of_a_text() -> None:
    runs = SharedRuns([["a", "b"], ["c", "d"]], 2)
    runs.read(0, ["a", "b", "c", "d"])
    assert runs.runs() == [[Run(0, 0, 0, 2)], [Run(0, 0, 2, 2)]]


def test_of_a_phrase_that_is_everywhere_some_places_are_kept() -> None:
    runs = SharedRuns([list("abcdef")], 2)
    for place in range(100):
        runs.read(place, list("xabcx"))
    runs.read(100, list("abcdef"))
    lengths = [run.length for run in runs.runs()[0]]
    assert len(lengths) <= 2 * shared_runs.MOST_PLACES
    assert 6 in lengths
