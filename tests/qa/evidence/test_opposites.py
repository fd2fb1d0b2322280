from __future__ import annotations

import pytest

from index.spans import Hit, Passage
from qa.evidence.opposites import opposite_places
from tests.qa.shapes.places import candidate, document, whole


def denied(one: str, other: str, question: str) -> list[str]:
    """What another document says against `one`."""
    ours, theirs = document(one, id=1), document(other, id=2)
    place = candidate(ours, one).occurrences[0]
    found = opposite_places(place, [whole(ours), whole(theirs)], question)
    return [each.span.text for each in found]


@pytest.mark.parametrize(
    ("one", "other", "question"),
    [
        (
            "Tenants may keep bees on the roof.",
            "Tenants may not keep bees on the roof.",
            "May tenants keep bees on the roof?",
        ),
        (
            "Kites are allowed on the west field.",
            "Since 1 May 2023 kites are no longer allowed on the west field.",
            "Are kites allowed on the west field?",
        ),
        (
            "Rowers must wear a vest.",
            "Rowers need not wear a vest.",
            "Must rowers wear a vest?",
        ),
        (
            "A permit is required for the quay.",
            "A permit is optional for the quay.",
            "Is a permit required for the quay?",
        ),
        (
            "3.1 The Grower shall prune the vines.",
            "4.2 The Grower shall not prune the vines; it shall water them.",
            "Shall the Grower prune the vines?",
        ),
        (
            "Tenants may use gas stoves on the deck after sunset.",
            "The use of gas stoves on the deck is prohibited.",
            "May tenants use gas stoves on the deck?",
        ),
        (
            "Fishing is forbidden in the mill pond.",
            "Fishing is no longer forbidden in the mill pond.",
            "Is fishing forbidden in the mill pond?",
        ),
        ("The barn is heated.", "Due to the new rules, the barn isn't heated.", "Is it heated?"),
        (
            "Either side may end the lease at will.",
            "Neither side may end the lease at will.",
            "May either side end the lease?",
        ),
        ("Dogs may ride the tram.", "No dogs may ride the tram.", "May dogs ride the tram?"),
    ],
)
def test_a_clause_and_its_denial_are_opposite(one: str, other: str, question: str) -> None:
    assert denied(one, other, question) == [other]
    assert denied(other, one, question) == [one]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tenants may keep bees.", "Tenants may keep bees, but they may not sell honey."),
        ("Tenants may keep bees in the yard.", "Tenants may not keep hens in the yard."),
        ("Tenants may moor at the old quay.", "Tenants may not moor at the new quay."),
        ("Tenants may vote at meetings.", "New tenants may not vote at meetings."),
        ("Tenants may keep bees.", "Owners may not keep bees."),
        ("Tenants may pay by card.", "Tenants need not pay by card."),
        ("Tenants may let the flat.", "Tenants may not let the flat without consent."),
        ("The tenants may let the flat.", "If it leaks, the tenants may not let the flat."),
        ("Tenants may let the flat.", "Tenants may not let the flat after June."),
        ("Tenants may enter the boiler.", "Tenants may not enter the boiler room."),
        ("Tenants may keep bees.", "Tenants may not only keep bees."),
        ("Tenants who pay may keep bees.", "Tenants who do not pay may keep bees."),
        ("Tenants may not keep bees.", "Tenants must not keep bees."),
        ("Cats may follow tenants.", "Tenants may not follow cats."),
        ("Tenants may keep bees; they may not sing.", "Tenants may sing at night."),
    ],
    ids=[
        *("another clause", "another object", "another place", "some of them", "another subject"),
        *(
            "need not but may",
            "a condition",
            "if",
            "a time",
            "another thing",
            "not only",
            "relative",
        ),
        *("the same", "another order", "another matter"),
    ],
)
def test_a_negation_of_something_else_is_none(one: str, other: str) -> None:
    question = f"{one.partition(';')[0].rstrip('.')}?"
    assert denied(one, other, question) == denied(other, one, question) == []


def test_a_document_does_not_deny_itself() -> None:
    for number, expected in ((1, 0), (2, 1)):
        rules = document("Dogs may swim here.\nDogs may not swim here.", id=1)
        other = document(rules.text, id=number)
        denial = candidate(other, "Dogs may not swim here.").sentence
        page = Passage(whole(other).span, 1.0, 1, 1, (Hit(denial, 1.0),))
        place = candidate(rules, "Dogs may swim here.").occurrences[0]
        assert len(list(opposite_places(place, [page], "May dogs swim here?"))) == expected


def test_the_same_words_under_other_headings_are_of_other_things() -> None:
    lounge = document("# Lounge\nDogs may sleep on mats.", id=1)
    for heading, expected in (("Kitchen", 0), ("Lounge", 1)):
        other = document(f"# {heading}\nDogs may not sleep on mats.", id=2)
        denial = candidate(other, "Dogs may not sleep on mats.").sentence
        page = Passage(denial, 1.0, 1, 1, (Hit(denial, 1.0),))
        place = candidate(lounge, "Dogs may sleep on mats.").occurrences[0]
        asked = "May dogs sleep on mats in the lounge?"
        assert len(list(opposite_places(place, [page], asked))) == expected
