from __future__ import annotations

import pytest

from qa.shapes.items import introduction, items_at
from tests.qa.shapes.places import document, span


@pytest.mark.parametrize(
    ("text", "words", "items"),
    [
        (
            "Bring:\n- a torch\n- a map\n  of the hills\n\nGo.",
            "map",
            ["a torch", "a map\n  of the hills"],
        ),
        ("# Kit\n\n• rope\n\n• axe\n\nThe end is near.", "axe", ["rope", "axe"]),
        (
            "1. Turn.\n2. Push. Do it twice.\n3. Wait.",
            "Push",
            ["Turn.", "Push. Do it twice.", "Wait."],
        ),
        ("(a) rye\n(b) oats\n(c) bran", "bran", ["rye", "oats", "bran"]),
        ("(i) rye\n(ii) oats\n(iii) bran", "oats", ["rye", "oats", "bran"]),
        (
            "# Parts\n\nlid\n\nhandle\n\nspout\n\nAll parts are made of tin.",
            "lid",
            ["lid", "handle", "spout"],
        ),
        (
            "# Leave\n\nWedding: two days.\n\nMoving: one day.\n\nAsk early.",
            "Moving",
            ["Wedding: two days.", "Moving: one day."],
        ),
        ("The crew:\nAnn Lee\nBo Ek\n\nThey sailed.", "Bo", ["Ann Lee", "Bo Ek"]),
    ],
)
def test_a_list_has_all_its_items(text: str, words: str, items: list[str]) -> None:
    assert [item.text for item in items_at(span(document(text), words))] == items


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We went home. It rained all day.", "rained"),
        ("6.1 The tenant pays.\n6.2 The landlord repairs.", "landlord"),
        ("# Letter\n\nI am writing about\nthe train that was\nlate again", "train"),
        ("Mill Lane\nOldtown\nDear Sir", "Oldtown"),
        ("- only one item\n\nA paragraph follows.", "one item"),
        ("# Bees\n\nBees are kept here. They sleep.\n\nHoney is sold.", "sleep"),
    ],
)
def test_prose_clauses_and_addresses_are_no_list(text: str, words: str) -> None:
    assert items_at(span(document(text), words)) == []


def test_a_heading_ends_a_list() -> None:
    text = document("# One\n\n- rye\n- oats\n# Two\n\n- bran\n- salt")
    assert [item.text for item in items_at(span(text, "bran"))] == ["bran", "salt"]


def test_the_introduction_is_the_heading_and_a_line_with_a_colon() -> None:
    text = document("# Kit\n\nYou need:\n\n- rope\n- axe")
    assert introduction(items_at(span(text, "axe"))) == "Kit You need:"
