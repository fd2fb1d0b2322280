"""Raised text, symbol fonts, numerals, titles, tables of contents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.extract import ExtractedText
from index.formats.office.characters import clean, join_levels, symbols
from index.formats.office.grids import add_rows
from index.formats.office.numerals import letters, numeral, roman
from index.formats.office.texts import ContentsList, add_running, stated_title, transfer


@pytest.mark.parametrize(
    ("before", "raised", "after", "expected"),
    [
        ("450", "2", " people", "450^2 people"),
        ("m", "2", ".", "m²."),
        ("cm", "3", "", "cm³"),
        ("s", "-1", "", "s^-1"),
        ("10", "−3", " grams", "10^−3 grams"),
        ("x", "n", "", "x^n"),
        ("x", "n+1", "", "x^(n+1)"),
        ("the report", "12", " says", "the report[12] says"),
        ("It ended.", "3", " Then", "It ended.[3] Then"),
        ("the 4", "th", " day", "the 4th day"),
        ("the 21", "st", "", "the 21st"),
        ("Tern", "TM", " paint", "TernTM paint"),
        ("Tern", "®", "", "Tern®"),
        ("price", "a", "", "price^a"),
        ("450", "[2]", "", "450[2]"),
        ("450", "*", "", "450*"),
        ("", "1", "See there", "1 See there"),
        ("", "1", "", "1"),
        ("Carbon ", "14", "C", "Carbon 14C"),
    ],
)
def test_raised_text_is_apart_from_numbers(
    before: str, raised: str, after: str, expected: str
) -> None:
    assert join_levels([(before, 0), (raised, 1), (after, 0)]) == expected


def test_raised_runs_next_to_each_other_are_one() -> None:
    assert join_levels([("10", 0), ("-", 1), ("3", 1)]) == "10^-3"
    assert join_levels([("log", 0), ("2", -1), ("8 = 10", 0), ("2", -1)]) == "log28 = 10_2"


@given(st.lists(st.tuples(st.text(max_size=6), st.sampled_from([-1, 0, 1])), max_size=8))
def test_all_letters_and_digits_stay_in_order(pieces: list[tuple[str, int]]) -> None:
    joined = join_levels(pieces).translate(str.maketrans("¹²³", "123"))
    given_text = "".join(text for text, _ in pieces).translate(str.maketrans("¹²³", "123"))
    kept = [each for each in joined if each.isalnum()]
    assert kept == [each for each in given_text if each.isalnum()]


def test_symbols() -> None:
    assert symbols("\uf061b", "Symbol") == ("αβ", 0)
    assert symbols("\uf0b0", "Arial") == ("°", 0)
    assert symbols("abc", "Arial") == ("abc", 0)
    assert symbols("\uf0fc\uf09b", "Wingdings") == ("✓", 1)


def test_clean_text_has_plain_spaces() -> None:
    assert clean("a\u00a0b\u2009c\u200bd\u00ade\u2011f") == "a b cde-f"


@given(st.integers(1, 4999))
def test_roman_numerals_can_be_read_back(number: int) -> None:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    digits = [values[letter] for letter in roman(number)]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    assert sum(-a if a < b else a for a, b in pairs) == number


@pytest.mark.parametrize(
    ("number", "style", "expected"),
    [
        (27, "lowerLetter", "aa"),
        (781, "lowerLetter", "781"),
        (5000, "upperRoman", "5000"),
        (0, "lowerRoman", "0"),
        (7, "decimalZero", "07"),
        (12, "ordinal", "12th"),
        (23, "ordinal", "23rd"),
        (20, "cardinalText", "Twenty"),
        (32, "ordinalText", "Thirty-second"),
        (40, "ordinalText", "Fortieth"),
        (6, "chicago", "††"),
        (9, "bullet", ""),
        (9, "unheardOf", "9"),
    ],
)
def test_numerals(number: int, style: str, expected: str) -> None:
    assert numeral(number, style) == expected


def test_letters_repeat_after_z() -> None:
    assert [letters(each) for each in (1, 26, 27, 53)] == ["A", "Z", "AA", "AAA"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The mill", "The mill"),
        ("PowerPoint Presentation", ""),
        ("Untitled 1", ""),
        ("Document3", ""),
        ("Microsoft Word - offer.doc", ""),
        ("offer-final.docx", ""),
        ("Slide 1", ""),
        ("No Slide Title", ""),
        ("Apresentação do PowerPoint", ""),
        ("Présentation PowerPoint", ""),
        ("Presenting mills with PowerPoint slides", "Presenting mills with PowerPoint slides"),
        ("Presentation of the mill", "Presentation of the mill"),
    ],
)
def test_titles_that_programs_fill_in_are_none(title: str, expected: str) -> None:
    assert stated_title(title) == expected


def test_entries_of_contents_end_with_the_first_other_line() -> None:
    contents = ContentsList()
    lines = ["Price 7", "CONTENTS", "Price 7", "1.2 Delivery .... iv", "The boat has 3", "x", "Y 9"]
    assert [contents.is_entry(line) for line in lines] == [
        *(False, False, True, True, True),
        *(False, False),
    ]


def test_a_text_is_transferred_with_its_markers() -> None:
    inner = ExtractedText()
    inner.add("Head", heading=True)
    inner.add("Plain.")
    inner.row("a: b")
    inner.losses["pictures skipped"] = 2
    outer = ExtractedText()
    outer.add("Before.")
    assert transfer(outer, inner, known={"plain."}) == ["Head", "a: b"]
    assert outer.text == "Before.\n\nHead\n\na: b"
    marked = [(each.kind, outer.text[each.start : each.end]) for each in outer.markers]
    assert marked == [("heading", "Head"), ("row", "a: b")]
    assert outer.losses["pictures skipped"] == 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Page \ue000 of \ue000", ""),
        ("Seite \ue000", ""),
        ("- \ue000 -", ""),
        ("\ue000 | Tern Ltd", "Tern Ltd"),
        ("Tern Ltd\tPage \ue000/\ue000", "Tern Ltd"),
        ("Lease of quay 4, page \ue000", "Lease of quay 4,"),
    ],
)
def test_page_numbers_are_cut_out_of_footers(line: str, expected: str) -> None:
    inner, outer = ExtractedText(), ExtractedText()
    inner.add(line)
    add_running(outer, inner, set())
    assert outer.text == expected
    assert outer.losses["page numbers skipped"] == line.count("\ue000")


def test_rows_of_labels_of_mixed_values_are_pairs() -> None:
    extract = ExtractedText()
    add_rows(extract, [["Yard", "Falk & Sons"], ["Built", "1990"], ["Owner", "Ida"]])
    assert extract.text.split("\n\n") == ["Yard: Falk & Sons.", "Built: 1990.", "Owner: Ida."]


def test_one_value_with_digits_among_words_makes_no_pairs() -> None:
    rows = [["Role", "Name"], ["Chair", "Ida"], ["Guest", "Bo for items 4 and 5"], ["Mate", "Al"]]
    extract = ExtractedText()
    add_rows(extract, [*rows, ["Cook", "Eva"]])
    assert extract.text.split("\n\n")[0] == "Role: Chair; Name: Ida."
