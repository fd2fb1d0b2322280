"""The table of judged questions: kinds of equal weight, and models that saw nothing of a fold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.calibration.judged import Judged, judged
from eval.runs.run_file import Run
from index.errors import PinciteError
from qa.decision.calibration import Logistic
from tests.eval.calibration.rows import row, run_of, unread


def test_each_kind_has_the_same_weight() -> None:
    big = [row(f"b{n}", n, n % 2 == 0, source=f"{n}.md") for n in range(6)]
    small = [row(f"s{n}", n, n % 2 == 0, source=f"{n}.txt") for n in range(2)]
    table = judged([run_of("big", big), run_of("small", [*small, unread("u")])])
    assert table.kind_names == ("big", "small")
    assert table.weights.tolist() == pytest.approx([8 / 2 / 6] * 6 + [8 / 2 / 2] * 2)
    assert table.weights.mean() == pytest.approx(1.0)
    assert (table.asked("small", answerable=True), table.asked("small", answerable=False)) == (2, 1)


def test_features_are_named_and_sorted() -> None:
    rows = [row(str(n), n, n % 2 == 0, source=f"{n}.md", rank=float(n % 3)) for n in range(4)]
    table = judged([run_of("a", rows)])
    assert table.names == ("cosine", "rank")
    assert table.features.tolist() == [[n, n % 3] for n in range(4)]


def test_runs_with_other_features_are_rejected() -> None:
    rows = [row("q", 0.5, True, rank=1.0), row("other", 0.1, False)]
    with pytest.raises(PinciteError, match="Question 'other' has the features"):
        judged([run_of("a", rows)])


def test_one_article_can_only_be_held_out_by_question() -> None:
    rows = [row("q", 0.5, True), row("r", 0.1, False)]
    with pytest.raises(PinciteError, match="All questions are about one article"):
        judged([run_of("a", rows)])
    assert judged([run_of("a", rows)], one_article=True).folds.tolist() == [0, 1]


@pytest.mark.parametrize("right", [True, False])
def test_questions_that_are_all_right_or_all_wrong_cannot_be_fitted(right: bool) -> None:
    rows = [row(str(n), n, right, source=f"{n}.md") for n in range(3)]
    table = judged([run_of("a", rows)])
    with pytest.raises(PinciteError, match=r"Of 3 candidates to fit on [03] are right"):
        table.fit("right", table.everything)


def table_of(count: int) -> Judged:
    """Right where the cosine is above 0, except every eleventh; one article a question."""
    random = np.random.default_rng(0)
    rows = [
        row(f"{n}", cosine, (cosine > 0) != (n % 11 == 0), source=f"{n}.md")
        for n, cosine in enumerate(random.normal(size=count).tolist())
    ]
    return judged([run_of("a", rows[::2]), run_of("b", rows[1::2])])


def test_a_held_out_probability_is_of_a_model_without_that_fold_or_kind() -> None:
    table = table_of(60)
    for by, parts in (("fold", table.folds), ("kind", table.kinds)):
        probabilities = table.held_out("right", "fold" if by == "fold" else "kind")
        test = parts == parts[7]
        model = table.fit("right", ~test)
        assert probabilities[test].tolist() == table.predict(model, test).tolist()


def test_predict_is_the_probability_of_the_model() -> None:
    table = table_of(10)
    model = Logistic({"cosine": 2.0}, -0.5)
    expected = [model.probability({"cosine": cosine}) for (cosine,) in table.features.tolist()]
    assert table.predict(model, table.everything).tolist() == pytest.approx(expected)


def test_few_questions_stay_near_the_prior_and_many_do_not() -> None:
    prior = Logistic({"cosine": -1.0}, 0.5)
    weights = []
    for count in (2, 20, 200, 2000):
        table = table_of(count)
        weights.append(table.fit("right", table.everything, prior, 3.0).weights["cosine"])
    assert weights == sorted(weights)
    assert -1.0 <= weights[0] < 0 < 1 < weights[-1]


def test_a_run_without_a_set_is_a_kind_by_its_path() -> None:
    rows = tuple(row(str(n), n, n > 0, source=f"{n}.md") for n in range(2))
    assert judged([Run(Path("x.json"), {}, rows)]).kind_names == ("x.json",)
