from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import PinciteError
from qa.decision.calibration import Calibration, KindCost, OperatingPoint


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"features": {}}', '{"features": {"a": "much"}, "bias": 0, "threshold": 0}'],
)
def test_a_broken_calibration_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text)
    with pytest.raises(PinciteError, match=r"c\.json is not a calibration"):
        Calibration.load(path)


def test_calibration_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text('{"features": {"a": 2, "b": -1}, "bias": 0.5, "threshold": 0.3}')
    calibration = Calibration.load(path)
    assert calibration.probability({"a": 0.5, "b": 1.5, "unused": 9.0}) == 0.5
    assert (
        0
        < calibration.probability({"a": -1e9, "b": 0})
        < calibration.probability({"a": 1e9, "b": 0})
        < 1
    )


def test_a_risk_chooses_its_threshold(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    rows = [(0.05, 0.9, 0.4, 1), (0.1, 0.7, 0.6, 0.9)]
    risks = [
        dict(zip(("wrong", "threshold", "answered", "refused"), row, strict=True)) for row in rows
    ]
    path.write_text(
        json.dumps({"features": {"a": 2}, "bias": 0.5, "threshold": 0.7, "risks": risks})
    )
    calibration = Calibration.load(path)
    assert calibration.operating_points[0] == OperatingPoint(0.05, 0.9, 0.4, 1.0)
    assert calibration.for_risk(0.05).threshold == 0.9
    assert calibration.for_risk(0.05).probability({"a": 1}) == calibration.probability({"a": 1})
    assert (calibration.answerable, calibration.possible_threshold) == (None, 0.0)
    assert calibration.probability_answerable({"a": 1}) is None
    with pytest.raises(PinciteError, match=r"7 % wrong answers; choose one of 5, 10"):
        calibration.for_risk(0.07)
    with pytest.raises(PinciteError, match="this reader has no table"):
        Calibration({}, 0.0, 0.5).for_risk(0.1)


def test_what_nothing_and_each_kind_cost() -> None:
    point = {"wrong": 0.1, "threshold": 0.7, "answered": 0.5, "refused": 0.9}
    text = json.dumps(
        {
            "features": {"a": 1},
            "bias": 0,
            "threshold": 0.7,
            "nothing": {"features": {"b": 2}, "bias": -1, "threshold": 0.25},
            "risks": [point | {"kinds": {"letters": point | {"wrong": None}}}],
            "reader": "mine@1",
            "questions": 40,
        }
    )
    calibration = Calibration.parse(text, "it")
    assert calibration.probability_answerable({"a": 9, "b": 0.5}) == 0.5
    assert calibration.possible_threshold == 0.25
    assert calibration.feature_names == {"a", "b"}
    assert calibration.operating_points[0].kinds == (KindCost("letters", None, 0.5, 0.9),)
    assert (calibration.reader, calibration.questions, calibration.name) == ("mine@1", 40, "reader")
    with pytest.raises(PinciteError, match="it is not a calibration"):
        Calibration.parse(text.replace('"kinds": {', '"kinds": 1, "x": {'), "it")
