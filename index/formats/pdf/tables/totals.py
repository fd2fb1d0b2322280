"""The sums below a table: a name in one of its columns of numbers, and a number right of it."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.pdf.layout.page import Table
from index.formats.pdf.tables.cells import is_value
from index.formats.tables import row_sentence


def with_totals(table: Table, tops: Sequence[float]) -> list[Table]:
    """The table without the rows of sums at its end, and these as rows of their own.

    `tops` are the upper edges of its rows. A sum in a row of the table would have the names of two
    columns that are not its own: "Unit price: Total; Sum: 337.50".
    """
    first = len(table.rows)
    while first > 2 and _is_total(table.rows[first - 1], table.rows[1 : first - 1]):
        first -= 1
    if first == len(table.rows):
        return [table]
    left, bottom, right, top = table.box
    sums = [[row_sentence(": ".join(filter(None, row)))] for row in table.rows[first:]]
    body = Table((left, tops[first], right, top), table.rows[:first], table.lines, table.header)
    return [body, Table((left, bottom, right, tops[first]), sums, [], kind="row")]


def _is_total(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    filled = [column for column, cell in enumerate(row) if cell]
    if len(filled) != 2 or filled[0] == 0 or not row[filled[0]][0].isalpha():
        return False
    value = row[filled[1]]
    values = [is_value(each[filled[0]]) for each in body if each[filled[0]] and each[0]]
    return is_value(value) and bool(values) and all(values)
