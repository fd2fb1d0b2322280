"""Places that speak of the same words of a question, and others."""

from __future__ import annotations

import pytest

from qa.evidence.same_matter import same_context, same_matter
from tests.qa.shapes.places import candidate, document

ASKED = "How many days of leave do staff of Birch Ltd have?"
OLD = "Staff of Birch Ltd have 20 days of leave a year."


@pytest.mark.parametrize(
    ("text", "answer", "is_same"),
    [
        ("Staff of Birch Ltd have 24 days of leave a year.", "24 days", True),
        ("Staff of Elm Ltd have 24 days of leave a year.", "24 days", False),
        ("Birch Ltd was founded 24 years ago.", "24 years", False),
    ],
)
def test_the_same_matter(text: str, answer: str, is_same: bool) -> None:
    one = candidate(document(OLD, id=1), "20 days", 0.6).occurrences[0]
    other = candidate(document(text, id=2), answer, 0.5).occurrences[0]
    assert same_matter(one, other, ASKED, with_section=False) is is_same


def test_names_of_the_question_stand_in_both_contexts() -> None:
    one = candidate(document(OLD, id=1), "20 days", 0.6).occurrences[0]
    other = candidate(document(OLD.replace("Birch", "Elm"), id=2), "20 days", 0.5).occurrences[0]
    assert same_context(one, one, ASKED)
    assert not same_context(one, other, ASKED)
