"""Brackets after a span: those that belong to a name, and asides."""

from __future__ import annotations

import pytest

from qa.evidence.brackets import with_brackets


def fitted(text: str, words: str) -> str:
    start = text.index(words)
    start, end = with_brackets(text, start, start + len(words))
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("It was *A Walk (in Four Parts)*.", "A Walk", "A Walk (in Four Parts)"),
        ("We sang “Tide (slow version)” twice.", "Tide", "Tide (slow version)"),
        ("It is called The Lamp (and Other Tales).", "The Lamp", "The Lamp (and Other Tales)"),
        ("She is Berta Holm (née Lind) of Bergen.", "Berta Holm", "Berta Holm (née Lind)"),
        ("The barge Ida (ex-Hope) sank.", "Ida", "Ida (ex-Hope)"),
        ("See Knots (3rd ed.) first.", "Knots", "Knots (3rd ed.)"),
        ("It has the engine Falke (Type B).", "Falke", "Falke (Type B)"),
        ("Order one bracket [long] now.", "bracket", "bracket [long]"),
    ],
)
def test_a_bracket_that_belongs_to_a_name_is_part_of_it(
    text: str, words: str, expected: str
) -> None:
    assert fitted(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The lower house is the Diet (the older chamber).", "the Diet"),
        ("He sold apples (and pears) there.", "apples"),
        ("All days (except Monday) are free.", "All days"),
        ("The Chair (or Deputy Chair) opens it.", "The Chair"),
        ("Ann Berg (born 1950) wrote it.", "Ann Berg"),
        ("The Port Authority (PA) paid.", "The Port Authority"),
        ("It stood in Ghent [citation needed] then.", "Ghent"),
        ("He wrote recieve [sic] twice.", "recieve"),
        ("The *mill* (now a museum) burned.", "mill"),
        ("The play *Tide (slow version) and Ebb* ran.", "Tide"),
        ("The Gull (a play) *won*.", "The Gull"),
    ],
)
def test_an_aside_is_left_out(text: str, words: str) -> None:
    assert fitted(text, words) == words
