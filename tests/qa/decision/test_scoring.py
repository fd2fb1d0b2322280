from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.spans import Hit, Marker, Passage, Span
from qa.decision.calibration import UNCALIBRATED
from qa.decision.scoring import MAX_CANDIDATES, rank_candidates
from qa.readers.reader import SpanPrediction
from qa.types import Occurrence
from tests.conftest import document
from tests.support.readers import HALF

DOC = document("In 1871 the mill burned. The fire of 1871 was the second; the first was in 1790.")
MIDDLE = 25


def passage(start: int, end: int, cosine: float = 0.0) -> Passage:
    span = Span(DOC, start, end)
    return Passage(span, 1.0, 1, 1, (Hit(span, cosine),))


ONE, TWO = passage(0, MIDDLE - 1, 0.25), passage(MIDDLE, len(DOC.text))


def candidate(words: str, margin: float, where: Passage = ONE) -> SpanPrediction:
    start = DOC.text.index(words, where.span.start)
    return SpanPrediction(
        Occurrence(Span(DOC, start, start + len(words)), where.span, where), margin + 1.0, 1.0
    )


def test_equal_words_in_two_passages_are_one_candidate_with_two_occurrences() -> None:
    """Adjusted scores: 1871 has 2 in the first passage and 1 - 0.3 log 2 in the second, 1790 has
    1.5 - 0.3 log 2, "no answer" 0.
    """
    ranked = rank_candidates(
        [candidate("1871", 2.0), candidate("1790", 1.5, TWO), candidate("1871", 1.0, TWO)],
        [ONE, TWO],
        UNCALIBRATED,
    )
    assert [[place.span.start for place in answer.occurrences] for answer in ranked] == [
        [3, 37],
        [75],
    ]
    weights = [math.exp(2), math.exp(1 - 0.3 * math.log(2)), math.exp(1.5 - 0.3 * math.log(2)), 1.0]
    assert ranked[0].confidence == pytest.approx((weights[0] + weights[1]) / sum(weights))
    assert ranked[1].confidence == pytest.approx(weights[2] / sum(weights))
    features = ranked[0].features
    assert features["margin_to_second"] == pytest.approx(
        math.log((weights[0] + weights[1]) / weights[2])
    )
    assert (features["margin"], features["rank"], features["cosine"]) == (2.0, 1.0, 0.25)
    assert features["occurrences"] == pytest.approx(math.log(2))
    assert ranked[1].features["rank"] == 0.5


def test_answers_are_equal_without_case_and_outer_punctuation() -> None:
    ranked = rank_candidates(
        [
            candidate("The fire", 2.0, TWO),
            candidate("the mill", 1.0),
            candidate("the mill burned.", 0.5),
        ],
        [ONE, TWO],
        HALF,
    )
    assert [answer.span.text for answer in ranked] == ["The fire", "the mill"], (
        "the third overlaps the second"
    )
    ranked = rank_candidates([candidate("the", 1.0), candidate("The", 0.5, TWO)], [ONE, TWO], HALF)
    assert [[place.span.text for place in answer.occurrences] for answer in ranked] == [
        ["the", "The"]
    ]


def test_of_overlapping_predictions_only_the_best_is_used() -> None:
    ranked = rank_candidates([candidate("1871", 1.0), candidate("In 1871", 2.0)], [ONE], HALF)
    assert [answer.span.text for answer in ranked] == ["In 1871"]
    assert ranked[0].features["margin_to_second"] == 20.0, "there is no other candidate"


def test_a_better_rank_of_the_passage_counts_a_little() -> None:
    near, far = candidate("1871", 1.0), candidate("1790", 1.1, TWO)
    assert [answer.span.text for answer in rank_candidates([far, near], [ONE, TWO], HALF)] == [
        "1871",
        "1790",
    ]
    assert [answer.span.text for answer in rank_candidates([far, near], [TWO, ONE], HALF)] == [
        "1790",
        "1871",
    ]


def test_the_answer_type_sentences_gives_the_whole_sentence() -> None:
    (answer,) = rank_candidates([candidate("1871", 1.0)], [ONE], HALF, "sentences")
    assert answer.span == answer.sentence == ONE.span


def test_all_predictions_of_a_sentence_count_for_it() -> None:
    """Each alone has a lower score than the one in the other sentence: 2 exp(1) > exp(1.5)."""
    candidates = [
        candidate("1790", 1.5 + 0.3 * math.log(2), TWO),
        candidate("1871", 1.0),
        candidate("mill", 1.0),
    ]
    assert rank_candidates(candidates, [ONE, TWO], HALF, "words")[0].span.text == "1790"
    assert rank_candidates(candidates, [ONE, TWO], HALF, "sentences")[0].span == ONE.span


HEADED = document(
    "The fire\n\nThe mill burned in 1871.", marks=(Marker("heading", 0, 8, "The fire"),)
)
HEADING, BELOW = Span(HEADED, 0, 8), Span(HEADED, 10, 34)
WHOLE = Passage(Span(HEADED, 0, 34), 1.0, 1, 1, (Hit(HEADING, 0.0), Hit(BELOW, 0.0)))


def headed(heading: float, below: float) -> list[SpanPrediction]:
    return [
        SpanPrediction(Occurrence(HEADING, HEADING, WHOLE), heading, 0.0),
        SpanPrediction(Occurrence(Span(HEADED, 29, 33), BELOW, WHOLE), below, 0.0),
    ]


def test_a_heading_is_not_given_as_a_sentence() -> None:
    assert [
        answer.span for answer in rank_candidates(headed(9.0, 1.0), [WHOLE], HALF, "sentences")
    ] == [BELOW]
    assert rank_candidates(headed(9.0, 1.0)[:1], [WHOLE], HALF, "sentences") == ()


def test_the_words_of_a_heading_have_a_penalty() -> None:
    assert [answer.span.text for answer in rank_candidates(headed(3.9, 1.0), [WHOLE], HALF)] == [
        "1871",
        "The fire",
    ]
    assert [answer.span.text for answer in rank_candidates(headed(4.1, 1.0), [WHOLE], HALF)] == [
        "The fire",
        "1871",
    ]


def test_without_predictions_there_are_no_candidates() -> None:
    assert rank_candidates([], [ONE], HALF) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["In", "1871", "mill", "burned", "second", "1790", "fire"]),
            st.floats(-800, 800),
        ),
        max_size=12,
    )
)
def test_shares_are_probabilities_whatever_the_margins(drawn: list[tuple[str, float]]) -> None:
    candidates = [
        candidate(words, margin, ONE if words in ONE.span.text else TWO) for words, margin in drawn
    ]
    ranked = rank_candidates(candidates, [ONE, TWO], UNCALIBRATED)
    assert len(ranked) <= MAX_CANDIDATES
    assert math.fsum(answer.confidence for answer in ranked) <= 1 + 1e-6
    assert all(math.isfinite(value) for answer in ranked for value in answer.features.values())
    assert [r.features["log_odds"] for r in ranked] == sorted(
        (r.features["log_odds"] for r in ranked), reverse=True
    )
