"""The parts of a comparison: sentences and their numbers, graves, edits, moves."""

from __future__ import annotations

import pytest

from index.search.verbatim_words import words_of
from index.spans import Document, Marker
from qa.drafts.versions.edits import edits_between
from qa.drafts.versions.moves import Moves
from qa.drafts.versions.report import summary
from qa.drafts.versions.senses import is_figure, is_negation, sense_of
from qa.drafts.versions.sentences import Version


def version(text: str, *markers: Marker) -> Version:
    return Version.of(Document(1, "a", "a", text, markers))


def numbers_of(found: Version) -> list[str]:
    """The words that are left out because they only number."""
    kept = set(found.words.starts)
    places = zip(found.every.starts, found.every.forms, strict=True)
    return [form for start, form in places if start not in kept]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("7.2 Notice is given.", ["7.2"]),
        ("(a) rent; and (b) fees.", ["a", "b"]),
        ("iv. Keys are kept.", ["iv"]),
        ("30 days are given.", []),
        ("5.5 per cent is due.", []),
        ("Section 7 survives.", []),
        ("J. Smith pays.", []),
    ],
)
def test_numbers_of_clauses_are_told_from_other_numbers(text: str, numbers: list[str]) -> None:
    assert numbers_of(version(text)) == numbers


def test_a_heading_is_numbered_by_a_word_and_a_row_by_nothing() -> None:
    text = "Section 7 Notice"
    heading, row = (Marker(kind, 0, len(text), text) for kind in ("heading", "row"))
    assert numbers_of(version(text, heading)) == ["section", "7"]
    assert numbers_of(version(text, row)) == []


def test_words_belong_to_their_sentence() -> None:
    found = version("One came. * * * Two came late.")
    assert [found.forms(number) for number in range(len(found))] == [
        ["one", "came"],
        ["two", "came", "late"],
    ]
    assert found.characters(1, 1) == (found.ranges[1][0], found.ranges[1][0])


def test_figures_are_digits_words_months_and_signs() -> None:
    words = words_of("On 3 May Mr May may pay £5, twelve per cent or Part XIV by Monday")
    assert [words.forms[i] for i in range(len(words)) if is_figure(words, i)] == [
        *("3", "may", "£", "5", "twelve", "xiv", "monday")
    ]


@pytest.mark.parametrize(
    ("old", "new", "sense"),
    [
        ("two", "three", "figure"),
        ("lawful", "unlawful", "negation"),
        ("shall", "shan't", "negation"),
        ("with", "without", "negation"),
        ("red", "blue", ""),
        ("not red", "not blue", ""),
    ],
)
def test_what_makes_an_edit_grave(old: str, new: str, sense: str) -> None:
    one, other = words_of(old), words_of(new)
    assert sense_of(one, (0, len(one)), other, (0, len(other))) == sense
    assert is_negation("never")
    assert not is_negation("ever")


def test_longer_edits_with_a_word_between_them_are_one() -> None:
    old, new = version("big red cat of the old town"), version("very small dog of a new village")
    (one,) = edits_between(old, new, (0, 7, 0, 7), [(3, 3, 1)])
    assert (one.old and one.old.text, one.new and one.new.text) == (
        "big red cat of the old town",
        "very small dog of a new village",
    )
    assert len(edits_between(old, new, (0, 7, 0, 7), [(1, 1, 3)])) == 2


def test_a_sentence_moves_with_the_short_one_behind_it() -> None:
    old = version("The keys are kept by the porter. Ask him. It rains in Ilm on most days.")
    new = version("Snow falls there. The keys are kept by the old porter. Ask him.")
    moves = Moves.among(old, new, [0, 1, 2], [0, 1, 2])
    assert moves.origins == {1: 0, 2: 1}
    assert moves.matches[2] == ((7, new.edges[2], 2),)


def test_a_summary_names_no_kind_that_is_not_there() -> None:
    from qa.drafts.versions.compare import compare

    one = Document(1, "a", "a", "Ann pays the rent.")
    assert summary(compare(one, Document(2, "b", "b", "Ann pays the Rent."))) == (
        "No word differs (1 only numbering, punctuation or capitals)"
    )
