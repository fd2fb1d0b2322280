"""Running text: raised and lowered text, line ends, pages."""

from __future__ import annotations

import pytest

from index.formats.web.inline import HANDLERS
from index.formats.web.line import Line
from tests.index.formats.web.support import texts


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("10<sup>6</sup> litres, 4300<sup>2</sup>", "10⁶ litres, 4300²"),
        ("10<sup>-3</sup> g, 7 m<sup>2</sup>, x<sup>n</sup>", "10⁻³ g, 7 m², xⁿ"),
        ("5<sup>o</sup>C below", "5°C below"),
        ("x<sup>k</sup> and x<sup>k+1</sup>", "x^k and x^(k+1)"),
        (
            "the 1<sup>st</sup> of M<sup>me</sup> Roe, Acme<sup>TM</sup>",
            "the 1st of Mme Roe, AcmeTM",
        ),
        ("H<sub>2</sub>O, CO<sub>2</sub>, log<sub>10</sub>100", "H2O, CO2, log₁₀100"),
        ("seen<sup>*</sup> and word<sup><a href='#f'>a</a></sup>", "seen* and word[a]"),
        ("<a href='#n' role=doc-noteref>4</a>", "[4]"),
        ("price<sup>incl. tax</sup>", "price incl. tax"),
        ("<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>", "E=mc^2"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
        ("He said <q>go</q>.", "He said “go”."),
        ("<b>N</b><img alt='😀' src=x> <abbr title='World Health'>WHO</abbr>", "N😀 WHO"),
    ],
)
def test_text_within_a_line(markup: str, expected: str) -> None:
    assert texts(f"<p>Is {markup}</p>") == [f"Is {expected}"]


def test_two_line_ends_begin_a_paragraph() -> None:
    line = Line()
    for text in ("a ", "b", "", "c"):
        line.add(text)
        line.line_end()
    line.line_end()
    line.page("7")
    line.add("d")
    paragraphs = list(line.paragraphs())
    assert [each.text for each in paragraphs] == ["a\nb", "c", "d"]
    assert paragraphs[-1].page_breaks == [(0, "7")]


def test_every_element_within_a_line_that_has_a_meaning_is_handled() -> None:
    assert set(HANDLERS) == {
        *("a", "br", "hr", "wbr", "img", "sup", "sub", "rt", "q", "svg", "math")
    }
