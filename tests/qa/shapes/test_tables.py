from __future__ import annotations

import pytest

from index.spans import Passage, Span
from qa.shapes.tables import MAX_ROWS, cells, column, matching, table_at, tables_in
from tests.qa.shapes.places import document, span, whole

TEXT = """# Kilns
| Kiln: Old Bess; Fuel: wood; Heat: 980 °C.
| Kiln: Gasper; Fuel: gas; Note: sell on; up to 3; Heat: 1,240 °C.
| Kiln: Sparky; Fuel: gas; Heat: 1,180 °C.

| From: Ann
| To: Bo"""


def test_a_row_is_cells_with_the_names_of_their_columns() -> None:
    kilns = document(TEXT)
    row = cells(kilns, kilns.marked("row")[1])
    assert [(cell.name, cell.value.text) for cell in row] == [
        ("Kiln", "Gasper"), ("Fuel", "gas"), ("Note", "sell on; up to 3"), ("Heat", "1,240 °C")
    ]  # fmt: skip


def test_a_table_is_the_rows_with_the_same_columns() -> None:
    kilns = document(TEXT)
    rows = table_at(span(kilns, "Gasper"))
    assert [value.text for value in column(rows, "Kiln")] == ["Old Bess", "Gasper", "Sparky"]
    assert len(table_at(span(kilns, "Ann"))) == 1, "the head of a mail is no table"
    assert table_at(span(kilns, "Kilns")) == []


def test_words_of_the_question_single_out_rows() -> None:
    rows = table_at(span(document(TEXT), "Gasper"))
    found = matching(rows, "Which kilns burn gas?", "Kiln")
    assert [row[0].value.text for row in found] == ["Gasper", "Sparky"]
    assert len(matching(rows, "Which kilns are there?", "Kiln")) == 3


def stock(rows: int) -> str:
    return "\n".join(f"| Article: A{n}; Price: {n} euros." for n in range(rows))


@pytest.mark.parametrize(("rows", "read"), [(MAX_ROWS, MAX_ROWS), (MAX_ROWS + 1, 0)])
def test_a_very_long_table_is_not_read(rows: int, read: int) -> None:
    text = f"# Stock\n{stock(rows)}\n\nPrices are net.\n\n| Kiln: Gasper; Fuel: gas."
    for words in ("A0;", "A600;", f"A{rows - 1};"):
        assert len(table_at(span(document(text), words))) == read
    tables = [len(table) for _, table in tables_in([whole(document(text))])]
    assert tables == ([read, 1] if read else [1])


def test_the_tables_of_passages_are_those_that_they_touch_each_once() -> None:
    kilns = document(TEXT)
    heads = [span(kilns, "Bess"), Span(kilns, kilns.text.index("Gasper"), len(kilns.text))]
    passages = [Passage(each, 1.0, 1, 1, ()) for each in heads]
    assert [len(rows) for _, rows in tables_in(passages)] == [3, 1, 1]
    assert [passage.span for passage, _ in tables_in(passages)] == [heads[0], heads[1], heads[1]]
    assert list(tables_in([Passage(span(kilns, "Kilns"), 1.0, 1, 1, ())])) == []
