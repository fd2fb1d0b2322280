from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.spans import Passage, Span
from qa.readers.reader import SpanPrediction
from qa.squad import SquadQuestion
from qa.train.score import ALWAYS, NEVER, Reading, Scores, best_threshold, read, scores
from qa.types import Occurrence

READINGS = [
    Reading(True, "x", 4.0, 1.0, 1.0),
    Reading(True, "x", 1.0, 0.0, 0.5),
    Reading(False, "x", 0.5, 0.0, 0.0),
    Reading(True, "x", -1.0, 1.0, 1.0),
    Reading(False, "x", -2.0, 0.0, 0.0),
]


def test_scores_worked_out_by_hand() -> None:
    assert scores(READINGS, 0.0) == Scores(0.0, 2 / 5, 2.5 / 5, 1 / 2, 1 / 2)
    assert scores(READINGS, ALWAYS) == Scores(ALWAYS, 2 / 5, 2.5 / 5, None, 0.0)
    assert scores(READINGS, NEVER) == Scores(NEVER, 2 / 5, 2 / 5, 2 / 5, 1.0)
    assert scores(READINGS[:2], 2.0) == Scores(2.0, 0.5, 0.5, 0.0, None)


READING = st.builds(
    Reading,
    st.booleans(),
    st.just("x"),
    st.integers(-3, 3).map(float),
    st.just(0.0),
    st.sampled_from([0.0, 0.5, 1.0]),
).map(
    lambda reading: reading if reading.answerable else Reading(False, "x", reading.margin, 0.0, 0.0)
)


@given(st.lists(READING, min_size=1, max_size=12))
def test_no_threshold_is_better_than_the_best(readings: list[Reading]) -> None:
    best = scores(readings, best_threshold(readings)).f1
    assert best == max(
        scores(readings, threshold).f1
        for threshold in [ALWAYS, *(float(each) for each in range(-3, 5)), NEVER]
    )


class Stub:
    """Finds the first word, or nothing in an empty paragraph."""

    name = "stub"
    fingerprint = "stub@0"

    def read(self, question: str, passages: Sequence[Passage]) -> list[SpanPrediction]:
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
    ]
    assert list(read(Stub(), questions)) == [
        Reading(True, "Ada", 2.5, 1.0, 1.0),
        Reading(False, "Bob", 2.5, 0.0, 0.0),
        Reading(True, "", ALWAYS, 0.0, 0.0),
    ]
