from __future__ import annotations

from qa.shapes.tables import cells, column, matching, table_at
from tests.qa.shapes.places import document, span

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
