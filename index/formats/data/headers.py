"""Finds the rows that name the columns of a table, and the titles above them.

Nothing in a CSV file or a sheet says which rows these are. They are told from the kinds of the
values below: a name differs from them, a value is like them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.data.kinds import is_year, kind_of, shape_of

Row = Sequence[str]

_LOOKAHEAD = 20  # rows that are compared with the names
_MAX_TITLES = 12  # rows above the names
_MAX_DEPTH = 3  # rows of names
_MAX_NAME_CHARS = 120
_VALUES = frozenset({"number", "date", "time", "link"})
_LIKE_BELOW = frozenset({"quantity", "code", "logic"})
_UNIT_WORDS = """
    % ‰ ° °C °F K mm cm m km in ft mi mm² cm² m² km² ha m2 m3 m³ l L ml hl g kg mg t lb oz s sec
    min h hrs hours days weeks months years yrs pcs € $ £ EUR USD GBP CHF SEK NOK DKK kr V A W kW
    MW Wh kWh MWh Pa hPa kPa bar mbar psi N kN J kJ kcal Hz kHz m/s km/h mg/l ppm mol
"""
_LABEL_WORDS = """
    name title address street city town country phone telephone tel fax mobile email e-mail mail
    website web date author subject company firm client customer contact owner version status
    description id born age from to department position supplier iban reference
"""
_UNITS = frozenset(_UNIT_WORDS.split())
_LABELS = frozenset(_LABEL_WORDS.split())  # in the first column of two, they name the values
_BRACKETED = re.compile(r"[\[(](in )?[^\])]{1,15}[\])]")


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a table, taken apart."""

    titles: list[str]
    names: list[str]
    """Of the columns; none if no row names them."""
    rows: list[list[str]]


def find_header(body: list[list[str]]) -> Header:
    """Splits a table into titles, names of columns and rows."""
    width = max((len(set(filter(None, row))) for row in body), default=0)
    titles: list[str] = []
    for start in range(min(len(body), _MAX_TITLES)):
        rest = body[start:]
        if (depth := _depth(rest)) > 1:
            return Header(titles, *_names(rest, depth))
        if _is_title(rest, width):
            values = dict.fromkeys(filter(None, rest[0]))
            titles.append(": ".join(value.rstrip(": ") for value in values))
        elif not is_key_value(rest) and names_columns(rest[0], rest[1 : _LOOKAHEAD + 1]):
            return Header(titles, *_names(rest, 1))
        else:
            return Header(titles, [], rest)
    return Header(titles, [], body[len(titles) :])


def given_header(body: list[list[str]], depth: int) -> Header:
    """The same for a table of which the first `depth` rows are known to name the columns.

    A second row of names below merged ones is found even if only one is given, and a cell merged
    over the whole first row is a title.
    """
    titles: list[str] = []
    while depth > 1 and len(body) > 1 and len(body[0]) > 1 and len(set(body[0])) == 1:
        titles.append(body[0][0])
        body, depth = body[1:], depth - 1
    if depth == 1:
        depth = _depth(body)
    return Header(titles, *_names(body, min(depth, len(body))))


def names_columns(first: Row, following: Sequence[Row] = ()) -> bool:
    """True if the first row looks like the names of columns.

    It has more than one name and no number or date, except for a series of them above other values
    ("Crop, 2019, 2020"). A name is not repeated in its own column, and codes are no names if there
    are like ones below.
    """
    names = [cell for cell in first if cell]
    if len(set(names)) < 2 or any(map(_is_prose, names)) or has_labels(names):
        return False
    if any(name[-1] == "?" for name in names) and any(name[-1] == "." for name in names):
        return False  # a question and its answer
    below = [row for row in following[:_LOOKAHEAD] if list(row) != list(first)]
    columns = [
        [row[column] for row in below if column < len(row) and row[column]]
        for column in range(len(first))
    ]
    kinds = [kind_of(cell) for cell in first]
    values = [column for column, kind in enumerate(kinds) if kind in _VALUES]
    if values:
        return kinds[0] not in _VALUES and _is_series(first, values, columns)
    for column, name in enumerate(first):
        if name and name in columns[column]:
            return False
        if kinds[column] in _LIKE_BELOW:
            shapes = [shape_of(value) for value in columns[column]]
            if 2 * shapes.count(shape_of(name)) > len(shapes):
                return False
    return (
        len(set(names)) == len(names)
        or len(below) > 1
        or any(
            name and cells and all(kind_of(cell) in _VALUES for cell in cells)
            for name, cells in zip(first, columns, strict=True)
        )
    )


def is_key_value(rows: Sequence[Row]) -> bool:
    """True for a list of names and values without names of columns: "Name, Ann", "Born, 1951"."""
    pairs = [[cell for cell in row if cell] for row in rows[: 2 * _LOOKAHEAD]]
    places = {column for row in rows[: 2 * _LOOKAHEAD] for column, cell in enumerate(row) if cell}
    keys = [pair[0] for pair in pairs if len(pair) == 2]
    if len(places) != 2 or len(keys) < 2 or len(set(keys)) < len(keys):
        return False
    if 2 * sum(key.endswith(":") for key in keys) >= len(keys):
        return True
    if any(kind_of(key) != "words" or _is_prose(key) for key in keys):
        return False
    kinds = {kind_of(pair[1]) for pair in pairs if len(pair) == 2} - {""}
    kinds = {"number" if kind == "quantity" else kind for kind in kinds}
    return len(kinds) > 2 or sum(key.lower() in _LABELS for key in keys) > 1


def has_labels(cells: Sequence[str]) -> bool:
    """True if a cell names the value beside it: "Name:", "Ann"."""
    return any(label.endswith(":") and not value.endswith(":") for label, value in pairwise(cells))


def _is_prose(cell: str) -> bool:
    return len(cell) > _MAX_NAME_CHARS or (cell[-1] in ".?!" and cell.count(" ") > 2)


def _is_series(first: Row, values: list[int], columns: list[list[str]]) -> bool:
    """True for years, dates, times or counted numbers above columns of other values."""
    cells = [first[column] for column in values]
    if len(set(cells)) < len(cells):
        return False
    if all(map(is_year, cells)):
        return any(columns[column] and not any(map(is_year, columns[column])) for column in values)
    if all(cell.isdecimal() and len(cell) < 6 for cell in cells):
        steps = {int(after) - int(before) for before, after in pairwise(cells)}
        return len(cells) > 2 and steps == {1} and int(cells[0]) < 2
    kinds = {kind_of(cell) for cell in cells}
    return (
        len(cells) > 1
        and kinds in ({"date"}, {"time"})
        and any(columns[column] for column in values)
        and not any(kind_of(cell) in kinds for column in values for cell in columns[column])
    )


def _is_title(rows: Sequence[Row], width: int) -> bool:
    """True if the first row stands above the names of columns.

    It fills fewer columns than they do: one value (or a merged one), or a name and its value
    ("Created, 2024-02-01").
    """
    values = set(filter(None, rows[0]))
    if len(values) == 1:
        return width > 1 and any(len(set(filter(None, row))) > 1 for row in rows[1:_LOOKAHEAD])
    is_short = len(values) < width and len(values) <= max(2, width // 2)
    if not (is_short and rows[0][0] and len(values) == len(list(filter(None, rows[0])))):
        return False
    return any(
        len(set(filter(None, row))) == width
        and names_columns(row, below := rows[place + 1 : place + 1 + _LOOKAHEAD])
        and 2 * sum(sum(map(bool, other)) > len(values) for other in below) >= len(below)
        for place, row in enumerate(rows[1:5], 1)
    )


def _depth(rows: Sequence[Row]) -> int:
    """How many of the first rows name the columns if they do: names of groups above names."""
    depth = 1
    while depth < min(_MAX_DEPTH, len(rows) - 1) and _groups(rows[depth - 1], rows[depth]):
        depth += 1
    return depth


def _groups(top: Row, names: Row) -> list[str]:
    """The row of group names, each over its columns, if `top` is one above `names`; else []."""
    top = [*top, *[""] * (len(names) - len(top))]
    if len(names) < len(top) or any(kind_of(name) in _VALUES - {"number"} for name in names):
        return []
    if any(kind_of(name) == "number" and not is_year(name) for name in names):
        return []
    pairs = list(zip(top, names, strict=True))
    merged = [
        bool(one[0]) and one[0] == two[0] and one[1] != two[1] and bool(one[1] and two[1])
        for one, two in pairwise(pairs)
    ]
    is_corner = not top[0] or top[0] == names[0] or not names[0]
    if any(merged) and len(set(top)) > 1 and (is_corner or _covers(top)):
        return list(top)
    filled = [name for name in names if name]
    sparse = [name for name in top if name]
    if len(sparse) < 2 or len(set(filled)) == len(filled):
        return []
    if top[0] and names[0] and not _repeats(top, names):
        return []
    spread: list[str] = []
    for name in top:
        spread.append(name or (spread[-1] if spread else ""))
    named = [pair for pair in zip(spread, names, strict=True) if pair[1]]
    return spread if len(set(named)) == len(named) else []


def _repeats(top: Row, names: Row) -> bool:
    """True if the same names stand below every group."""
    starts = [column for column, name in enumerate(top) if name]
    groups = [tuple(names[a:b]) for a, b in pairwise((*starts, len(names)))]
    return len(set(groups)) == 1 and len(groups[0]) > 1


def _covers(top: Row) -> bool:
    """True if every name spans more than one column."""
    return all(
        name and name in (top[column - 1] if column else "", *top[column + 1 : column + 2])
        for column, name in enumerate(top)
    )


def _names(rows: list[list[str]], depth: int) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, which the first rows and a row of units give, and the rest."""
    if not depth:
        return [], rows
    width = max(map(len, rows[:depth]))
    names = [name.rstrip(": ") for name in rows[depth - 1]]
    names += [""] * (width - len(names))
    for above in range(depth - 2, -1, -1):
        top = _groups(rows[above], rows[above + 1]) or rows[above]
        names = [
            name if not group or group == name else f"{group} {name}".strip()
            for group, name in zip([*top, *[""] * (len(names) - len(top))], names, strict=False)
        ]
    rest = rows[depth:]
    if len(rest) > 1 and len(rest[0]) <= len(names) and _are_units(rest[0], rest[1]):
        units = [*rest[0], *[""] * (len(names) - len(rest[0]))]
        names = [
            f"{name} ({unit.strip('[]()')})".strip() if unit else name
            for name, unit in zip(names, units, strict=False)
        ]
        rest = rest[1:]
    if sum(map(bool, rows[depth - 1])) > 1:  # the names once more, at the top of another page
        rest = [row for row in rest if row != rows[depth - 1]]
    return _distinct(names), rest


def _are_units(row: Row, below: Row) -> bool:
    """True for a row of units ("m", "[kg]") above numbers."""
    units = [column for column, cell in enumerate(row) if cell]
    return bool(units) and all(
        (row[column] in _UNITS or _BRACKETED.fullmatch(row[column]))
        and column < len(below)
        and kind_of(below[column]) in ("number", "")
        for column in units
    )


def _distinct(names: Row) -> list[str]:
    """A repeated name gets its number: "Phone", "Phone (2)"."""
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if not name or seen[name] == 1 else f"{name} ({seen[name]})")
    return distinct
