"""Prices in tables, and the sums below them."""

from __future__ import annotations

import pytest

from index.formats.pdf.layout.page import Table
from index.formats.pdf.tables.totals import with_totals
from tests.index.formats.pdf.test_tables import read, rows
from tests.support.draw_pdfs import Page


@pytest.mark.parametrize("is_drawn", [False, True])
def test_sums_below_a_table_have_their_own_names(is_drawn: bool) -> None:
    cells = [
        ("Fish", "Count", "Each", "Sum"),
        ("Cod", "4", "5.50", "22.00"),
        ("Eel", "2", "12.00", "24.00"),
        ("", "", "Total", "46.00"),
        ("", "", "Tithe 10 %", "4.60"),
    ]
    page = Page().rows([72, 200, 280, 360], 700, cells)
    if is_drawn:
        page.grid([68, 196, 276, 356, 440], [714, 696, 678, 660, 642, 624])
    page.text(72, 560, "The fish is paid for before it is carried away from the quay.")
    assert rows(read(page)) == [
        "Fish: Cod; Count: 4; Each: 5.50; Sum: 22.00.",
        "Fish: Eel; Count: 2; Each: 12.00; Sum: 24.00.",
        "Total: 46.00.",
        "Tithe 10 %: 4.60.",
    ]


def test_a_row_of_a_name_and_a_number_among_others_is_no_sum() -> None:
    cells = [["Fish", "Each", "Sum"], ["Cod", "5", "9"], ["", "small", "8"], ["Eel", "6", "7"]]
    table = Table((0, 0, 9, 40), cells, [], "guessed")
    assert with_totals(table, [40, 30, 20, 10]) == [table]
    (body, sums) = with_totals(Table((0, 0, 9, 40), cells[:3], [], "guessed"), [40, 30, 20])
    assert (body.rows, body.box[1]) == (cells[:2], 20)
    assert (sums.rows, sums.box[3]) == ([["small: 8."]], 20)


def test_prices_with_two_decimals_are_no_sections() -> None:
    page = Page().rows([72, 220], 700, [("Fish", "Price"), ("Cod", "5.20"), ("Eel", "12.80")])
    page.rows([72, 220], 646, [("Ling", "4.10")])
    assert rows(read(page)) == [
        "Fish: Cod; Price: 5.20.",
        "Fish: Eel; Price: 12.80.",
        "Fish: Ling; Price: 4.10.",
    ]
