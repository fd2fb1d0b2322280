"""What counts as a change of an answer, and what does not."""

from __future__ import annotations

import pytest

from tests.ui.engine.history.results import FIRST, LATER, answer, items, place, result
from ui.engine.history.comparison import compare
from ui.engine.history.entries import Result

NOTHING = result(confidence=0.1)


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (answer("25 days"), answer("25 days"), "unchanged"),
        (answer("25 days"), answer("The 25  Days."), "unchanged"),
        (answer("£1.9 million"), answer("£1,900,000"), "unchanged"),
        (answer("25 days"), answer("28 days"), "changed"),
        (answer("25 days"), answer("25 weeks"), "changed"),
        (answer("-5 °C"), answer("5 °C"), "changed"),
        (answer("$500"), answer("£500"), "changed"),
        (answer("may sublet"), answer("may not sublet"), "changed"),
        (answer("25 days"), answer("25 days", "handbook.txt"), "moved"),
        (answer("25 days"), NOTHING, "gone"),
        (NOTHING, answer("25 days"), "new"),
        (NOTHING, result(confidence=0.2), "unchanged"),
        (items(["salt", "pepper"]), items(["pepper", "salt"]), "unchanged"),
        (items(["salt"]), items(["salt", "pepper"]), "changed"),
        (items(["salt", "pepper"]), items(["salt"]), "changed"),
    ],
)
def test_kinds(was: Result, now: Result, kind: str) -> None:
    assert compare(was, now).kind == kind


def test_how_certain_an_answer_is_does_not_count() -> None:
    possible = Result("possible", 0.31, answer("25 days").places)
    assert compare(answer("25 days"), possible).kind == "unchanged"


def test_a_document_is_the_same_if_its_name_or_its_text_is() -> None:
    was = result(place("25 days", "a.txt", "first"))
    for now in (place("25 days", "b.txt", "first"), place("25 days", "a.txt", "second")):
        assert compare(was, result(now)).kind == "unchanged"
    assert compare(was, result(place("25 days", "b.txt", "second"))).kind == "moved"


def test_one_more_place_of_the_same_words_is_no_change() -> None:
    here, there = place("25 days"), place("25 days", "handbook.txt")
    assert compare(result(here), result(here, there)).kind == "unchanged"
    assert compare(result(here, there), result(there)).kind == "unchanged"


def test_the_quotation_was_cut_differently_in_the_same_text() -> None:
    shorter = place("28 days", text="one", start=40)
    longer = place("within 28 days of notice", text="one", start=33)
    assert compare(result(shorter), result(longer)).kind == "unchanged"
    elsewhere = place("within 28 days of notice", text="one", start=80)
    assert compare(result(shorter), result(elsewhere)).kind == "changed"


def test_since_names_a_document_added_after_the_first_answer() -> None:
    was = answer("25 days")
    new = place("28 days", "policy-2024.txt", added=LATER)
    assert compare(was, result(new), "2026-04-01T00:00:00+00:00").since == new
    assert compare(was, result(new), "2026-06-01T00:00:00+00:00").since is None
    assert compare(was, answer("25 days"), FIRST).since is None


def test_texts_that_are_gone_are_named_once() -> None:
    was = result(place("25 days"), place("25 days", start=90), place("25 days", "b.txt"))
    kept = {place("25 days", "b.txt").citation.hash}
    change = compare(was, NOTHING, FIRST, kept)
    assert [each.citation.source for each in change.missing] == ["policy-2023.txt"]
    assert compare(was, NOTHING, FIRST).missing == ()
