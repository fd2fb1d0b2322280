"""Tables of office documents whose format says which rows name the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.formats.extract import ExtractedText
from index.formats.tables import add_table, names_columns

_MAX_HEADER_ROWS = 5
_QUANTITY = re.compile(r"[^\w\s]{0,2}\s?\d[\d.,]*([\s%°/-]|\Z)")
_YEAR = re.compile(r"(1[5-9]|20)\d\d")


def add_rows(
    extract: ExtractedText, rows: Sequence[Sequence[str]], header_rows: int | None = None
) -> None:
    """Adds the rows of a table, spanned cells repeated.

    `header_rows` says how many rows at the top name the columns; several are joined into one:
    "2024 Sales", "2024 Costs". None: that is guessed from the values. Rows above the columns that
    are one merged cell become paragraphs.
    """
    body = [[" ".join(cell.split()) for cell in row] for row in rows]
    if header_rows is None:
        if _is_form(body):
            for row in body:
                extract.row(" ".join(filter(None, row)))
            return
        add_table(extract, body, has_header=False if _has_values(body) else None)
        return
    while len(body) > 1 and header_rows and _is_title(body[0]):
        extract.add(next(filter(None, body[0]), ""))
        body, header_rows = body[1:], header_rows - 1
    if not header_rows:
        header_rows = int(bool(body) and names_columns(body[0], body[1:]))
    count = min(header_rows, _MAX_HEADER_ROWS, max(len(body) - 1, 0))
    if count > 1:
        width = max(map(len, body[:count]))
        names = [
            " ".join(dict.fromkeys(row[column] for row in body[:count] if column < len(row)))
            for column in range(width)
        ]
        body = [[" ".join(name.split()) for name in names], *body[count:]]
    add_table(extract, body, has_header=bool(header_rows))


def _is_title(row: Sequence[str]) -> bool:
    """True for one cell over the whole width."""
    return len(row) > 1 and (len(set(row)) == 1 or not any(row))


def _has_values(rows: Sequence[Sequence[str]]) -> bool:
    """True if the first row has a quantity where those below have one, too: "7 marks"."""
    first, below = rows[0] if rows else [], rows[1:]
    return any(
        _QUANTITY.match(cell)
        and not _YEAR.fullmatch(cell)
        and all(_QUANTITY.match(row[column]) for row in below if len(row) > column and row[column])
        and any(len(row) > column and row[column] for row in below)
        for column, cell in enumerate(first)
    )


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    """True for two columns of labels that end in a colon and their values."""
    labels = [row[0] for row in rows if any(row)]
    return (
        all(len(row) == 2 for row in rows)
        and len(labels) > 0
        and all(label.endswith(":") for label in labels)
    )
