"""Tables that are drawn with spaces, tabs or bars."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.formats.extract import ExtractedText
from index.formats.tables import add_table

_COLUMNS = re.compile(r"\S(?: {3,}|\t+)\S|\S +\| +\S")
COLUMN_MARKS = ("   ", "\t", "|")
"""One of these stands between two cells."""
_CELL = re.compile(r"\S+(?: \S+)*")
_DIGIT = re.compile(r"\d")
_MIN_ROWS = 3  # below names that no rule sets apart from the values

_MAX_COLUMNS = 50


def is_row(line: str) -> bool:
    """Does a line have cells?"""
    may_have = "   " in line or "\t" in line or "|" in line
    return may_have and _COLUMNS.search(line) is not None


def row_sentences(lines: Sequence[str], *, has_rule: bool) -> list[str]:
    """The lines of a table: "name: value; name: value" if the first one names the columns.

    `has_rule` says if a rule stands below the first line. Other lines are unchanged.
    """
    grid = _grid(lines)
    if grid is None or not _names_columns(grid, has_rule):
        return [line.strip() for line in lines]
    table = ExtractedText()
    add_table(table, grid, has_header=True)
    return table.text.split("\n\n")


def _grid(lines: Sequence[str]) -> list[list[str]] | None:
    """The cells of a table; None if they do not stand below one another."""
    if all("|" in line for line in lines):
        grid = [[cell.strip() for cell in line.strip(" |").split("|")] for line in lines]
    elif all("\t" in line for line in lines):
        grid = [[cell.strip() for cell in line.strip().split("\t")] for line in lines]
    else:
        return _aligned(lines)
    return grid if len({len(row) for row in grid}) == 1 else None


def _aligned(lines: Sequence[str]) -> list[list[str]] | None:
    """The cells of lines whose columns are aligned with those of the first line."""
    names = [match.span() for match in _CELL.finditer(lines[0].expandtabs())]
    if len(names) > _MAX_COLUMNS:
        return None
    grid = []
    for line in lines:
        row = [""] * len(names)
        for match in _CELL.finditer(line.expandtabs()):
            column = min(range(len(names)), key=lambda each: _distance(names[each], match.span()))
            if row[column]:
                return None
            row[column] = match[0]
        grid.append(row)
    return grid


def _distance(name: tuple[int, int], value: tuple[int, int]) -> int:
    """How far a value stands from the name of a column: 0 if one edge is below that of the name."""
    return min(abs(name[0] - value[0]), abs(name[1] - value[1]))


def _names_columns(grid: Sequence[Sequence[str]], has_rule: bool) -> bool:
    """Does the first row name the columns?

    Its cells have no digits, and a column of the others has one in every cell.
    """
    names, *rows = grid
    if len(names) < 2 or not rows or not all(names) or any(map(_DIGIT.search, names)):
        return False
    if has_rule:
        return True
    columns = zip(*rows, strict=True)
    return len(rows) >= _MIN_ROWS and any(all(map(_DIGIT.search, column)) for column in columns)
