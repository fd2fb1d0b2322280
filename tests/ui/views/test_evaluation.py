"""The HTML of evaluations and of their comparison."""

from __future__ import annotations

import doctest
import re

from eval.failures import FAILURES
from eval.metrics.aggregate import summarise
from eval.runs.comparison import compare
from eval.runs.records import EvalRecord
from tests.ui.views.parse_html import text
from tests.ui.views.runs import AFTER, BEFORE
from ui.views import evaluation as evaluation_view
from ui.views.evaluation import Evaluated


def test_doctests() -> None:
    assert doctest.testmod(evaluation_view).failed == 0


def test_scores_as_tiles_and_rows() -> None:
    right = EvalRecord(
        "1", "Right?", (), right=True, confidence=0.2, candidate="x", milliseconds=10.0
    )
    wrong = EvalRecord(
        "2",
        "Wrong?",
        (),
        answer="x",
        confidence=0.9,
        candidate="x",
        failure="should have abstained",
        why="confidence 90%, threshold 50%",
    )
    rows, plots = [right, wrong], [("A plot", "<svg></svg>")]
    shown = evaluation_view.report(Evaluated(rows, summarise(rows), 5, 0, plots, "set=test"))
    assert text(shown, ".tile")[0] == "right 50.0 %"
    assert "hit@1 –" in text(shown, ".tile")
    assert text(shown, "td.wrong") == ["should have abstained confidence 90%, threshold 50%"]
    assert text(shown, "td.right") == ["rightly none"]
    assert text(shown, "tbody th .place")[0] == FAILURES["should have abstained"]
    assert text(shown, "table.risks tbody tr")[0] == "2 % none 0.0 % – – –"
    assert "Stopped after 2 of 5 questions." in text(shown, ".remarks")[0]
    assert re.findall(r'href="([^"]*)"', shown) == ["ask?q=Wrong%3F", "ask?q=Right%3F"]


def test_up_to_ten_remarks_are_listed() -> None:
    remarks = [f"q{number}: none of its gold is in the library" for number in range(12)]
    shown = evaluation_view.report(Evaluated([], summarise([]), 0, 0, [], "set=test", remarks))
    assert text(shown, ".remarks summary") == ["12 remarks on the question set"]
    assert text(shown, ".remarks li") == [*remarks[:10], "… and 2 more"]


def test_a_comparison_names_what_changed() -> None:
    shown = evaluation_view.comparison("old.json", "run 2", compare(BEFORE, AFTER))
    right, f1 = text(shown, "tbody tr")
    assert right.startswith("right 50.0 % 50.0 % +0.0 points, ")
    assert right.endswith("the same")
    assert f1.startswith("f1 0.0 % 50.0 % +50.0 points, +0.0 to +100.0 ")
    assert f1.endswith("better, may be chance")
    assert text(shown, "summary") == ["1 question won", "1 question lost"]
    assert re.findall(r'href="([^"]*)"', shown) == ["ask?q=Won%3F", "ask?q=Lost%3F"]
    assert text(shown, "ul.num li") == ["k: 10 → 60"]


def test_a_comparison_of_equal_runs() -> None:
    shown = evaluation_view.comparison("old.json", "run 2", compare(BEFORE, BEFORE))
    assert text(shown, "p") == [
        "No question won.",
        "No question lost.",
        "All settings are the same.",
    ]
