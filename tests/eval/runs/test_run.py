"""Running a question set: records, samples, settings, errors and missing gold."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from eval.datasets.dataset import GoldSpan, Question, QuestionSet
from eval.metrics.aggregate import summarise
from eval.runs.run import Evaluation
from index.errors import PinciteError
from index.spans import content_hash
from pincite.version import VERSION
from qa.types import Answer
from tests.eval.answers import DEPTH, HASHES, NOWHERE, SEA, answer, passage


def failing(question: str) -> Answer:
    if question == DEPTH.question:
        raise PinciteError("The question is too deep.")
    return answer()


def test_a_question_that_ends_in_an_error_counts_as_wrong() -> None:
    evaluation = Evaluation(failing, QuestionSet("two", (DEPTH, NOWHERE)), HASHES)
    failed, abstained = evaluation
    assert (failed.error, failed.abstained, failed.right) == (
        "The question is too deep.",
        False,
        False,
    )
    scores = summarise([failed, abstained])
    assert (scores.n, scores.errors, scores["right"], scores["em"], scores["coverage"]) == (
        2,
        1,
        0.5,
        0.5,
        0.0,
    )
    assert (scores["abstention_precision"], scores["abstention_recall"]) == (1.0, 1.0)


def test_an_error_on_an_unanswerable_question_is_not_an_abstention() -> None:
    def broken(_: str) -> Answer:
        raise PinciteError("Broken.")

    (row,) = Evaluation(broken, QuestionSet("one", (NOWHERE,)), HASHES)
    assert (row.right, row.abstained, row.em) == (False, False, 0.0)


def test_the_time_is_measured_around_the_call() -> None:
    def slow(_: str) -> Answer:
        time.sleep(0.02)
        return answer()

    (row,) = Evaluation(slow, QuestionSet("one", (DEPTH,)), HASHES)
    assert 20 <= row.milliseconds < 2000


def test_questions_whose_gold_is_not_in_the_library_are_reported_and_asked() -> None:
    lost = Question("lost", "Lost?", (GoldSpan(content_hash("lost"), 0, 4, "lost", "lost.md"),))
    half = Question("half", "Half?", (*lost.gold, *DEPTH.gold))
    evaluation = Evaluation(
        lambda _: answer(), QuestionSet("set", (DEPTH, NOWHERE, lost, half)), HASHES
    )
    assert evaluation.missing == (lost,)
    assert [row.id for row in evaluation] == ["depth", "nowhere", "lost", "half"]
    assert summarise(list(evaluation)).answerable == 3


def many(number: int) -> QuestionSet:
    return QuestionSet("many", tuple(Question(str(n), f"{n}?", ()) for n in range(number)))


def sampled_ids(limit: int | None, seed: int = 0) -> list[int]:
    return [
        int(question.id)
        for question in Evaluation(lambda _: answer(), many(100), HASHES, limit, seed).questions
    ]


def test_a_limit_takes_a_random_sample_in_the_order_of_the_set() -> None:
    assert sampled_ids(10) == sampled_ids(10) == sorted(set(sampled_ids(10)))
    assert len(sampled_ids(10)) == 10
    assert sampled_ids(10) != list(range(10))
    assert sampled_ids(10, seed=1) != sampled_ids(10)
    assert sampled_ids(100) == sampled_ids(1000) == sampled_ids(None) == list(range(100))


def test_a_limit_below_one_is_rejected() -> None:
    with pytest.raises(PinciteError, match="limit of 0"):
        sampled_ids(0)


def test_the_settings_are_complete() -> None:
    evaluation = Evaluation(
        lambda _: answer(passages=(passage(SEA, "11 km"),)),
        replace(many(3), digest="12345678ff"),
        HASHES,
        2,
        7,
    )
    assert "reader" not in evaluation.run_config("words", 3, 9)
    list(evaluation)
    assert evaluation.run_config("words", 3, 9) == {
        "set": "many",
        "digest": "12345678",
        "limit": 2,
        "seed": 7,
        "reader": "hand-made",
        "passages": 1,
        "threshold": 0.5,
        "library": "words",
        "documents": 3,
        "sentences": 9,
        "pincite": VERSION,
    }


def test_questions_are_asked_one_by_one() -> None:
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return answer()

    rows = iter(Evaluation(ask, many(3), HASHES))
    assert not asked
    next(rows)
    assert asked == ["0?"]


@pytest.mark.parametrize("workers", [0, -1])
def test_fewer_than_one_worker_is_rejected(workers: int) -> None:
    with pytest.raises(PinciteError, match=rf"{workers} workers cannot ask anything"):
        Evaluation(lambda _: answer(), many(1), HASHES, workers=workers)


def test_records_come_in_the_order_of_the_set_with_many_workers() -> None:
    evaluation = Evaluation(lambda _: answer(), many(50), HASHES, workers=4)
    evaluation.done = 10
    assert [int(row.id) for row in evaluation] == list(range(10, 50))
