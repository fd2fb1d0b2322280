"""Minimum scores, and a run that another one must not be worse than."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.datasets.dataset import GoldSpan
from eval.metrics.aggregate import summarise
from eval.runs.comparison import compare
from eval.runs.records import EvalRecord
from eval.runs.run_file import Run
from eval.thresholds import MARGIN, below_minimum, parse_minimums, worse
from index.errors import PinciteError

GOLD = (GoldSpan("0" * 64, 0, 4, "1994", "a.md"),)


def row(number: int, right: bool, f1: float = 0.0) -> EvalRecord:
    return EvalRecord(f"q{number}", f"Question {number}?", GOLD, right=right, f1=f1)


def run(outcomes: list[bool]) -> Run:
    return Run(
        Path("x"),
        {"set": "mine"},
        tuple(row(number, right, float(right)) for number, right in enumerate(outcomes)),
    )


# minimums


def test_scores_below_their_minimum_are_listed() -> None:
    scores = summarise([row(0, True, 0.8), row(1, False, 0.4)])
    assert below_minimum(scores, parse_minimums("f1=.60,right=0.5")) == []
    assert below_minimum(scores, parse_minimums("")) == []
    assert below_minimum(scores, parse_minimums("f1=.61, right=.4,hit@5=1")) == [
        "f1 is 60.0 %, below its minimum of 61.0 %",
        "hit@5 is 0.0 %, below its minimum of 100.0 %",
    ]


def test_what_could_not_be_measured_is_below_any_minimum() -> None:
    assert below_minimum(summarise([row(0, True)]), parse_minimums("abstention_recall=0")) == [
        "abstention_recall is –, below its minimum of 0.0 %"
    ]


@pytest.mark.parametrize("text", ["f2=.8", "ece=.1", "p95=100", "=.8", "f1=.8,"])
def test_an_unknown_measure_is_rejected_with_the_names(text: str) -> None:
    with pytest.raises(
        PinciteError, match=r"--fail-under: no minimum can be set for '.*Choose from right, em, f1,"
    ):
        parse_minimums(text)


@pytest.mark.parametrize("value", ["", "80", "1.1", "-.1", "nan", "x", "8e-1"])
def test_a_minimum_that_is_not_a_share_is_rejected(value: str) -> None:
    with pytest.raises(
        PinciteError,
        match=r"--fail-under: got 'f1=.*', wanted a share between 0 and 1, such as f1=\.80",
    ):
        parse_minimums(f"f1={value}")


# no worse than


def test_a_significant_loss_is_worse_however_small() -> None:
    before, after = run([True] * 1000), run([True] * 970 + [False] * 30)
    assert worse(compare(before, after)) == [
        f"{name} is 97.0%, worse than the 100.0% of that run (p = 0.0001)"
        for name in ("right", "f1")
    ]
    assert worse(compare(after, before)) == []


def test_a_loss_within_chance_passes_up_to_the_margin() -> None:
    assert MARGIN == 0.05
    base = [True] * 10 + [False] * 10
    slightly = [*base[:9], False, *base[10:]]
    assert worse(compare(run(base), run(slightly))) == []  # one of twenty: five points, p = 1
    more = [*base[:8], False, False, *base[10:]]
    assert len(worse(compare(run(base), run(more)))) == 2  # ten points, p = .5


def test_the_same_run_is_not_worse() -> None:
    assert worse(compare(run([True, False]), run([True, False]))) == []
