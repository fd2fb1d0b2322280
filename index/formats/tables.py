"""Tables as text: each row is a sentence "name: value; name: value." with its own column names.

Readers give the grid of a table with merged cells repeated (`expand_spans`) and empty cells as "".
Empty cells are left out of a row, so no value moves to another column. Where a format does not say
which rows name the columns, they are found (`index.formats.data.headers`), and so are the titles
above them, which become paragraphs, and tables below or beside each other.

A row ends with a full stop: without one, the reader of answers takes a value of the row above or
below. Of 107 questions on small tables it answered 84 rightly with full stops and 61 without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.data.areas import clean_rows, find_areas
from index.formats.data.headers import Header, find_header, given_header, has_labels
from index.formats.data.headers import names_columns as names_columns  # used by other formats
from index.formats.data.kinds import kind_of
from index.formats.extract import ExtractedText

Row = Sequence[str]

SpannedCell = tuple[str, int, int]
"""The text of a cell, and how many columns and rows it spans."""

ROW_END = "."
_ENDS = frozenset(".?!…:。？！؟।")
_QUOTES = "\"'”’»"

MAX_ROW_CHARS = 1_000
"""Longer rows are split; each part begins with the first cells, which say what it is about."""

_LONG_CELL = 300  # characters; a longer cell is a paragraph of its own
_MAX_SECTION_CHARS = 80
_MAX_KEY_CHARS = 60
_MAX_KEYS = 3  # columns
_LOOKAHEAD = 50  # rows that tell which columns identify a row
_MAX_SPAN = 1_000
_WORDS = frozenset(("words", "code", "date", "link"))


@dataclass(frozen=True, slots=True)
class _Spans:
    """Whether cells of a table may extend over a whole row, and over some columns."""

    of_rows: bool
    of_columns: bool


def add_table(
    extract: ExtractedText,
    rows: Iterable[Row],
    *,
    has_header: int | None = None,
    has_spans: bool = True,
    has_merged: bool | None = None,
    section: str = "",
) -> None:
    """Adds the rows of a table, or of several with blank rows or columns between them.

    `has_header` says how many of the first rows name the columns (True is one, False none); None
    finds out from the values. Where cells may span others, a row of one value in all columns heads
    the rows below: those begin with it. `has_merged` (`has_spans` by default) says that cells may
    span some columns. Each row begins with `section`, if there is one.
    """
    spans = _Spans(has_spans, has_spans if has_merged is None else has_merged)
    if has_header is not None:
        body = [row for row in clean_rows(rows) if row]
        if has_spans and has_header == 1 and len(body) > 1 and _is_section(body[0], len(body[0])):
            extract.add(body[0][0])  # it names no column
            header = find_header(body[1:])
        else:
            header = given_header(body, has_header)
        _add_part(extract, header, [], section, spans)
        return
    names: list[str] = []
    start = 0
    for offset, body in find_areas(rows):
        if offset != start or max(map(len, body)) > len(names):
            names = []  # of the table above; those rows that continue it have none of their own
        header = find_header(body)
        is_note = all(
            not any(row[1:]) or (has_spans and _is_section(row, len(row))) for row in header.rows
        )
        _add_part(extract, header, [] if is_note else names, section, spans)
        names, start = header.names or names, offset


def add_record(
    extract: ExtractedText,
    values: Sequence[str],
    *,
    section: str = "",
    lead: int = 1,
    separator: str = "; ",
) -> None:
    """Adds a row as one sentence, or as several that begin with its first values if it is long.

    `values` are such as "name: value", none of them empty; the first `lead` ones say what the row
    is about. A long one is a paragraph of its own that begins with the first ones, too.
    """
    text = separator.join((section, *values) if section else values)
    if not values or len(text) <= _LONG_CELL:
        _add_sentence(extract, text if values else "")
        return
    first = [section] * bool(section)
    first += [value for value in values[:lead] if len(value) <= _LONG_CELL]
    rest = [value for value in values[lead:] if len(value) <= _LONG_CELL]
    long = [value for value in values if len(value) > _LONG_CELL]
    if rest or not long:
        for sentence in _sentences(first, rest, separator):
            _add_sentence(extract, sentence)
    for value in long:
        extract.add(separator.join((*first, value)))


def _add_sentence(extract: ExtractedText, words: str) -> None:
    extract.row(row_sentence(words))


def row_sentence(words: str) -> str:
    """The words of a row with a full stop, unless they end a sentence already.

    >>> row_sentence("Fee: 4 kr"), row_sentence("Open? Yes."), row_sentence("He said: “No.”")
    ('Fee: 4 kr.', 'Open? Yes.', 'He said: “No.”')
    """
    last = words[-1:]
    if last in _QUOTES:
        last = words.rstrip(_QUOTES)[-1:]
    return words if last in _ENDS or not words else words + ROW_END


def _add_part(
    extract: ExtractedText,
    header: Header,
    names_above: Sequence[str],
    section: str,
    spans: _Spans,
) -> None:
    for title in header.titles:
        extract.add(title)
    if header.names and not header.rows:
        extract.row(join_cells((section, *header.names)))
    elif empty := _empty_columns(header.names, header.rows):
        extract.losses["column names without values left out"] += empty
    _add_rows(extract, header.names or names_above, header.rows, section, spans)


def _add_rows(
    extract: ExtractedText,
    names: Sequence[str],
    rows: Sequence[Row],
    section: str,
    spans: _Spans,
) -> None:
    keys = _key_columns(rows)
    width = max([len(names), *map(len, rows)])
    has_sections = spans.of_rows and not all(_is_section(row, width) for row in rows)
    has_values = any(
        row[0] and sum(map(bool, row)) > 1 and not (has_sections and _is_section(row, width))
        for row in rows
    )
    labels = [f"{name}: " if name else "" for name in names] + [""] * (width - len(names))
    separator = "; " if names else " | "
    caption = section
    for row in rows:
        if has_sections and _is_section(row, width):
            words = row[0] if len(row[0]) <= _MAX_SECTION_CHARS else ""
            section = "; ".join(filter(None, (caption, words)))
            row = row[:1]
        elif spans.of_rows and not names and _is_section(row, width):
            row = row[:1]
        if spans.of_columns and not names:
            row = _merged_once(row)
        values = [label + cell for label, cell in zip(labels, row, strict=False) if cell]
        if len(values) == 1 and (not names or (has_values and row[0] and _is_words(row[0]))):
            cell = values[0] if not row[0] else row[0]
            _add_lone_cell(extract, f"{caption} | {cell}" if caption else cell)
            continue
        if not names:
            values = _labelled(values)
        if not section and len(text := separator.join(values)) <= _LONG_CELL:
            _add_sentence(extract, text)
            continue
        lead = max(sum(map(bool, row[:keys])), 1)
        add_record(extract, values, section=section, lead=lead, separator=separator)


def _empty_columns(names: Sequence[str], rows: Sequence[Row]) -> int:
    empty = {column for column, name in enumerate(names) if name}
    for row in rows:
        empty = {column for column in empty if column >= len(row) or not row[column]}
        if not empty:
            break
    return len(empty)


def _add_lone_cell(extract: ExtractedText, cell: str) -> None:
    if len(cell) > _LONG_CELL:
        extract.add(cell)
    else:
        extract.row(cell)


def _merged_once(row: Row) -> list[str]:
    """The cells of a row without names of columns: what is merged over several stands once.

    Equal numbers, marks and the like may be two values, which stay.
    """
    return [
        "" if cell == before and len(cell) > 1 and kind_of(cell) in _WORDS else cell
        for before, cell in pairwise(("", *row))
    ]


def _is_words(cell: str) -> bool:
    return kind_of(cell) == "words"


def _is_section(row: Row, width: int) -> bool:
    """True for one cell that is merged over the whole row: it heads the rows below."""
    return len(row) == width > 1 and len(set(row)) == 1 and _is_words(row[0])


def _labelled(cells: list[str]) -> list[str]:
    """Joins names and values of a row without names of columns: "Name:", "Ann" or "Name", "Ann"."""
    if len(cells) == 2 and _is_label(cells[0]):
        return [f"{cells[0].rstrip(': ')}: {cells[1]}"]
    if ":" not in "".join(cells) or not has_labels(cells):
        return cells
    joined: list[str] = []
    for cell in cells:
        if joined and joined[-1].endswith(":") and not cell.endswith(":"):
            joined[-1] += f" {cell}"
        else:
            joined.append(cell)
    return joined


def _is_label(cell: str) -> bool:
    is_short = len(cell) <= _MAX_KEY_CHARS and ": " not in cell
    return is_short and _is_words(cell) and cell[-1] not in ".?!"


def _key_columns(rows: Sequence[Row]) -> int:
    """How many of the first columns tell the rows apart; 1 if those do not, either."""
    head = rows[:_LOOKAHEAD]
    for count in range(1, _MAX_KEYS + 1):
        if len({tuple(row[:count]) for row in head}) == len(head):
            return count
    return 1


def _sentences(first: Sequence[str], rest: Sequence[str], separator: str) -> Iterator[str]:
    part = separator.join(first)
    for count, value in enumerate(rest):
        if count and len(part) + len(value) > MAX_ROW_CHARS:
            yield part
            part = separator.join(first)
        part = f"{part}{separator}{value}" if part else value
    yield part


def expand_spans(rows: Iterable[Iterable[SpannedCell]]) -> list[list[str]]:
    """The grid of a table: cells that span columns or rows are repeated in each of them.

    >>> expand_spans([[("a", 2, 1), ("b", 1, 2)], [("c", 1, 1), ("d", 1, 1)]])
    [['a', 'a', 'b'], ['c', 'd', 'b']]
    """
    grid: list[list[str]] = []
    above: dict[int, tuple[str, int]] = {}  # column to a value from above and the rows it fills
    for row in rows:
        cells = {column: value for column, (value, _) in above.items()}
        above = {column: (value, left - 1) for column, (value, left) in above.items() if left > 1}
        column = 0
        for value, width, height in row:
            while column in cells:
                column += 1
            for _ in range(max(1, min(width, _MAX_SPAN))):
                cells[column] = value
                if height > 1:
                    above[column] = value, min(height, _MAX_SPAN) - 1
                column += 1
        grid.append([cells.get(column, "") for column in range(max(cells, default=-1) + 1)])
    return grid


def join_cells(cells: Iterable[str]) -> str:
    """The filled cells of a row without names, separated by bars."""
    return " | ".join(words for cell in cells if (words := " ".join(cell.split())))
