"""Comparing runs over the same questions; other runs are rejected."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from eval.datasets.dataset import GoldSpan
from eval.runs.comparison import Comparison, as_text, compare
from eval.runs.records import EvalRecord, RunConfig
from eval.runs.run_file import Run
from index.errors import PinciteError

CONFIG: RunConfig = {"set": "mine", "digest": "12345678", "reader": "one", "threshold": 0.5}
GOLD = (GoldSpan("0" * 64, 0, 4, "1994", "a.md"),)


def row(number: int, right: bool, f1: float = 0.0) -> EvalRecord:
    return EvalRecord(f"q{number}", f"Question {number}?", GOLD, right=right, f1=f1)


def run(*outcomes: bool, name: str = "a.json", config: RunConfig = CONFIG) -> Run:
    return Run(
        Path(name),
        config,
        tuple(row(number, right, float(right)) for number, right in enumerate(outcomes)),
    )


def test_won_and_lost_are_matched_by_question_not_by_order() -> None:
    second = run(False, True, True, name="b.json")
    comparison = compare(run(True, True, False), replace(second, rows=second.rows[::-1]))
    assert [each.id for each in comparison.won] == ["q2"]
    assert [each.id for each in comparison.lost] == ["q0"]


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


def test_equal_runs_have_no_difference() -> None:
    comparison = compare(run(True, False), run(True, False, name="b.json"))
    assert [(d.low, d.high, d.p) for d in comparison.differences] == [(0.0, 0.0, 1.0)] * 2
    assert (comparison.won, comparison.lost, comparison.config) == ((), (), ())


def test_as_much_won_as_lost_is_chance() -> None:
    comparison = compare(run(*[True, False] * 50), run(*[False, True] * 50, name="b.json"))
    assert all(difference.p > 0.8 for difference in comparison.differences)


def test_comparing_in_the_other_order_changes_the_sign() -> None:
    a, b = run(True, False, False), run(False, True, True, name="b.json")
    there, back = compare(a, b), compare(b, a)
    assert (there.won, there.lost) == (tuple(r for r in b.rows if r.right), b.rows[:1])
    for one, other in zip(there.differences, back.differences, strict=True):
        assert (one.low, one.high, one.p) == pytest.approx((-other.high, -other.low, other.p))


def test_settings_that_differ_are_named() -> None:
    comparison = compare(
        run(True), run(True, name="b.json", config=CONFIG | {"reader": "two", "limit": 5})
    )
    assert comparison.config == (("reader", "one", "two"), ("limit", None, 5))


@pytest.mark.parametrize("change", [{"set": "yours"}, {"digest": "87654321"}])
def test_runs_over_different_sets_are_rejected(change: RunConfig) -> None:
    other = CONFIG | change
    first = r"a\.json asked 1 question of mine \(12345678\)"
    second = rf"b\.json asked 1 question of {other['set']} \({other['digest']}\)"
    with pytest.raises(PinciteError, match=f"{first}, but {second}"):
        compare(run(True), run(True, name="b.json", config=other))


def test_an_unfinished_run_is_rejected() -> None:
    with pytest.raises(
        PinciteError, match=r"a\.json asked 3 questions .* b\.json asked 2 questions"
    ):
        compare(run(True, False, True), run(True, False, name="b.json"))


def test_the_text_shows_points_chance_settings_and_questions() -> None:
    text = as_text(
        compare(
            run(False, True), run(True, True, name="b.json", config=CONFIG | {"threshold": 0.4})
        )
    )
    lines = text.splitlines()
    assert lines[0].startswith(
        "right  50.0% -> 100.0%  +50.0 points (95 % interval +0.0 to +100.0, p = "
    )
    assert lines[2:] == [
        "settings differ:",
        "threshold: 0.5 -> 0.4",
        "1 question won, 0 lost",
        "+ q0  Question 0?",
    ]
    assert "same settings" in as_text(Comparison((), (), (), ()))
