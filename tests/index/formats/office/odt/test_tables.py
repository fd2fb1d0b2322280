"""Tables of OpenDocument texts."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.office.odt.reader import read_odt
from tests.index.formats.office.builders import COVERED, ODF_CELL, odf, odf_cells, odf_p, odf_table


def texts(body: str) -> list[str]:
    return read_odt(odf(body)).text.split("\n\n")


def test_spanned_and_repeated_cells_stand_in_each_place() -> None:
    tall = ODF_CELL.format('table:number-rows-spanned="2"', odf_p("Ropes"))
    twice = ODF_CELL.format('table:number-columns-repeated="2"', odf_p("none"))
    wide = ODF_CELL.format('table:number-columns-spanned="2"', odf_p("sold"))
    body = odf_table(
        odf_cells("Group", "Part", "Price"),
        odf_cells(tall, "hemp", "2.40"),
        odf_cells(COVERED, "nylon", "3.10"),
        odf_cells("Nets", twice),
        odf_cells("Sails", wide, COVERED),
    )
    assert texts(body) == [
        "Group: Ropes; Part: hemp; Price: 2.40.",
        "Group: Ropes; Part: nylon; Price: 3.10.",
        "Group: Nets; Part: none; Price: none.",
        "Group: Sails; Part: sold; Price: sold.",
    ]


def test_header_rows_hidden_rows_and_tables_in_cells() -> None:
    header = f"<table:table-header-rows>{odf_cells('Kind', '12')}</table:table-header-rows>"
    inner = odf_table(odf_cells("Dye", "Price"), odf_cells("red", "4"))
    body = odf_table(
        header,
        odf_cells("secret", "0", attributes='table:visibility="collapse"'),
        odf_cells("Dyes", ODF_CELL.format("", inner)),
        odf_cells("Yarn", "7"),
    )
    extract = read_odt(odf(body))
    assert extract.text.split("\n\n") == [
        *("Kind: Dyes.", "Dye: red; Price: 4."),
        "Kind: Yarn; 12: 7.",
    ]
    assert extract.losses["hidden rows skipped"] == 1


def test_rows_repeated_without_end_are_bounded_or_refused() -> None:
    empty = odf_cells("", attributes='table:number-rows-repeated="1048576"')
    assert texts(odf_table(odf_cells("A", "B"), odf_cells("c", "d 1"), empty)) == ["A: c; B: d 1."]
    wide = ODF_CELL.format('table:number-columns-repeated="99999"', odf_p("x"))
    rows = odf_cells(wide, attributes='table:number-rows-repeated="99999"') * 5
    with pytest.raises(PinciteError, match="a table has more than 2,000,000 cells"):
        read_odt(odf(odf_table(rows)))
