"""Editing title, author, date and tags on the page."""

from __future__ import annotations

import json

import pytest

from tests.ui.views.parse_html import text, tree
from ui.engine.engine import Engine
from ui.handlers import editing
from ui.handlers import library as handlers


def test_a_document_is_edited_and_taken_back(engine: Engine) -> None:
    values = {"title": "Concrete", "author": "Vitruvius", "date": "-", "tags": "b , a,, b"}
    assert "Write it as 2024" in editing.set_metadata(engine, "concrete.txt", values)
    values["date"] = "2020-01"
    assert "Saved: Concrete" in editing.set_metadata(engine, "concrete.txt", values)
    shown = handlers.documents(engine, "concrete")
    assert text(shown, ".edited") == ["Edited: title, author, date, tags"]
    assert text(shown, ".tag") == ["a", "b"]
    (sent,) = tree(shown).xpath("//tr/@data-values")
    assert json.loads(sent) == {
        **values,
        "tags": "a, b",
        "of_file": {
            "title": "Why Roman concrete lasted",
            "author": "",
            "date": "",
            "tags": "",
        },
    }
    assert not engine.ask("What did Roman builders mix with lime?").abstained
    of_file = {"title": "Why Roman concrete lasted", "author": "", "date": "", "tags": ""}
    editing.set_metadata(engine, "concrete.txt", of_file)
    assert "Edited" not in handlers.documents(engine)


def test_tags_of_several_documents_are_changed_at_once(engine: Engine) -> None:
    both = ["concrete.txt", "gard-guide.txt"]
    assert "Saved for 2 documents" in editing.set_tags(engine, both, "rome, stone", "travel")
    tags = {entry.source: entry.tags for entry in engine.library.list_documents()}
    assert tags == {
        "concrete.txt": ("rome", "stone"),
        "gard-guide.txt": ("rome", "stone"),
        "aqueducts.md": (),
    }
    editing.set_tags(engine, both, "", "rome")
    assert engine.library.tags() == ("stone",)


@pytest.mark.parametrize(
    ("sources", "add"),
    [([], "a"), (None, "a"), (["concrete.txt"], " , "), (["none.txt"], "a"), ("concrete.txt", "a")],
)
def test_nonsense_from_the_browser_changes_nothing(
    engine: Engine, sources: object, add: object
) -> None:
    before = engine.library.generation
    assert 'role="alert"' in editing.set_tags(engine, sources, add, None)
    assert 'role="alert"' in editing.set_metadata(engine, "none.txt", {"title": "A"})
    assert 'role="alert"' in editing.set_metadata(engine, "concrete.txt", None)
    assert engine.library.generation == before
