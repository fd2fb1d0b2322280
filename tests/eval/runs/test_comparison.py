"""Runs over the same questions: differences, chance, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from eval.datasets.dataset import GoldSpan
from eval.runs.comparison import Comparison, as_text, compare
from eval.runs.run import EvalRecord, RunConfig
from eval.runs.run_file import Run
from index.errors import PinciteError

RECIPE: RunConfig = {"set": "mine", "digest": "12345678", "reader": "one", "threshold": 0.5}
GOLD = (GoldSpan("0" * 64, 0, 4, "1994", "a.md"),)


def row(number: int, right: bool, f1: float = 0.0) -> EvalRecord:
    return EvalRecord(f"q{number}", f"Question {number}?", GOLD, right=right, f1=f1)


def run(*verdicts: bool, name: str = "a.json", recipe: RunConfig = RECIPE) -> Run:
    return Run(
        Path(name),
        recipe,
        tuple(row(number, right, float(right)) for number, right in enumerate(verdicts)),
    )


def test_won_and_lost_are_told_apart_by_question_not_by_order() -> None:
    second = run(False, True, True, name="b.json")
    found = compare(run(True, True, False), replace(second, rows=second.rows[::-1]))
    assert [each.id for each in found.won] == ["q2"]
    assert [each.id for each in found.lost] == ["q0"]


def test_the_difference_agrees_with_the_normal_approximation() -> None:
    # of 400 pairs 60 are won and 20 lost: mean .1, variance (60 + 20) / 400 - .01
    first = run(*[False] * 60, *[True] * 20, *[True] * 320)
    second = run(*[True] * 60, *[False] * 20, *[True] * 320, name="b.json")
    for difference in compare(first, second).differences:
        assert (difference.first, difference.second) == (340 / 400, 380 / 400)
        half = 1.96 * math.sqrt((80 / 400 - 0.01) / 400)
        assert (difference.low, difference.high) == pytest.approx(
            (0.1 - half, 0.1 + half), abs=0.004
        )
        assert difference.p < 0.001


def test_without_a_difference_there_is_nothing_to_wonder_at() -> None:
    found = compare(run(True, False), run(True, False, name="b.json"))
    assert [(d.low, d.high, d.p) for d in found.differences] == [(0.0, 0.0, 1.0)] * 2
    assert (found.won, found.lost, found.config) == ((), (), ())


def test_as_much_won_as_lost_is_chance() -> None:
    found = compare(run(*[True, False] * 50), run(*[False, True] * 50, name="b.json"))
    assert all(difference.p > 0.8 for difference in found.differences)


def test_comparing_the_other_way_round_turns_the_sign() -> None:
    a, b = run(True, False, False), run(False, True, True, name="b.json")
    there, back = compare(a, b), compare(b, a)
    assert (there.won, there.lost) == (tuple(r for r in b.rows if r.right), b.rows[:1])
    for one, other in zip(there.differences, back.differences, strict=True):
        assert (one.low, one.high, one.p) == pytest.approx((-other.high, -other.low, other.p))


def test_settings_that_differ_are_named() -> None:
    found = compare(
        run(True), run(True, name="b.json", recipe=RECIPE | {"reader": "two", "limit": 5})
    )
    assert found.config == (("reader", "one", "two"), ("limit", None, 5))


@pytest.mark.parametrize("change", [{"set": "yours"}, {"digest": "87654321"}])
def test_runs_over_different_sets_are_refused_by_name(change: RunConfig) -> None:
    other = RECIPE | change
    named = rf"a\.json asked 1 questions of mine \(12345678\), but b\.json asked 1 questions of {other['set']} \({other['digest']}\)"
    with pytest.raises(PinciteError, match=named):
        compare(run(True), run(True, name="b.json", recipe=other))


def test_a_run_that_was_cut_short_is_refused() -> None:
    with pytest.raises(
        PinciteError, match=r"a\.json asked 3 questions .* b\.json asked 2 questions"
    ):
        compare(run(True, False, True), run(True, False, name="b.json"))


def test_the_text_shows_points_chance_settings_and_questions() -> None:
    text = as_text(
        compare(
            run(False, True), run(True, True, name="b.json", recipe=RECIPE | {"threshold": 0.4})
        )
    )
    lines = text.splitlines()
    assert lines[0].startswith(
        "right  50.0% -> 100.0%  +50.0 points (95 % interval +0.0 to +100.0, p = "
    )
    assert lines[2:] == [
        "recipe differs:",
        "threshold: 0.5 -> 0.4",
        "1 questions won, 0 lost",
        "+ q0  Question 0?",
    ]
    assert "same recipe" in as_text(Comparison((), (), (), ()))
