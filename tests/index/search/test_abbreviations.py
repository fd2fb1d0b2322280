"""Abbreviations that a text defines."""

from __future__ import annotations

import pytest

from index.library import Library
from index.search.abbreviations import other_forms
from tests.conftest import document

TEXT = (
    'The Residual Head Threshold (RHETH) and the Site Safety Officer (the "SSO") are named by '
    "Kolvik Yard (KY-2), the seller (see Annex B), and Mr Olsen (UK)."
)


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        ("How high is the RHETH?", ["Residual Head Threshold"]),
        ("how high is the residual head threshold", ["RHETH"]),
        ("Who is the site safety officer?", ["SSO"]),
        ("Is the SSO the site safety officer?", []),  # has both
        ("Who lives in the UK?", []),  # "Mr Olsen" has no k
        ("Who is the safety officer?", []),
        ("What is in Annex B?", []),
        ("", []),
    ],
)
def test_the_form_that_the_question_lacks(question: str, forms: list[str]) -> None:
    assert other_forms(question, ["Nothing (here) is defined.", TEXT]) == forms


def test_the_other_form_is_searched_too(library: Library) -> None:
    """Thirty passages share "high" with the question, the one that answers only the long form."""
    library.add(document("The Residual Head Threshold (RHETH) is used here.", "terms.txt"))
    for number in range(30):
        library.add(document(f"High {number} high is the mast.", f"{number}.txt"))
    library.add(document("Sixty is the residual head threshold in winter.", "winter.txt"))
    found = library.search("How high is the RHETH?")
    assert "winter.txt" in {passage.span.document.source for passage in found}
