"""The outcome of an answer, from its confidence and the probability that there is one."""

from __future__ import annotations

import pytest

from index.spans import Passage, Span
from qa.types import Answer, AnswerCandidate, Occurrence, Outcome
from tests.conftest import document

SPAN = Span(document("Cats sleep."), 0, 4)


@pytest.mark.parametrize(
    ("confidence", "answerable", "outcome"),
    [
        (0.5, None, "answer"),
        (0.4, None, "possible"),
        (0.1, None, "nothing"),
        (0.1, 0.2, "possible"),
        (0.4, 0.1, "nothing"),
        (0.5, 0.1, "answer"),
    ],
)
def test_the_outcome(confidence: float, answerable: float | None, outcome: Outcome) -> None:
    place = Occurrence(SPAN, SPAN, Passage(SPAN, 1.0, 1, 1, ()))
    candidate = AnswerCandidate((place,), confidence, {})
    answer = Answer("?", (candidate,), (), 0.5, 1, 0.0, "", answerable=answerable)
    assert answer.outcome == ("possible" if outcome == "nothing" else outcome), "without a limit"
    limited = Answer(
        "?", (candidate,), (), 0.5, 1, 0.0, "", answerable=answerable, possible_threshold=0.2
    )
    assert limited.outcome == outcome


def test_without_candidates_nothing_was_found() -> None:
    assert Answer("?", (), (), 0.5, 1, 0.0, "").outcome == "nothing"
