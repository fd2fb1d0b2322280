"""Shapes in reading order, and the text in them."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.office.markup import localised
from index.formats.office.pptx.layout import Layouts, shapes_of
from index.formats.office.pptx.text import paragraphs, table_rows
from tests.index.formats.office.builders import P, shape


def order(*shapes: str) -> list[str]:
    tree = localised(fromstring(f"<p:spTree {P}>{''.join(shapes)}</p:spTree>"))
    return ["".join(each.node.itertext()) for each in shapes_of(tree, Layouts())]


@given(st.permutations(range(6)), st.integers(1, 3))
def test_a_grid_with_even_gaps_is_read_row_by_row(places: list[int], columns: int) -> None:
    shapes = {
        i: shape(str(i), box=(i % columns * 120, i // columns * 120, 100, 100)) for i in range(6)
    }
    assert order(*(shapes[i] for i in places)) == list("012345")


def test_shapes_without_a_place_stay_behind_the_one_before() -> None:
    low, high = shape("low", box=(0, 900, 9, 9)), shape("high", box=(0, 0, 9, 9))
    assert order(low, shape("after low"), high) == ["high", "low", "after low"]
    assert order(shape("a"), shape("b")) == ["a", "b"]


def test_overlapping_shapes_are_read_from_the_top() -> None:
    boxes = [("b", (10, 10, 100, 100)), ("a", (0, 0, 100, 100)), ("c", (20, 20, 100, 100))]
    assert order(*(shape(text, box=box) for text, box in boxes)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("alphaUcParenBoth", "(A) x"),
        ("romanLcPeriod", "i. x"),
        ("arabicPlain", "1 x"),
        ("circleNumDbPlain", "1. x"),
    ],
)
def test_automatic_numbers(kind: str, expected: str) -> None:
    body = fromstring(
        f'<txBody><lstStyle><lvl1pPr><buAutoNum type="{kind}"/></lvl1pPr></lstStyle>'
        "<p><r><t>x</t></r></p><p><pPr><buNone/></pPr><r><t>y</t></r></p></txBody>"
    )
    assert list(paragraphs(body, Counter())) == [expected, "y"]


def test_merged_cells_of_a_table() -> None:
    cell = "<tc{}><txBody><p><r><t>{}</t></r></p></txBody></tc>"
    across, below = cell.format(' hMerge="1"', ""), cell.format(' vMerge="1"', "")
    first, last = cell.format("", "a"), cell.format("", "b")
    table = fromstring(f"<tbl><tr>{first}{across}</tr><tr>{below}{last}</tr></tbl>")
    assert table_rows(table, Counter()) == [["a", "a"], ["a", "b"]]
