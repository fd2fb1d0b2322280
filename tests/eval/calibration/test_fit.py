"""The fit against scikit-learn, the threshold against brute force, the split by what it promises."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

from eval.calibration.fit import (
    DEFAULT_RISK,
    Logistic,
    best_threshold,
    calibrate,
    decide,
    fit,
    logistic,
    split,
)
from eval.datasets.dataset import GoldSpan
from eval.metrics.answers import Numbers
from eval.runs.run import EvalRecord
from eval.runs.run_file import Run
from index.errors import PinciteError
from qa.calibration import Calibration


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


def sample(seed: int, number: int = 300) -> tuple[Numbers, Numbers]:
    draw = np.random.default_rng(seed)
    features = draw.normal(size=(number, 3)) * [1.0, 40.0, 0.01] + [0.0, 100.0, -3.0]
    chance = 1 / (1 + np.exp(-(features[:, 0] - (features[:, 1] - 100) / 40 + 0.5)))
    return features, (draw.random(number) < chance).astype(np.float64)


@pytest.mark.parametrize(("seed", "strength"), [(0, 1.0), (1, 0.1), (2, 30.0)])
def test_the_fit_equals_scikit_learn(seed: int, strength: float) -> None:
    features, right = sample(seed)
    weights, bias = logistic(features, right, strength)
    scaler = StandardScaler().fit(features)
    oracle = LogisticRegression(C=1 / strength, tol=1e-10, max_iter=10_000).fit(
        scaler.transform(features), right
    )
    expected = oracle.predict_proba(scaler.transform(features))[:, 1]
    assert 1 / (1 + np.exp(-(features @ weights + bias))) == pytest.approx(expected, abs=1e-6)
    assert weights * scaler.scale_ == pytest.approx(oracle.coef_[0], abs=1e-5)


def test_a_constant_feature_weighs_nothing() -> None:
    features, right = sample(0)
    features[:, 2] = 7.0
    weights, _ = logistic(features, right)
    assert weights[2] == 0.0


def test_perfectly_separable_features_stay_finite() -> None:
    features = np.array([[-1000.0], [-999.0], [999.0], [1000.0]])
    weights, bias = logistic(features, np.array([0.0, 0.0, 1.0, 1.0]))
    assert 0 < weights[0] < 1
    assert bias == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("z", [-1000.0, -1.0, 0.0, 2.0, 1000.0])
def test_probability_is_the_logistic_of_the_weighted_sum(z: float) -> None:
    expected = 0.0 if z < -700 else 1 / (1 + math.exp(-z))
    assert Logistic({"a": 2.0, "b": -1.0}, 0.5).probability(
        {"b": 0.5, "a": z / 2, "unused": 9.0}
    ) == pytest.approx(expected)


def test_features_are_named_and_sorted() -> None:
    rows = [
        replace(row(str(n), 0, n % 2 == 0), features={"rank": float(n % 3), "cosine": n / 10})
        for n in range(10)
    ]
    assert list(fit(rows).features) == ["cosine", "rank"]


def test_rows_without_a_reading_tell_the_fit_nothing() -> None:
    rows = [row(str(n), n % 5, n % 3 == 0) for n in range(20)]
    silent = EvalRecord("silent", "?", (), error="broken")
    assert fit([*rows, silent]) == fit(rows)


@pytest.mark.parametrize(
    "rows", [[], [row("q", 0.5, True)], [row("q", 0.5, False), row("r", 0.1, False)]]
)
def test_nothing_to_learn_from_is_refused(rows: list[EvalRecord]) -> None:
    with pytest.raises(PinciteError, match="wanted some right and some wrong"):
        fit(rows)


def test_readers_are_not_mixed() -> None:
    with pytest.raises(PinciteError, match="Question 'other' has the evidence"):
        fit(
            [
                replace(row("q", 0.5, True), features={"cosine": 0.5, "rank": 1.0}),
                row("other", 0.1, False),
            ]
        )


# the threshold

MODEL = Logistic({"cosine": 1.0}, 0.0)
answers = st.lists(
    st.tuples(
        st.sampled_from([-2.0, -1.0, 0.0, 0.5, 3.0]),
        st.sampled_from(["right", "wrong", "unanswerable"]),
    ),
    max_size=12,
)


def rows_of(drawn: list[tuple[float, str]]) -> list[EvalRecord]:
    return [
        row(str(n), cosine, kind == "right", kind != "unanswerable")
        for n, (cosine, kind) in enumerate(drawn)
    ]


def right_minus_wrong(rows: list[EvalRecord], threshold: float) -> int:
    return sum(
        1 if r.candidate_right else -1 for r in rows if MODEL.probability(r.features) >= threshold
    )


@given(answers)
def test_by_no_other_threshold_do_right_answers_outnumber_wrong_ones_more(
    drawn: list[tuple[float, str]],
) -> None:
    rows = rows_of(drawn)
    threshold = best_threshold(MODEL, rows)
    assert right_minus_wrong(rows, threshold) == max(
        right_minus_wrong(rows, number / 1000) for number in range(1001)
    )
    assert 0 <= threshold <= 1


def test_of_equally_good_thresholds_the_one_that_answers_more() -> None:
    rows = rows_of([(3.0, "right"), (0.5, "wrong"), (0.0, "right"), (-2.0, "unanswerable")])
    threshold = best_threshold(MODEL, rows)
    assert threshold == pytest.approx(
        (MODEL.probability({"cosine": 0.0}) + MODEL.probability({"cosine": -2.0})) / 2
    )


def test_where_everything_can_be_answered_nothing_is_withheld() -> None:
    rows = rows_of([(3.0, "wrong"), (-2.0, "right")])
    assert best_threshold(MODEL, rows) < MODEL.probability({"cosine": -2.0})


def test_decide_gives_and_withholds_and_leaves_errors_alone() -> None:
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
def test_the_halves_share_no_article(drawn: list[list[str]]) -> None:
    rows = [EvalRecord(str(n), "?", tuple(map(gold, sources))) for n, sources in enumerate(drawn)]
    known, held_out, left_out = split(rows)
    assert len(known) + len(held_out) + left_out == len(rows)
    sources = [{g.source for r in part for g in r.gold} for part in (known, held_out)]
    assert not sources[0] & sources[1]
    assert not {r.id for r in known} & {r.id for r in held_out}


def test_every_second_article_is_held_out_whatever_the_order_of_the_rows() -> None:
    rows = [
        row(f"{article}{n}", 0.0, True, n > 0, f"{article}.md")
        for article in "abcdef"
        for n in range(3)
    ]
    known, held_out, left_out = split(rows)
    assert (len(known), len(held_out), left_out) == (9, 9, 0)
    assert {r.id[0] for r in known} | {r.id[0] for r in held_out} == set("abcdef")
    assert {r.id for r in split(rows[::-1])[1]} == {r.id for r in held_out}


# all of it


def test_calibrate_reports_on_questions_it_has_not_seen() -> None:
    draw = np.random.default_rng(0)
    rows = []
    for n in range(800):
        cosine, answerable = float(draw.normal()), n % 4 > 0
        right = answerable and bool(draw.random() < 1 / (1 + math.exp(-2 * cosine)))
        rows.append(
            replace(row(f"q{n}", cosine, right, answerable, f"{n % 20}.md"), confidence=0.5)
        )
    found = calibrate(
        [
            Run(Path("a.json"), {"set": "a"}, tuple(rows[:400])),
            Run(Path("b.json"), {"set": "b"}, tuple(rows[400:])),
        ]
    )
    assert list(found) == [
        "features",
        "bias",
        "threshold",
        "risks",
        "fitted_on",
        "held_out",
        "before",
    ]
    fitted, held_out, before = (found[name] for name in ("fitted_on", "held_out", "before"))
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


def test_risks_say_what_they_cost_on_questions_not_seen(tmp_path: Path) -> None:
    """By hand: of the half fitted on, everything above 0 is right and everything below wrong; of the other half one above is wrong."""
    drawn = [
        (f"{cosine}{article}", cosine, cosine > 0, f"{article}.md")
        for article in "abcdef"
        for cosine in (2.0, 1.0, -1.0, -2.0)
    ]
    rows = [
        replace(row(id, cosine, right, right, source), article=source)
        for id, cosine, right, source in drawn
    ]
    _, held_out, _ = split(rows)
    surprise = held_out[0].id
    rows = [replace(each, candidate_right=False) if each.id == surprise else each for each in rows]
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(calibrate([Run(Path("a.json"), {}, tuple(rows))])))
    found = Calibration.load(path)
    (two, *_) = found.operating_points
    assert (two.max_error_rate, two.answered, two.rejected) == (0.02, 1.0, 1.0)
    assert found.threshold == next(
        risk.threshold for risk in found.operating_points if risk.max_error_rate == DEFAULT_RISK
    )
    assert json.loads(path.read_text())["risks"][0]["wrong_held_out"] == pytest.approx(1 / 6)


def test_a_reader_that_keeps_to_no_risk_answers_where_it_is_mostly_right() -> None:
    rows = [row(f"{n}", n % 3, n % 2 == 0, True, f"{n % 4}.md") for n in range(24)]
    found = calibrate([Run(Path("a.json"), {}, tuple(rows))])
    assert found["risks"] == []
    assert isinstance(found["threshold"], float)


def test_one_article_alone_cannot_be_halved() -> None:
    with pytest.raises(PinciteError, match="All questions are about one article"):
        calibrate([Run(Path("a.json"), {}, (row("q", 0.5, True), row("r", 0.1, False)))])
