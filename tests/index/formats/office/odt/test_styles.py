"""Styles and numbers of OpenDocument texts."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from index.formats.office.odt.styles import Counters, Level, Styles


def test_numbers_of_levels() -> None:
    levels = [Level("decimal", "", "."), Level("lowerLetter", "(", ")", 2), *[Level()] * 8]
    counters = Counters()
    places = [(0, None), (1, None), (1, None), (0, 9), (1, None), (2, None)]
    labels = [counters.next(levels, place, start) for place, start in places]
    assert labels == ["1.", "(1.a)", "(1.b)", "9.", "(9.a)", ""]


def test_a_pattern_may_show_any_level() -> None:
    levels = [Level("upperRoman"), Level("decimal", pattern="Art. %2% of %1%"), *[Level()] * 8]
    assert Counters().next(levels, 1) == "Art. 1 of I"


@pytest.mark.parametrize(
    ("position", "expected"),
    [("super 58%", 1), ("sub 58%", -1), ("33% 58%", 1), ("-20%", -1), ("0% 100%", 0), ("", 0)],
)
def test_raised_text(position: str, expected: int) -> None:
    properties = f'<text-properties text-position="{position}"/>'
    style = f'<x><style family="text" name="T">{properties}</style></x>'
    assert Styles(fromstring(style)).raised("T") == expected


def test_properties_are_inherited_and_circles_end() -> None:
    root = fromstring(
        '<x><style family="paragraph" name="A" parent-style-name="B"/>'
        '<style family="paragraph" name="B" parent-style-name="A"><text-properties '
        'font-weight="bold"/></style></x>'
    )
    styles = Styles(root, None)
    assert styles.is_bold("paragraph", "A")
    assert styles.is_named("A", "B")
    assert not styles.is_hidden("paragraph", "A")
    assert styles.paragraph_list("A") is None


def test_styles_of_titles() -> None:
    root = fromstring(
        '<x><style family="paragraph" name="C"><paragraph-properties text-align="center"/></style>'
        '<style family="paragraph" name="D" parent-style-name="C"/></x>'
    )
    assert Styles(root).is_prominent("D")
    assert not Styles(root).is_prominent("E")
