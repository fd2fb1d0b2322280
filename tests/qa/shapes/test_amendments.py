from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.spans import Document, Passage
from qa.shapes.amendments import with_amendment
from tests.qa.shapes.places import candidate, document, whole

LEASE = document(
    "The term of the mooring ends on 3 May 2020.", id=1, title="Mooring", date="2015-01-01"
)
ASKED = "When does the term of the mooring end?"


def amended(text: str, date: str = "2018-02-02", words: str = "3 May 2020") -> str:
    """The best candidate's words after an amendment; with "!" if the old ones are kept as well."""
    later = document(text, id=2, title="Amendment, mooring", date=date)

    def search(asked: str) -> Sequence[Passage]:
        assert asked == words
        return [whole(LEASE), whole(later)]

    found, replaced = with_amendment([candidate(LEASE, words)], search, ASKED)
    assert [each.span.text for each in replaced] in ([], [words])
    return found[0].span.text + "!" * len(replaced)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In clause 1 the term 3 May 2020 is replaced by 8 June 2024.", "8 June 2024!"),
        ("The term of 3 May 2020 shall be changed to 8 June 2024, as agreed.", "8 June 2024!"),
        ("The term is extended from 3 May 2020 to 8 June 2024, at no cost.", "8 June 2024!"),
        ("The term was fixed on 3 May 2020 to please the owner.", "3 May 2020"),
        ("The term of the mooring ends on 3 May 2020.", "3 May 2020"),
    ],
)
def test_what_replaces_the_answer(text: str, expected: str) -> None:
    assert amended(text) == expected


def test_a_document_on_something_else_replaces_nothing() -> None:
    fee = document(
        "The fee of 3 May 2020 is replaced by that of 8 June 2024.", id=2, date="2018-02-02"
    )
    before = [candidate(LEASE, "3 May 2020")]
    assert with_amendment(before, lambda _: [whole(fee)], ASKED) == (tuple(before), ())


def test_an_earlier_document_replaces_nothing() -> None:
    text = "In clause 1 the term 3 May 2020 is replaced by 8 June 2024."
    assert amended(text, date="2012-01-01") == "3 May 2020"


def test_a_single_number_may_be_replaced_alone() -> None:
    berth = document("The term of the mooring is 160 days.", id=1, date="2015-01-01")
    later = document(
        "In clause 5 the term 160 is replaced by 175.", id=2, title="Mooring", date="2016-01-01"
    )
    found, _ = with_amendment([candidate(berth, "160 days")], lambda _: [whole(later)], ASKED)
    assert found[0].span.text == "175"


def no_search(words: str) -> Sequence[Passage]:
    raise AssertionError(words)


@pytest.mark.parametrize("place", [None, document("The warden is Hugo Trent.")])
def test_only_numbers_are_searched_for(place: Document | None) -> None:
    before = [candidate(place, "Hugo Trent")] if place else []
    assert with_amendment(before, no_search, ASKED) == (tuple(before), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A surveyor fixed the rent of Elm House at £520.", "£520"),
        ("The rent of Elm House rises from May to £520 a month.", "£520"),
        ("The rent of Elm House was reduced to 3 payments.", "£480"),
        ("The rent of Oak House is raised to £520.", "£480"),
        ("The fence of Elm House is raised to £520, one third.", "£480"),
    ],
    ids=["fixed", "rises", "another unit", "another house", "something else"],
)
@pytest.mark.parametrize("has_read", [True, False])
def test_a_later_document_sets_a_value_anew(text: str, expected: str, has_read: bool) -> None:
    lease = document("The rent is £480 a year.", id=1, title="Elm House", date="2015-01-01")
    later = [whole(document(text, id=2, date="2018-02-02"))]
    asked = "What is the rent of Elm House?"
    found, replaced = with_amendment(
        [candidate(lease, "£480")],
        lambda words: later if words == asked else [],
        asked,
        later if has_read else None,
    )
    assert found[0].span.text == expected
    assert len(replaced) == (expected != "£480")


def test_a_number_in_words_is_replaced_too() -> None:
    old = document("The notice for the mooring is two months.", id=1, date="2015-01-01")
    new = "In clause 4, “two months” is replaced by “five weeks” for the mooring."
    later = document(new, id=2, title="Amendment", date="2018-02-02")
    asked = "What is the notice for the mooring?"
    found, replaced = with_amendment(
        [candidate(old, "two months")], lambda _: [whole(later)], asked
    )
    assert [each.span.text for each in (found[0], *replaced)] == ["five weeks", "two months"]
