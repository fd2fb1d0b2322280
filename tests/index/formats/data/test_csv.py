"""CSV: dialects, headers, quotes; the csv module as the oracle of what is in the text."""

from __future__ import annotations

import csv as oracle
import io
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats.data.csv import read_csv, read_tsv


def rows(text: str) -> list[str]:
    return read_csv(text.encode()).text.split("\n\n")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("a;b\n1;2,5\n3;4", ["a: 1; b: 2,5.", "a: 3; b: 4."]),
        ("a|b\n1|2", ["a: 1; b: 2."]),
        ("a\tb\n1\t2,5", ["a: 1; b: 2,5."]),
        ("sep=;\r\na;b\r\n1;2", ["a: 1; b: 2."]),
        ('"sep=|"\na|b\n1|2', ["a: 1; b: 2."]),
        ("SEP=\t\na\tb\n1\t2", ["a: 1; b: 2."]),
        ("Name;Price\nOak, red;1,5\nAsh, old;2,5", ["Name: Oak, red; Price: 1,5.",
                                                      "Name: Ash, old; Price: 2,5."]),
        ('a, b\n1, "2, or 3"', ["a: 1; b: 2, or 3."]),
        ('a,b\n"one\r\ntwo",3\n,\n,4', ["a: one two; b: 3.", "b: 4."]),
        ('a,b\nnail,"2"""\n3" bolt,4', ['a: nail; b: 2".', 'a: 3" bolt; b: 4.']),
        ('a,b\n"he said \\"aye\\" twice",4', ['a: he said "aye" twice; b: 4.']),
        ("1,2\n3,4", ["1 | 2.", "3 | 4."]),
        ("only\nwords here", ["only", "words here"]),
        ("a,b", ["a | b"]),
        ("a,b\n1,2,3", ["a: 1; b: 2; 3."]),
        ("a,b\r1,2\r", ["a: 1; b: 2."]),
    ],
)  # fmt: skip
def test_dialects(text: str, sentences: list[str]) -> None:
    assert rows(text) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (  # lines of comment above
            "# made by the harbour office\n# sums in crowns\n\nBoat,Fee,Owner\nGull,55,Bo\n",
            ["# made by the harbour office", "# sums in crowns", "Boat: Gull; Fee: 55; Owner: Bo."],
        ),
        (
            "Report:,Fees\nDate:,2024-05-06\nBoat,Fee,Owner\nGull,55,Bo\nTern,60,Al\n",
            ["Report: Fees", "Date: 2024-05-06", "Boat: Gull; Fee: 55; Owner: Bo.",
             "Boat: Tern; Fee: 60; Owner: Al."],
        ),
        (  # two tables, as exports of bank accounts have them
            "Account,Owner\n77-1,Bo\n\nDay,Sum,For\n2024-05-06,-12.50,oars\n",
            ["Account: 77-1; Owner: Bo.", "Day: 2024-05-06; Sum: -12.50; For: oars."],
        ),
        ("Name,Gull\nBuilt,1987\nOwner,Bo\nSince,2020-01-02\n",
         ["Name: Gull.", "Built: 1987.", "Owner: Bo.", "Since: 2020-01-02."]),
        ("Town,2019,2020\nOslo,4,5\n", ["Town: Oslo; 2019: 4; 2020: 5."]),
        ("Boat,Fee\nGull,55\nTotal rows: 1\n", ["Boat: Gull; Fee: 55.", "Total rows: 1"]),
    ],
)  # fmt: skip
def test_layouts(text: str, sentences: list[str]) -> None:
    assert rows(text) == sentences


def test_tsv_has_tabs() -> None:
    assert read_tsv(b"a, b\tc\n1, 2\t3").text == "a, b: 1, 2; c: 3."


def test_long_fields_are_read_and_the_limit_is_put_back() -> None:
    limit = oracle.field_size_limit()
    long = "It was swept. " * 20_000
    extract = read_csv(f'Part,Remark\nroof,"{long}"\ndoor,new\n'.encode())
    assert extract.text.split("\n\n") == [
        f"Part: roof; Remark: {long.strip()}",
        "Part: door; Remark: new.",
    ]
    assert oracle.field_size_limit() == limit


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows() -> None:
    extract = read_csv(b'Name,Remark\nGull,"new\nTern,"old"\nAuk,5\nSkua,6\n')
    assert extract.text.split("\n\n") == [
        *("Name: Gull; Remark: new.", "Name: Tern; Remark: old."),
        *("Name: Auk; Remark: 5.", "Name: Skua; Remark: 6."),
    ]
    assert extract.warnings == ["a quotation mark is not closed: all are read as text"]


def test_encodings() -> None:
    text = "Dorf;Höhe\nÅs;12\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert read_csv(text.encode(encoding)).text == "Dorf: Ås; Höhe: 12."


CELLS = st.sampled_from(
    ["", "oak", "red, or blue", 'a "b" c', "two\nlines", "7", "2.50", "2024-05-06", "x;y", "Name"]
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from([oracle.QUOTE_MINIMAL, oracle.QUOTE_ALL]),
)
def test_every_cell_is_in_the_text_or_counted(
    table: list[list[str]], delimiter: str, quoting: Literal[0, 1]
) -> None:
    file = io.StringIO()
    oracle.writer(file, delimiter=delimiter, quoting=quoting).writerows(table)
    extract = read_csv(f"sep={delimiter}\n{file.getvalue()}".encode())
    cells = {" ".join(cell.split()) for row in table for cell in row}
    missing = {cell for cell in cells if cell not in extract.text}
    assert len(missing) <= extract.losses["column names without values left out"]
