"""The fit, its threshold against brute force, and the split into halves."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.calibration.fit import (
    DEFAULT_RISK,
    best_threshold,
    calibrate,
    decide,
    fit,
    split,
)
from eval.datasets.dataset import GoldSpan
from eval.runs.records import EvalRecord
from eval.runs.run_file import Run
from index.errors import PinciteError
from qa.decision.calibration import Calibration


def gold(source: str) -> GoldSpan:
    return GoldSpan("0" * 64, 0, 4, "1994", source)


def row(
    id: str, cosine: float, right: bool, answerable: bool = True, source: str = "a.md"
) -> EvalRecord:
    fresh = EvalRecord(
        id,
        "?",
        (gold(source),) if answerable else (),
        source,
        candidate="1994",
        candidate_right=right,
    )
    return replace(fresh, features={"cosine": cosine})


def test_features_are_named_and_sorted() -> None:
    rows = [
        replace(row(str(n), 0, n % 2 == 0), features={"rank": float(n % 3), "cosine": n / 10})
        for n in range(10)
    ]
    assert list(fit(rows).weights) == ["cosine", "rank"]


def test_rows_without_a_candidate_do_not_change_the_fit() -> None:
    rows = [row(str(n), n % 5, n % 3 == 0) for n in range(20)]
    silent = EvalRecord("silent", "?", (), error="broken")
    assert fit([*rows, silent]) == fit(rows)


@pytest.mark.parametrize(
    "rows", [[], [row("q", 0.5, True)], [row("q", 0.5, False), row("r", 0.1, False)]]
)
def test_rows_that_are_all_right_or_all_wrong_are_rejected(rows: list[EvalRecord]) -> None:
    with pytest.raises(PinciteError, match="wanted some right and some wrong"):
        fit(rows)


def test_runs_of_two_readers_are_rejected() -> None:
    with pytest.raises(PinciteError, match="Question 'other' has the features"):
        fit(
            [
                replace(row("q", 0.5, True), features={"cosine": 0.5, "rank": 1.0}),
                row("other", 0.1, False),
            ]
        )


# the threshold

MODEL = Calibration({"cosine": 1.0}, bias=0.0, threshold=0.5)
answers = st.lists(
    st.tuples(
        st.sampled_from([-2.0, -1.0, 0.0, 0.5, 3.0]),
        st.sampled_from(["right", "wrong", "unanswerable"]),
    ),
    max_size=12,
)


def rows_of(pairs: list[tuple[float, str]]) -> list[EvalRecord]:
    return [
        row(str(n), cosine, kind == "right", kind != "unanswerable")
        for n, (cosine, kind) in enumerate(pairs)
    ]


def right_minus_wrong(rows: list[EvalRecord], threshold: float) -> int:
    return sum(
        1 if r.candidate_right else -1 for r in rows if MODEL.probability(r.features) >= threshold
    )


@pytest.mark.slow
@given(answers)
def test_no_other_threshold_is_better(
    pairs: list[tuple[float, str]],
) -> None:
    rows = rows_of(pairs)
    threshold = best_threshold(MODEL, rows)
    assert right_minus_wrong(rows, threshold) == max(
        right_minus_wrong(rows, number / 1000) for number in range(1001)
    )
    assert 0 <= threshold <= 1


def test_of_equally_good_thresholds_the_lowest_is_chosen() -> None:
    rows = rows_of([(3.0, "right"), (0.5, "wrong"), (0.0, "right"), (-2.0, "unanswerable")])
    threshold = best_threshold(MODEL, rows)
    assert threshold == pytest.approx(
        (MODEL.probability({"cosine": 0.0}) + MODEL.probability({"cosine": -2.0})) / 2
    )


def test_nothing_is_withheld_if_withholding_gains_nothing() -> None:
    rows = rows_of([(3.0, "wrong"), (-2.0, "right")])
    assert best_threshold(MODEL, rows) < MODEL.probability({"cosine": -2.0})


def test_decide_gives_and_withholds_and_does_not_change_errors() -> None:
    failed = EvalRecord("failed", "?", (), error="broken")
    given, withheld, untouched = decide(
        [row("q", 3.0, True), row("r", -2.0, True), failed], MODEL, 0.5
    )
    assert (given.answer, given.right, given.confidence) == (
        "1994",
        True,
        MODEL.probability({"cosine": 3.0}),
    )
    assert (withheld.answer, withheld.right) == (None, False)
    assert untouched == failed


# the split

places = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=3), max_size=30)


@given(places)
@settings(max_examples=50)
def test_the_halves_share_no_article(pairs: list[list[str]]) -> None:
    rows = [EvalRecord(str(n), "?", tuple(map(gold, sources))) for n, sources in enumerate(pairs)]
    fitted, held_out, left_out = split(rows)
    assert len(fitted) + len(held_out) + left_out == len(rows)
    sources = [{g.source for r in part for g in r.gold} for part in (fitted, held_out)]
    assert not sources[0] & sources[1]
    assert not {r.id for r in fitted} & {r.id for r in held_out}


def test_every_second_article_is_held_out_in_any_order_of_the_rows() -> None:
    rows = [
        row(f"{article}{n}", 0.0, True, n > 0, f"{article}.md")
        for article in "abcdef"
        for n in range(3)
    ]
    fitted, held_out, left_out = split(rows)
    assert (len(fitted), len(held_out), left_out) == (9, 9, 0)
    assert {r.id[0] for r in fitted} | {r.id[0] for r in held_out} == set("abcdef")
    assert {r.id for r in split(rows[::-1])[1]} == {r.id for r in held_out}


# all of it


def test_calibrate_reports_on_unseen_questions() -> None:
    random = np.random.default_rng(0)
    rows = []
    for n in range(800):
        cosine, answerable = float(random.normal()), n % 4 > 0
        right = answerable and bool(random.random() < 1 / (1 + math.exp(-2 * cosine)))
        rows.append(
            replace(row(f"q{n}", cosine, right, answerable, f"{n % 20}.md"), confidence=0.5)
        )
    result = calibrate(
        [
            Run(Path("a.json"), {"set": "a"}, tuple(rows[:400])),
            Run(Path("b.json"), {"set": "b"}, tuple(rows[400:])),
        ]
    )
    assert list(result) == [
        "features",
        "bias",
        "threshold",
        "risks",
        "fitted_on",
        "held_out",
        "before",
    ]
    fitted, held_out, before = (result[name] for name in ("fitted_on", "held_out", "before"))
    assert isinstance(fitted, dict)
    assert isinstance(held_out, dict)
    assert isinstance(before, dict)
    assert (fitted["runs"], fitted["n"], held_out["n"], before["n"], fitted["left_out"]) == (
        ["set=a", "set=b"],
        400,
        400,
        400,
        0,
    )
    assert held_out["ece"] < 0.08 < before["ece"]
    assert held_out["brier"] < before["brier"]


def test_risks_have_their_outcome_on_unseen_questions(tmp_path: Path) -> None:
    """In the fitted half all above 0 is right, all below wrong; in the other one above is wrong."""
    pairs = [
        (f"{cosine}{article}", cosine, cosine > 0, f"{article}.md")
        for article in "abcdef"
        for cosine in (2.0, 1.0, -1.0, -2.0)
    ]
    rows = [
        replace(row(id, cosine, right, right, source), article=source)
        for id, cosine, right, source in pairs
    ]
    _, held_out, _ = split(rows)
    surprise = held_out[0].id
    rows = [replace(each, candidate_right=False) if each.id == surprise else each for each in rows]
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(calibrate([Run(Path("a.json"), {}, tuple(rows))])))
    calibration = Calibration.load(path)
    (two, *_) = calibration.operating_points
    assert (two.max_error_rate, two.answered, two.rejected) == (0.02, 1.0, 1.0)
    assert calibration.threshold == next(
        risk.threshold
        for risk in calibration.operating_points
        if risk.max_error_rate == DEFAULT_RISK
    )
    assert json.loads(path.read_text())["risks"][0]["wrong_held_out"] == pytest.approx(1 / 6)


def test_a_reader_that_keeps_to_no_risk_gets_the_best_threshold() -> None:
    rows = [row(f"{n}", n % 3, n % 2 == 0, True, f"{n % 4}.md") for n in range(24)]
    result = calibrate([Run(Path("a.json"), {}, tuple(rows))])
    assert result["risks"] == []
    assert isinstance(result["threshold"], float)


def test_one_article_cannot_be_split() -> None:
    with pytest.raises(PinciteError, match="All questions are about one article"):
        calibrate([Run(Path("a.json"), {}, (row("q", 0.5, True), row("r", 0.1, False)))])
