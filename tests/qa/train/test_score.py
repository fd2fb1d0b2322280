from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.spans import Passage, Span
from qa.readers.reader import SpanPrediction
from qa.readers.squad import SquadQuestion
from qa.train.score import (
    ALWAYS,
    NEVER,
    Prediction,
    Scores,
    best_threshold,
    compute_scores,
    predict,
)
from qa.types import Occurrence

PREDICTIONS = [
    Prediction(True, "x", 4.0, 1.0, 1.0),
    Prediction(True, "x", 1.0, 0.0, 0.5),
    Prediction(False, "x", 0.5, 0.0, 0.0),
    Prediction(True, "x", -1.0, 1.0, 1.0),
    Prediction(False, "x", -2.0, 0.0, 0.0),
]


def test_scores_worked_out_by_hand() -> None:
    assert compute_scores(PREDICTIONS, 0.0) == Scores(0.0, 2 / 5, 2.5 / 5, 1 / 2, 1 / 2)
    assert compute_scores(PREDICTIONS, ALWAYS) == Scores(ALWAYS, 2 / 5, 2.5 / 5, None, 0.0)
    assert compute_scores(PREDICTIONS, NEVER) == Scores(NEVER, 2 / 5, 2 / 5, 2 / 5, 1.0)
    assert compute_scores(PREDICTIONS[:2], 2.0) == Scores(2.0, 0.5, 0.5, 0.0, None)


PREDICTION = st.builds(
    Prediction,
    st.booleans(),
    st.just("x"),
    st.integers(-3, 3).map(float),
    st.just(0.0),
    st.sampled_from([0.0, 0.5, 1.0]),
).map(
    lambda prediction: (
        prediction if prediction.answerable else Prediction(False, "x", prediction.margin, 0.0, 0.0)
    )
)


@given(st.lists(PREDICTION, min_size=1, max_size=12))
def test_no_threshold_is_better_than_the_best(predictions: list[Prediction]) -> None:
    best = compute_scores(predictions, best_threshold(predictions)).f1
    assert best == max(
        compute_scores(predictions, threshold).f1
        for threshold in [ALWAYS, *(float(margin) for margin in range(-3, 5)), NEVER]
    )


class Stub:
    """Finds the first word, or nothing in an empty paragraph."""

    name = "stub"
    fingerprint = "stub@0"

    def read(
        self, question: str, passages: Sequence[Passage], contexts: Sequence[str] = ()
    ) -> list[SpanPrediction]:
        [passage] = passages
        if question == "Nothing?":
            return []
        span = Span(passage.span.document, 0, passage.span.text.index(" "))
        return [SpanPrediction(Occurrence(span, span, passage), -1.0, -3.5)]


def test_each_question_is_read_with_its_own_paragraph() -> None:
    questions = [
        SquadQuestion("1", "Who?", "Ada came.", ("Ada", "Ada L")),
        SquadQuestion("2", "Why?", "Bob went.", ()),
        SquadQuestion("3", "Nothing?", "Bob went.", ("Bob",)),
        SquadQuestion("4", "Nothing?", "Bob went.", ()),
    ]
    assert list(predict(Stub(), questions)) == [
        Prediction(True, "Ada", 2.5, 1.0, 1.0),
        Prediction(False, "Bob", 2.5, 0.0, 0.0),
        Prediction(True, "", ALWAYS, 0.0, 0.0),
        Prediction(False, "", ALWAYS, 0.0, 0.0),
    ]
