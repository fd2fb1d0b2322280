"""The risk table against hand-computed values, and against trying every threshold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.calibration.operating_points import LEVELS, Prediction, RiskRow, risk_table
from eval.metrics.significance import wilson_upper_bound

# eight questions, six of them answerable; as confidence falls, the share wrong is 0/1, 0/2, 1/3,
# 1/4, 1/5, 3/7
QUESTIONS = [
    Prediction(0.9, True, True),
    Prediction(0.8, True, True),
    Prediction(0.7, False, False),
    Prediction(0.6, True, True),
    Prediction(0.5, True, True),
    Prediction(0.3, False, True),
    Prediction(0.3, False, False),
    Prediction(None, False, True),
]


def test_worked_by_hand() -> None:
    table = risk_table(QUESTIONS, [0.0, 0.1, 0.2, 0.25, 0.5])
    rows = [(risk.threshold, risk.answered, risk.answerable_answered, risk.wrong) for risk in table]
    assert [risk.at_most for risk in table] == [0.0, 0.1, 0.2, 0.25, 0.5]
    by_hand: list[tuple[object, ...]] = [
        (pytest.approx(0.75), 2 / 8, 2 / 6, 0.0),
        (pytest.approx(0.75), 2 / 8, 2 / 6, 0.0),
        (
            pytest.approx(0.4),
            5 / 8,
            4 / 6,
            1 / 5,
        ),  # 1 of 3 and 1 of 4 are too many, 1 of 5 is not
        (pytest.approx(0.4), 5 / 8, 4 / 6, 1 / 5),
        (
            pytest.approx(0.15),
            7 / 8,
            5 / 6,
            3 / 7,
        ),  # nothing read: no answer at any threshold
    ]
    assert list(map(tuple, rows)) == by_hand


def test_a_weight_counts_like_copies_of_a_question() -> None:
    twice = [each for each in QUESTIONS for _ in range(1 + (each.confidence == 0.7))]
    weighted = [each._replace(weight=2.0 if each.confidence == 0.7 else 1.0) for each in QUESTIONS]
    assert risk_table(weighted, [0.1, 0.3, 0.5]) == risk_table(twice, [0.1, 0.3, 0.5])


def test_equal_confidences_are_given_or_withheld_together() -> None:
    tied = [
        Prediction(0.6, True, True),
        Prediction(0.6, True, True),
        Prediction(0.6, False, True),
        Prediction(0.4, True, True),
    ]
    assert [risk.threshold for risk in risk_table(tied, [0.0, 0.2])] == [None, None]
    assert risk_table(tied, [0.25])[0].answered == 1.0


def test_a_level_that_no_threshold_keeps_to_answers_nothing() -> None:
    assert risk_table([Prediction(0.9, False, True), Prediction(0.2, True, True)], [0.1]) == [
        RiskRow(0.1, None, 0.0, 0.0, None, None)
    ]
    assert risk_table([Prediction(None, False, True)], [0.1]) == [
        RiskRow(0.1, None, 0.0, 0.0, None, None)
    ]


def test_without_questions_or_without_answerable_ones() -> None:
    assert risk_table([]) == []
    (risk,) = risk_table([Prediction(0.9, False, False)], [1.0])
    assert (risk.answered, risk.answerable_answered, risk.wrong) == (1.0, None, 1.0)


def test_the_default_levels() -> None:
    assert (
        [risk.at_most for risk in risk_table(QUESTIONS)] == list(LEVELS) == [0.02, 0.05, 0.1, 0.2]
    )


def test_wrong_up_to_is_the_upper_end_of_the_wilson_interval() -> None:
    assert risk_table(QUESTIONS, [0.0])[0].wrong_up_to == wilson_upper_bound(0, 2)


predictions = st.builds(
    Prediction,
    st.sampled_from([None, 0.0, 0.1, 0.35, 0.9, 1.0]),
    st.booleans(),
    st.booleans(),
    weight=st.just(1.0),
)


@given(st.lists(predictions, min_size=1, max_size=20), st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]))
def test_no_other_threshold_answers_more_and_keeps_to_the_level(
    questions: list[Prediction], level: float
) -> None:
    def given_at(threshold: float) -> list[Prediction]:
        return [
            each
            for each in questions
            if each.confidence is not None and each.confidence >= threshold
        ]

    (risk,) = risk_table(questions, [level])
    tried = [given_at(step / 100) for step in range(101)]
    allowed = [
        answers
        for answers in tried
        if answers and sum(not each.right for each in answers) <= level * len(answers)
    ]
    assert risk.answered * len(questions) == pytest.approx(max(map(len, allowed), default=0))
    if risk.threshold is not None:
        answers = given_at(risk.threshold)
        assert len(answers) == pytest.approx(risk.answered * len(questions))
        assert risk.wrong == sum(not each.right for each in answers) / len(answers)
