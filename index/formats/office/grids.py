"""Tables of office documents whose format says which rows name the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.tables import add_table, join_cells, names_columns

_MAX_HEADER_ROWS = 5
MAX_CELLS = 2_000_000
"""Of one table, repeated cells included."""

_LAYOUT_PARAGRAPHS = 6  # in one cell: a page is laid out in columns, these are no values
_LAYOUT_CHARS = 1_500  # in one cell
_QUANTITY = re.compile(r"[^\w\s]{0,2}\s?\d[\d.,]*([\s%°/-]|\Z)")
_COLUMN_NAME = re.compile(r"\w+(-\w+)*( [a-z(][\w)-]*)*")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(1[5-9]|20)\d\d")


@dataclass(slots=True)
class Cell:
    """The blocks of a cell. `nested` are the tables in it that are read on their own."""

    blocks: list[Element]
    nested: list[Element] = field(default_factory=list)
    text: str = ""
    paragraphs: int = 0
    """How many of the blocks have words."""
    length: int = 0
    """Characters in them."""


@dataclass(slots=True)
class Grid:
    """The rows of a table; a merged cell stands in each place that it fills."""

    rows: list[list[Cell | None]]
    header_rows: int | None
    """How many rows at the top name the columns; None if the document does not say."""
    has_labels: bool = False
    """Whether the first column looks like names of what stands beside it."""

    @property
    def is_layout(self) -> bool:
        """True for a frame around text and for columns of whole paragraphs."""
        filled = [cell for cell in self.cells() if cell.paragraphs]
        if max(map(len, self.rows), default=0) < 2 or len(filled) < 2:
            return True
        if len(self.rows) == 1 and any(cell.nested for cell in filled):
            return True
        is_long = any(
            cell.paragraphs > _LAYOUT_PARAGRAPHS or cell.length > _LAYOUT_CHARS for cell in filled
        )
        return is_long and (len(self.rows) <= 3 or (self.header_rows is None and len(filled) <= 4))

    def cells(self) -> Iterator[Cell]:
        """Each cell once, in reading order."""
        seen: set[int] = set()
        for row in self.rows:
            for cell in row:
                if cell is not None and id(cell) not in seen:
                    seen.add(id(cell))
                    yield cell

    def segments(self) -> Iterator[tuple[list[list[str]], list[Element]]]:
        """The texts of the rows in parts, each with the tables within cells that follow it.

        A part ends with a row that contains tables. A row of one cell in the midst of a table is a
        part of its own. The column names, if they are known, begin each other part.
        """
        texts = [["" if cell is None else cell.text for cell in row] for row in self.rows]
        banners = [place > 0 and _is_banner(row) for place, row in enumerate(self.rows)]
        if any(banners) or any(cell.nested for cell in self.cells()):
            self._decide_header(
                [row for row, is_one in zip(texts, banners, strict=True) if not is_one]
            )
        names = texts[: self.header_rows or 0]
        pending: list[list[str]] = []
        seen: set[int] = set()
        has_names = False
        for place, row in enumerate(self.rows):
            is_banner = banners[place] and place >= len(names)
            pending += [] if is_banner else [texts[place]]
            cells = [cell for cell in row if cell is not None and id(cell) not in seen]
            seen.update(map(id, cells))
            nested = list(dict.fromkeys(table for cell in cells for table in cell.nested))
            if not is_banner and not nested:
                continue
            if pending[len(names) :]:
                yield pending, [] if is_banner else nested
                pending, has_names = list(names), True
            if is_banner:
                yield [texts[place][:1]], nested
        if pending[len(names) :] or not has_names:
            yield pending, []

    def _decide_header(self, rows: list[list[str]]) -> None:
        """Guesses whether the first row names the columns, if the document does not say."""
        if self.header_rows is None and rows:
            is_header = names_columns(rows[0], rows[1:]) and _guess(rows) is None
            self.header_rows = 1 if is_header else None

    def contents(self) -> Iterator[Element]:
        """An element per cell with its blocks, to be read as if there were no table."""
        for cell in self.cells():
            holder = Element("body")
            holder.extend(cell.blocks)
            yield holder


def _is_banner(row: Sequence[Cell | None]) -> bool:
    """True for a row of one cell, such as a heading of the rows below it."""
    return len(row) > 1 and row[0] is not None and all(cell is row[0] for cell in row)


def add_rows(
    extract: ExtractedText,
    rows: Sequence[Sequence[str]],
    header_rows: int | None = None,
    *,
    has_labels: bool = False,
) -> None:
    """Adds the rows of a table, spanned cells repeated.

    `header_rows` says how many rows at the top name the columns; several are joined into one:
    "2024 Sales", "2024 Costs". 0: none; None: that is guessed from the values. Rows above the
    columns that are one merged cell become paragraphs, as does a single cell. Two columns, a label
    and its value in each row, become "label: value"; `has_labels` says that the first column is
    set as labels.
    """
    body = [[" ".join(cell.split()) for cell in row] for row in rows if any(map(str.strip, row))]
    if not header_rows:
        if _is_form(body, has_labels=has_labels):
            for label, text in body:
                separator = "" if not label or label.endswith(":") else ":"
                extract.row(f"{label}{separator} {text}".strip().removesuffix(":"))
        else:
            _add_table(extract, body, has_header=False if header_rows == 0 else _guess(body))
        return
    if len(body) == 1 and len(body[0]) == 1:
        extract.add(body[0][0])
        return
    while len(body) > 1 and header_rows and _is_title(body[0]):
        extract.add(next(filter(None, body[0]), ""))
        body, header_rows = body[1:], header_rows - 1
    header_rows = header_rows or int(names_columns(body[0], body[1:]))
    count = min(header_rows, _MAX_HEADER_ROWS, max(len(body) - 1, 0))
    if count > 1:
        width = max(map(len, body[:count]))
        names = [
            " ".join(dict.fromkeys(row[column] for row in body[:count] if column < len(row)))
            for column in range(width)
        ]
        body = [[" ".join(name.split()) for name in names], *body[count:]]
    _add_table(extract, body, has_header=bool(header_rows))


def _add_table(
    extract: ExtractedText, rows: Sequence[Sequence[str]], *, has_header: bool | None
) -> None:
    """Adds a table, and its column names as a row if one of them has no value below it."""
    first, below = rows[0] if rows else (), rows[1:]
    width = max((len(set(filter(None, row))) for row in rows), default=0)
    if has_header is None and len(set(filter(None, first))) == width:
        has_header = names_columns(first, below) or None
    is_unused = [
        name and not any(row[column] for row in below if len(row) > column)
        for column, name in enumerate(first)
    ]
    if has_header and below and any(is_unused):
        extract.row(join_cells(first))
    add_table(extract, rows, has_header=has_header)


def _is_title(row: Sequence[str]) -> bool:
    """True for one cell over the whole width."""
    return len(row) > 1 and (len(set(row)) == 1 or not any(row))


def _guess(rows: Sequence[Sequence[str]]) -> bool | None:
    """False for rows of which the first is like the others; None if the values are to decide.

    It has a quantity where those below have one, too ("7 marks"), or there are two pairs of words.
    """
    first, below = rows[0] if rows else [], rows[1:]
    for column, cell in enumerate(first):
        values = [row[column] for row in below if len(row) > column and row[column]]
        is_quantity = _QUANTITY.match(cell) and not _YEAR.fullmatch(cell)
        if is_quantity and values and all(map(_QUANTITY.match, values)):
            return False
    is_pairs = len(rows) == 2 and all(len(row) == 2 for row in rows)
    return False if is_pairs and not any(map(_DIGIT.search, (*first, *below[0]))) else None


def _is_form(rows: Sequence[Sequence[str]], *, has_labels: bool) -> bool:
    """True for two columns of labels and values: labels that end in a colon or are set as such, or
    beside which a good part of the values, but not all, have digits, and the first is no name."""
    rows = [row for row in rows if any(row)]
    if not rows or not all(len(row) == 2 for row in rows):
        return False
    labels, values = zip(*rows, strict=True)
    if has_labels or all(label.endswith(":") for label in labels):
        return True
    below = [bool(_DIGIT.search(value)) for value in values[1:] if value]
    is_mixed = len(below) > 1 and not all(below) and sum(below) > len(below) / 3
    is_name = _COLUMN_NAME.fullmatch(values[0]) or any(map(_DIGIT.search, labels))
    return is_mixed and not is_name


def in_one_line(texts: list[str]) -> str:
    """The paragraphs of a cell; numbers below each other stay apart."""
    line = ""
    for text in (" ".join(text.split()) for text in texts):
        glued = line[-1:].isdigit() and text[:1].isdigit()
        line += f"{', ' if glued else ' ' if line and text else ''}{text}"
    return line
