"""What thresholds cost, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from eval.calibration.costs import (
    Cost,
    average,
    calibration_errors,
    costs,
    nothing_threshold,
    told,
)
from eval.calibration.judged import Judged, judged
from eval.runs.records import EvalRecord
from tests.eval.calibration.rows import row, run_of, unread


def table_of(*of_kinds: str) -> Judged:
    """Each letter is a question: right, wrong, unanswerable, or not read."""

    def question(kind: int, number: int, letter: str) -> EvalRecord:
        id = f"{kind}-{number}"
        if letter == "n":
            return unread(id)
        return row(id, 0.0, letter == "r", letter != "u", source=f"{id}.md")

    return judged(
        [
            run_of(f"kind {kind}", [question(kind, n, letter) for n, letter in enumerate(letters)])
            for kind, letters in enumerate(of_kinds)
        ]
    )


def test_costs_by_hand() -> None:
    """Of the first kind a right, a wrong and an unanswerable one of six are given, and one was not
    read; of the second kind nothing is given.
    """
    table = table_of("rrwuun", "rr")
    given = np.array([True, False, True, True, False, False, False])
    assert costs(table, given) == {
        "kind 0": Cost(wrong=2 / 3, answered=2 / 3, rejected=2 / 3),
        "kind 1": Cost(wrong=None, answered=0.0, rejected=None),
    }
    assert average(costs(table, given).values()) == Cost(2 / 3, 1 / 3, 2 / 3)


def test_nothing_is_said_of_what_was_not_read() -> None:
    table = table_of("rrwuun", "rr")
    nothing = np.array([False, False, True, True, False, False, True])
    assert told(table, "kind 0", nothing) == {"answerable": 1 / 3, "unanswerable": 2 / 3}
    assert told(table, "kind 1", nothing) == {"answerable": 1 / 2, "unanswerable": None}


def test_calibration_errors_of_each_kind() -> None:
    table = table_of("rw", "rr")
    errors = calibration_errors(table, np.array([0.75, 0.75, 0.9, 0.8]))
    assert errors == {"kind 0": pytest.approx(0.25), "kind 1": pytest.approx(0.15)}


def test_nothing_needs_nine_of_ten_unanswerable() -> None:
    """Ten unanswerable ones below one answerable one: 10 of 11 is enough, 8 of 9 is not."""
    for unanswerable, expected in ((10, (0.5 + 0.9) / 2), (8, 0.25)):
        table = table_of("u" * unanswerable + "r" * 30)
        levels = np.array([0.1] * unanswerable + [0.4] + [0.9] * 29)
        if unanswerable == 10:
            levels[unanswerable] = 0.5
        assert nothing_threshold(table, levels, table.everything) == pytest.approx(expected)


def test_nothing_may_be_said_of_one_answerable_question_in_twenty_of_each_kind() -> None:
    table = table_of("u" * 50 + "r" * 19, "u" * 50 + "r" * 20)
    first = np.array([0.1] * 50 + [0.2] + [0.9] * 18 + [0.1] * 50 + [0.9] * 20)
    second = np.array([0.1] * 50 + [0.9] * 19 + [0.1] * 50 + [0.2] + [0.9] * 19)
    assert nothing_threshold(table, first, table.everything) == pytest.approx(0.15)
    assert nothing_threshold(table, second, table.everything) == pytest.approx(0.55)


def test_nothing_is_said_of_withheld_answers_alone() -> None:
    table = table_of("u" * 9 + "rr")
    levels = np.array([0.1] * 9 + [0.1, 0.9])
    assert nothing_threshold(table, levels, table.everything) == 0.0
    withheld = np.array([True] * 9 + [False, True])
    assert nothing_threshold(table, levels, withheld) == pytest.approx(0.5)
    assert nothing_threshold(table, levels, ~table.everything) == 0.0
