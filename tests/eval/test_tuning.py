"""Tuning: choosing on one half, reporting on the other; trials equal what the pipeline does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from eval.calibration.folds import split
from eval.datasets.dataset import GoldSpan, Question
from eval.runs.records import EvalRecord
from eval.tuning import (
    CONSTANTS,
    DENSE_WEIGHTS,
    PASSAGES,
    THRESHOLDS,
    Settings,
    fused,
    right_at,
    search_trials,
    tune,
    with_passage_sizes,
)
from index.errors import PinciteError
from index.library import Library
from index.search.hybrid import DEFAULT_FUSION, Fusion
from index.spans import content_hash
from qa.decision.calibration import Calibration
from qa.pipeline import QAPipeline
from tests.conftest import WordEncoder, document
from tests.support.readers import Sentences

Thing = TypeVar("Thing")
WORDS = ("red", "green", "blue", "brown", "black", "white", "grey", "pink")


@pytest.fixture
def coloured(library: Library) -> Library:
    """Eight documents; the one about a colour says so once, the next one asks for it."""
    for number, word in enumerate(WORDS):
        library.add(
            document(
                f"The {word} house is number {number} here. Nobody likes {WORDS[number - 1]} much.",
                f"{word}.txt",
                word,
            )
        )
    return library


def questions() -> tuple[Question, ...]:
    result = []
    for number, word in enumerate(WORDS):
        text = f"The {word} house is number {number} here. Nobody likes {WORDS[number - 1]} much."
        start = text.index(str(number))
        gold = GoldSpan(content_hash(text), start, start + 1, str(number), f"{word}.txt")
        result.append(Question(word, f"What number is the {word} house?", (gold,), f"{word}.txt"))
        result.append(Question(f"{word}?", f"Zyx {word} qed?", (), f"{word}.txt"))
    return tuple(result)


def test_fusing_again_equals_the_search_of_the_library(coloured: Library) -> None:
    for fusion in (DEFAULT_FUSION, Fusion(k=2, dense=0.5), Fusion(k=60, dense=2.0, candidates=3)):
        for question in questions():
            result = [
                coloured.search(question.question, fusion.candidates, method, fusion)
                for method in ("dense", "lexical")
            ]
            expected = coloured.search(question.question, 99, fusion=replace(fusion, named=0.0))
            assert [passage.span for passage in fused(result, fusion)] == [
                passage.span for passage in expected
            ]


def test_every_fusion_is_tried_the_current_one_first(coloured: Library) -> None:
    tried = search_trials(coloured, questions(), DEFAULT_FUSION)
    assert tried[0][0] == DEFAULT_FUSION
    assert {(each.k, each.dense) for each, _ in tried} == {
        (k, dense) for k in CONSTANTS for dense in DENSE_WEIGHTS
    }
    assert all(0 < mrr <= 1 for _, mrr in tried)


def test_right_at_counts_answers_and_abstentions() -> None:
    asked = questions()[0]
    right = EvalRecord(
        "a", "?", asked.gold, answer="x", candidate="x", confidence=0.6, candidate_right=True
    )
    wrong = replace(right, id="b", confidence=0.4, candidate_right=False)
    none = EvalRecord("c", "?", (), candidate="x", confidence=0.5)
    broken = EvalRecord("d", "?", (), error="broken")
    rows = [right, wrong, none, broken]
    assert [right_at(rows, cut) for cut in (0.0, 0.5, 0.55, 0.6, 0.61)] == [
        1 / 4,
        1 / 4,
        2 / 4,
        2 / 4,
        1 / 4,
    ]


def pipeline(library: Library, threshold: float) -> QAPipeline:
    return QAPipeline(library, Sentences(10.0, 5.0), Calibration({"margin": 1.0}, 0.0, threshold))


def test_the_halves_share_no_question_and_a_bad_threshold_is_corrected(coloured: Library) -> None:
    seen: list[tuple[str, list[str]]] = []

    def progress(items: Iterable[Thing], total: int, noun: str, /) -> Iterable[Thing]:
        things = list(items)
        assert len(things) == total
        seen.append((noun, [thing.id for thing in things if isinstance(thing, Question)]))
        return things

    asked = questions()
    result = tune(
        [pipeline(coloured, 0.9999)],
        asked,
        {entry.hash for entry in coloured.list_documents()},
        progress,
    )
    tried, held_out, _ = split(asked)
    assert [ids for _, ids in seen] == [
        [each.id for each in part]
        for part in (tried, tried, tried, tried, tried, held_out, held_out)
    ]
    assert [noun for noun, _ in seen[:5]] == [
        "questions searched",
        *(f"questions with {number} passages" for number in (3, 5, 10, 20)),
    ]
    assert (result.tried_count, result.held_out_count, result.left_out, result.current) == (
        8,
        8,
        0,
        Settings(DEFAULT_FUSION, 10, 0.9999, 1200),
    )
    assert result.chosen.threshold < 0.9999
    right, _ = result.held_out
    assert right.second > right.first
    best = max(score for _, score in result.settings)
    assert dict(result.settings)[result.chosen] == best


def test_settings_that_are_no_better_are_not_chosen(coloured: Library) -> None:
    unanswerable = tuple(question for question in questions() if not question.answerable)
    result = tune([pipeline(coloured, 0.9)], unanswerable, set(), lambda rows, *_: rows)
    assert result.chosen == result.current
    assert [(each.low, each.high, each.p) for each in result.held_out] == [(0.0, 0.0, 1.0)] * 2


def test_one_article_cannot_be_split(coloured: Library) -> None:
    with pytest.raises(PinciteError, match="about one article"):
        tune([pipeline(coloured, 0.5)], questions()[:2], set(), lambda rows, *_: rows)


# passage size


@pytest.fixture
def towns(library: Library) -> Library:
    """Six long documents: one short paragraph answers, ten others use the question's words."""
    for number, word in enumerate(WORDS[:6]):
        library.add(document(town(number, word), f"{word}.txt", word))
    return library


def town(number: int, word: str) -> str:
    around = [
        f"Where {word} people ask for {word} numbers, paragraph {part} tells them little about it."
        for part in range(10)
    ]
    return "\n\n".join([*around[:5], f"The {word} house is number {number} here.", *around[5:]])


def asked_of_towns() -> tuple[Question, ...]:
    result = []
    for number, word in enumerate(WORDS[:6]):
        text = town(number, word)
        start = text.index(f"number {number} here") + len("number ")
        gold = GoldSpan(content_hash(text), start, start + 1, str(number), f"{word}.txt")
        result.append(Question(word, f"What number is the {word} house?", (gold,), f"{word}.txt"))
    return tuple(result)


def test_passage_sizes_are_tried_with_all_other_settings_on_one_half(towns: Library) -> None:
    seen: list[tuple[str, set[str]]] = []

    def progress(items: Iterable[Thing], total: int, noun: str, /) -> Iterable[Thing]:
        things = list(items)
        seen.append((noun, {thing.id for thing in things if isinstance(thing, Question)}))
        return things

    asked = asked_of_towns()
    hashes = {entry.hash for entry in towns.list_documents()}
    with with_passage_sizes(pipeline(towns, 0.5), (150, 1200, 400)) as pipelines:
        assert [each.library.max_passage_chars for each in pipelines] == [1200, 150, 400]
        paths = [each.library.path for each in pipelines[1:]]
        result = tune(pipelines, asked, hashes, progress)
        again = tune(pipelines, asked, hashes, progress)
    assert not any(path.exists() for path in paths)
    assert result == again
    assert {size for size, _, _ in result.fusions} == {150, 400, 1200}
    assert len(result.settings) == 3 * len(PASSAGES) * len({*THRESHOLDS, 0.5})
    tried, held_out, _ = split(asked)
    trials, last = seen[: len(seen) // 2 - 2], seen[len(seen) // 2 - 2 : len(seen) // 2]
    assert all(ids == {each.id for each in tried} for _, ids in trials)
    assert [ids for _, ids in last] == [{each.id for each in held_out}] * 2
    assert "questions with 5 passages of at most 150 characters" in [noun for noun, _ in trials]


def test_another_passage_size_equals_a_library_created_with_it(
    towns: Library, encoder: WordEncoder, tmp_path: Path
) -> None:
    with Library.open(
        tmp_path / "anew.pincite", create=True, encoder=encoder, max_passage_chars=150
    ) as anew:
        for number, word in enumerate(WORDS[:6]):
            anew.add(document(town(number, word), f"{word}.txt", word))
        with with_passage_sizes(pipeline(towns, 0.5), (150,)) as pipelines:
            for question in asked_of_towns():
                short, expected = (
                    pipelines[1].ask(question.question),
                    pipeline(anew, 0.5).ask(question.question),
                )
                assert [each.span for each in short.candidates] == [
                    each.span for each in expected.candidates
                ]
                assert [passage.span for passage in short.passages] == [
                    passage.span for passage in expected.passages
                ]
                assert (
                    len(short.passages[0].span.text)
                    <= 150
                    < len(pipelines[0].ask(question.question).passages[0].span.text)
                )
