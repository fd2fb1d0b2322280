from __future__ import annotations

import pytest

from index.spans import Hit, Passage, Span
from qa.shapes.definitions import asked_term, definition
from tests.qa.shapes.places import document


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is meant by a Secondary Part in the licence?", "Secondary Part"),
        ('What does "the Tenant" mean?', "Tenant"),
        ("What do the words Net Rent stand for?", "Net Rent"),
        ("Define slack water.", "slack water"),
        ("What is the definition of Business Day under the lease?", "Business Day"),
        ("How is a Season defined?", "Season"),
        ("What is a dew cap?", "dew cap"),
        ("When does the Season end?", ""),
        ("What is the rent that the tenant pays for the house on the hill?", ""),
    ],
)
def test_the_term_that_is_asked_for(question: str, term: str) -> None:
    assert asked_term(question) == term


def defined(question: str, text: str) -> tuple[str, str] | None:
    """The meaning and its sentence, in a text of which each line is a sentence."""
    made = document(text)
    starts = [0] + [n + 1 for n, each in enumerate(made.text) if each == "\n"]
    ends = [*(start - 1 for start in starts[1:]), len(made.text)]
    hits = tuple(Hit(Span(made, a, b), 1.0) for a, b in zip(starts, ends, strict=True) if b > a)
    found = definition(question, [Passage(Span(made, 0, len(made.text)), 1.0, 1, 1, hits)])
    return (found.span.text, found.sentence.text) if found else None


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ('1.4 "Season" means the time from May to July.', "the time from May to July"),
        ('"Off Season" means winter.\n"Season" means summer.', "summer"),
        ("“Season” (or “Seasons”) shall mean summer.", "summer"),
        ("Each Season means work.", None),
        ("A Season means three months.", "three months"),
        ("The Season begins in May.", None),
        ("| Season means: summer", None),
    ],
)
def test_the_words_that_define_it(text: str, meaning: str | None) -> None:
    found = defined("What is meant by the Season?", text)
    assert (found and found[0]) == meaning


def test_the_sentence_begins_with_the_term() -> None:
    text = 'The deed.\n2.1 "Yard"\n    means the paved place behind the mill.'
    assert defined("What is meant by the Yard?", text) == (
        "the paved place behind the mill",
        '2.1 "Yard"\n    means the paved place behind the mill.',
    )
