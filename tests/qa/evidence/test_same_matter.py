from __future__ import annotations

import pytest

from qa.evidence.same_matter import is_about_another, same_context, same_matter
from tests.qa.shapes.places import candidate, document

OURS = "Either side may end the lease without cause by giving six weeks’ notice."


@pytest.mark.parametrize(
    ("answer", "other", "words", "expected"),
    [
        ("six weeks", "The notice without cause for the lease is nine weeks.", "nine weeks", True),
        (OURS, "The notice without cause for the lease is nine weeks.", "nine weeks", True),
        (
            OURS,
            "Either side may end the lease at once after a breach of ten days.",
            "ten days",
            False,
        ),
        ("six weeks", "The mast of the barge is nine metres high.", "nine metres", False),
    ],
    ids=["the words", "the whole sentence", "another right to end it", "another matter"],
)
def test_whether_two_places_speak_of_the_same(
    answer: str, other: str, words: str, expected: bool
) -> None:
    one = candidate(document(OURS, id=1), answer).occurrences[0]
    two = candidate(document(other, id=2), words).occurrences[0]
    asked = "What notice ends the lease without cause?"
    assert same_matter(one, two, asked, with_section=False) is expected


def test_a_compound_name_of_the_question_stands_in_both() -> None:
    one, two, three = (
        candidate(document(f"A {name} is answered in {n} hours.", id=n), f"{n} hours").occurrences[
            0
        ]
        for n, name in enumerate(("Call-out", "Call-out", "letter"), 1)
    )
    asked = "How soon is a Call-out answered?"
    assert same_context(one, two, asked)
    assert not same_context(one, three, asked)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Lease of the pavilion", "The rent is £480 a year.", True),
        ("Lease of the pavilion", "The rent is £480 a year. Allotments are let apart.", False),
        ("Rents of allotments", "The rent is £480 a year.", False),
        ("Allotment policy – Draft", "The rent is £480 a year.", False),
        ("Policy of the allotment", "", False),
    ],
    ids=["of another thing", "mentions it", "titled so", "a version", "empty"],
)
def test_a_document_that_never_mentions_the_thing_is_about_another(
    title: str, text: str, expected: bool
) -> None:
    policy = document("The rent is £42 a year.", id=1, title="Allotment policy", source="p.txt")
    other = document(text, id=2, title=title, source="q.txt")
    assert is_about_another(other, policy, "What is the rent of an allotment?") is expected
    assert not is_about_another(policy, other, "What is the rent of an allotment?")
    assert not is_about_another(other, policy, "What is the rent?")
