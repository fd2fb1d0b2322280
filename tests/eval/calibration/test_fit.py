"""The fit over kinds, its default threshold, and a library's own fit."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eval.calibration.fit import DEFAULT_RISK, FEW, calibrate, calibrate_library
from eval.runs.records import EvalRecord
from eval.runs.run_file import Run
from index.errors import PinciteError
from qa.decision.calibration import Calibration
from tests.eval.calibration.rows import row, run_of


def drawn(kind: str, count: int, chance: Callable[[float], float], seed: int = 0) -> Run:
    """Questions of 20 articles, one in four unanswerable, right with a chance by the cosine."""
    random = np.random.default_rng(seed)
    rows = []
    for n in range(count):
        answerable = n % 4 > 0
        cosine = float(random.normal()) + (0.0 if answerable else -2.0)
        right = answerable and bool(random.random() < chance(cosine))
        made = row(f"{kind}{n}", cosine, right, answerable, f"{kind}{n % 20}.md")
        rows.append(replace(made, confidence=0.5, article=f"{kind}{n % 20}.md"))
    return run_of(kind, rows)


def steep(cosine: float) -> float:
    return 1 / (1 + math.exp(-4 * cosine))


def test_calibrate_reports_on_unseen_questions(tmp_path: Path) -> None:
    result: Any = calibrate([drawn("a", 400, steep), drawn("b", 400, steep, seed=1)])
    assert list(result) == [
        *("features", "bias", "threshold", "nothing", "risks", "reader", "questions"),
        *("fitted_on", "kinds"),
    ]
    assert (result["questions"], list(result["kinds"])) == (800, ["a", "b"])
    for scores in result["kinds"].values():
        assert scores["ece"] < 0.08 < scores["before"]["ece"]
        assert scores["ece_unseen"] < 0.08
        assert scores["wrong"] <= DEFAULT_RISK + 0.02
        assert scores["nothing"]["answerable"] <= 0.05 < 0.3 < scores["nothing"]["unanswerable"]
        assert scores["before"]["answered"] == 0.0
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(result))
    calibration = Calibration.load(path)
    assert calibration.threshold in [each.threshold for each in calibration.operating_points]
    assert [cost.kind for cost in calibration.operating_points[0].kinds] == ["a", "b"]
    assert calibration.answerable is not None
    assert calibration.possible_threshold == result["nothing"]["threshold"]


def kinds_with(wrong: dict[str, int]) -> list[Run]:
    """Per kind 40 sure candidates, of which so many are wrong, and 40 unsure ones, mostly wrong."""
    runs = []
    for kind, count in wrong.items():
        sure = [(1.0, n >= count) for n in range(40)]
        unsure = [(-1.0, n < 4) for n in range(40)]
        rows = [
            row(f"{n}", cosine, right, source=f"{kind}{n}.md")
            for n, (cosine, right) in enumerate(sure + unsure)
        ]
        runs.append(run_of(kind, rows))
    return runs


def test_the_default_keeps_to_its_risk_in_all_kinds_but_one_of_three() -> None:
    """With a tenth of the sure ones wrong they are given. With 12 of 40 wrong in one kind of three
    they are given too; with as many wrong in two kinds, or in one of two, they are not.
    """
    fine: Any = calibrate(kinds_with({"a": 4, "b": 4}))
    assert [fine["kinds"][kind]["answered"] for kind in "ab"] == [0.5, 0.5]
    one: Any = calibrate(kinds_with({"a": 0, "b": 0, "c": 12}))
    assert one["kinds"]["c"]["wrong"] == 0.3
    assert one["kinds"]["c"]["answered"] == 0.5
    two: Any = calibrate(kinds_with({"a": 0, "b": 12, "c": 12}))
    assert two["threshold"] == two["risks"][0]["threshold"]
    half: Any = calibrate(kinds_with({"a": 0, "b": 12}))
    assert half["threshold"] == half["risks"][0]["threshold"]


def test_a_kind_without_answerable_questions_lets_nothing_be_said_more_often() -> None:
    """It changes neither the model of "right" nor what a risk costs."""
    topic = drawn("a", 120, steep)
    rows = [row(f"off{n}", -3.0 - n % 3, False, False, f"off{n}.md") for n in range(60)]
    alone: Any = calibrate([topic])
    mixed: Any = calibrate([topic, run_of("off", rows)])
    assert [list(risk["kinds"]) for risk in mixed["risks"]] == [["a"]] * len(mixed["risks"])
    assert mixed["kinds"]["off"]["nothing"] == {"answerable": None, "unanswerable": 1.0}
    assert mixed["threshold"] == pytest.approx(alone["threshold"], abs=0.05)
    said = [each["kinds"]["a"]["nothing"] for each in (alone, mixed)]
    assert said[1]["unanswerable"] > said[0]["unanswerable"]
    assert said[1]["answerable"] <= 0.05
    assert Calibration.parse(json.dumps(mixed), "it").possible_threshold > 0


def test_without_unanswerable_questions_nothing_is_never_said() -> None:
    result: Any = calibrate(kinds_with({"a": 4, "b": 4}))
    assert result["nothing"] is None
    assert result["kinds"]["a"]["nothing"] == {"answerable": 0.0, "unanswerable": None}


def test_a_reader_that_keeps_to_no_risk_gives_what_is_likelier_right() -> None:
    rows = [row(f"{n}", n % 3, n % 2 == 0, source=f"{n % 4}.md") for n in range(24)]
    result = calibrate([run_of("a", rows)])
    assert (result["risks"], result["threshold"]) == ([], 0.5)


def test_runs_of_two_readers_are_rejected() -> None:
    rows = drawn("a", 40, steep).rows
    with pytest.raises(PinciteError, match="The runs are of the readers one, two"):
        calibrate([run_of("a", rows, "one"), run_of("b", rows, "two")])


SHIPPED = Calibration({"cosine": 1.0}, bias=-1.0, threshold=0.7)


def test_few_questions_of_a_library_stay_near_the_shipped_fit() -> None:
    few: Any = calibrate_library([drawn("mine", 8, steep)], SHIPPED)
    many: Any = calibrate_library([drawn("mine", 800, steep)], SHIPPED)
    assert abs(few["features"]["cosine"] - 1) < 1.0 < many["features"]["cosine"] - 1
    assert (few["threshold"], few["risks"], few["nothing"]) == (0.7, [], None)
    assert many["threshold"] != 0.7
    assert len(many["risks"]) > 0


def test_a_library_of_one_document_can_be_fitted() -> None:
    rows = [row(f"{n}", n / 10, n > 10) for n in range(FEW)]
    result: Any = calibrate_library([run_of("mine", rows)], SHIPPED)
    assert result["features"]["cosine"] > 1.0


def test_runs_without_the_features_of_the_shipped_fit_are_rejected() -> None:
    other = Calibration({"cosine": 1.0, "rank": 1.0}, bias=0.0, threshold=0.5)
    with pytest.raises(PinciteError, match="lack the features rank of the reader's calibration"):
        calibrate_library([drawn("mine", 8, steep)], other)


def test_a_question_that_was_not_read_counts_as_not_answered() -> None:
    run = drawn("a", 40, steep)
    silent = [EvalRecord(f"s{n}", "?", run.rows[1].gold) for n in range(10)]
    with_silent: Any = calibrate([replace(run, rows=(*run.rows, *silent))])
    without: Any = calibrate([run])
    assert with_silent["features"] == without["features"]
    scores, before = (each["kinds"]["a"] for each in (with_silent, without))
    assert (scores["questions"], before["questions"]) == (50, 40)
    assert scores["answered"] == pytest.approx(before["answered"] * 30 / 40)
