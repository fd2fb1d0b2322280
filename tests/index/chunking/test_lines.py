"""What the lines of a text look like."""

from __future__ import annotations

import pytest

from index.chunking.lines import Line, is_prose, last_word, read_lines


def line(text: str) -> Line:
    return Line.at(text, 0, len(text))


def test_all_kinds_of_line_ends_are_read() -> None:
    text = "a\r\nb\rc\n\nd\fe\u2028f"
    lines = read_lines(text, 0, len(text))
    assert [text[each.start : each.end].strip() for each in lines] == [*"abc", "", *"def"]
    assert [each.length for each in lines] == [1, 1, 1, 0, 1, 1, 1]
    assert read_lines(text, 3, 5)[0][:2] == (3, 5)


@pytest.mark.parametrize(
    "text", ["- a", "• a", "1. a", "(b) a", "iv. a", "3.2 a", "§ 5", "  2) a", "-----", "* * *"]
)
def test_items_and_rules(text: str) -> None:
    assert line(text).is_item
    assert line(text).is_rule == (text in ("-----", "* * *"))


@pytest.mark.parametrize("text", ["a", "-a", "1990. a", "12 a", "(above) a", "e.g. a", ""])
def test_other_lines(text: str) -> None:
    assert not line(text).is_item
    assert not line(text).is_rule


@pytest.mark.parametrize(
    ("text", "is_open", "goes_on"),
    [
        ("the end", True, True),
        ("The end.", False, False),
        ("“so it is,", True, True),
        ("(the end)", True, True),
        ("The end.”", False, False),
        ("of the following:", False, True),
        ("12 years", True, False),
    ],
)
def test_open_ends_and_small_letters(text: str, is_open: bool, goes_on: bool) -> None:
    assert (line(text).is_open, line(text).goes_on) == (is_open, goes_on)


def test_words_of_a_line() -> None:
    text = "  The committee OF \n"
    assert (line(text).first, line(text).indent, last_word(text, line(text))) == ("The", 2, "of")
    assert line("x" * 10_000).first == "x" * 130


@pytest.mark.parametrize("text", ["a   b", "a\tb", "a | b", "if (a) {", "Name: a", "path/to/file"])
def test_lines_of_data_are_no_prose(text: str) -> None:
    assert not is_prose(text, line(text))


@pytest.mark.parametrize("text", ["A line of prose", "at 9:30, a / b", "and so: it goes"])
def test_lines_of_prose(text: str) -> None:
    assert is_prose(text, line(text))
