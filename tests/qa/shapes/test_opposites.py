from __future__ import annotations

import pytest

from index.spans import Document
from qa.shapes.opposites import with_opposites
from qa.types import AnswerCandidate
from tests.qa.shapes.places import candidate, document, whole

ALLOWED = document("Kites may fly over the west field.", id=1, date="2021-05-04")
DENIED = document("Kites may not fly over the west field.", id=2, date="2023-06-09")


@pytest.mark.parametrize(
    ("read", "words"),
    [(ALLOWED, "Kites"), (ALLOWED, ALLOWED.text), (DENIED, DENIED.text)],
    ids=["words", "a sentence", "the newer one"],
)
def test_the_newer_of_two_opposite_sentences_comes_first(read: Document, words: str) -> None:
    pages = [whole(ALLOWED), whole(DENIED)]
    older = words if read is ALLOWED else ALLOWED.text
    found, opposed = with_opposites(
        [candidate(read, words, 0.9)], "What may fly over the west field?", pages
    )
    assert [each.span.text for each in (found[0], *opposed)] == [DENIED.text, older]
    assert found[0].confidence == 0.9


def test_without_dates_what_no_longer_holds_is_older() -> None:
    one = document(ALLOWED.text, id=1)
    asked = "May kites fly over the west field?"
    for other, first in (("may no longer", "no longer"), ("may not", "Kites may fly")):
        two = document(ALLOWED.text.replace("may", other), id=2)
        found, opposed = with_opposites([candidate(one, one.text, 0.9)], asked, [whole(two)])
        assert first in found[0].span.text
        assert len(opposed) == 1


def test_the_version_that_is_named_is_not_opposed() -> None:
    old = document(ALLOWED.text, id=1, title="Field rules 2021", source="rules-2021.txt")
    new = document(DENIED.text, id=2, title="Field rules 2023", source="rules-2023.txt")
    asked = "May kites fly over the west field in the rules of 2021?"
    found, opposed = with_opposites(
        [candidate(old, old.text, 0.9)], asked, [whole(old), whole(new)]
    )
    assert (found[0].span.text, opposed) == (old.text, ())


def test_words_that_were_read_in_both_sentences_are_older() -> None:
    forbidden = document("Kites are forbidden to fly over the west field.", id=2, date="2023-06-09")
    allowed, denied = (candidate(each, "the west field", 0.9) for each in (ALLOWED, forbidden))
    both = AnswerCandidate(allowed.occurrences + denied.occurrences, 0.9, {})
    found, opposed = with_opposites(
        [both], "Where may kites fly?", [whole(ALLOWED), whole(forbidden)]
    )
    assert [found[0].span.text, *(each.span.text for each in opposed)] == [
        forbidden.text,
        "the west field",
    ]
