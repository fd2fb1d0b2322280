"""Filled form fields among the lines of their page, each with the label that is printed at it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.pdf.boxes import Box
from index.formats.pdf.forms.annotations import Field
from index.formats.pdf.layout.page import Line, Table, Word, line_of
from index.formats.pdf.tables.grid import grids
from index.formats.tables import row_sentence

_REACH = 220.0  # points between a label and its field
_BUTTON_REACH = 30.0
_SIZE = 11.0  # points; the height of a value's letters, at most
_MAX_LABEL_CHARS = 120
_ON, _OFF = "\u2612", "\u2610"  # ballot boxes with and without a cross
_NO_NAME = re.compile(
    r"(text|untitled|undefined|fill|field|form|check|radio|combo|list|drop ?down|button|group|box|"
    r"control|input|f|c|p|page|\d+|\s)+",
    re.IGNORECASE,
)  # names that programs give
_ANSWER = re.compile(r"(yes|no|n/?a|y|n|ja|nein|oui|non|s[ií]|male|female|m|f)\W*", re.IGNORECASE)


@dataclass(slots=True)
class Placed:
    """The lines of a page with the values of its fields, and the fields that stand on their own."""

    lines: list[Line]
    rows: list[Table] = field(default_factory=list)


def place_fields(
    lines: Sequence[Line], fields: Sequence[Field], rules: Sequence[Box] = ()
) -> Placed:
    """Joins values with their labels, as rows; in a sentence or a table they get into its lines.

    A form in which nothing is filled in is left as it is printed. `rules` are the page's lines.
    """
    placed = Placed(list(lines))
    if not any(each.is_on for each in fields):
        return placed
    drawn = grids(rules)
    for each in (each for each in fields if each.kind == "text"):
        x, y = (each.box[0] + each.box[2]) / 2, (each.box[1] + each.box[3]) / 2
        if any(grid.place(x, y) for grid in drawn):
            placed.lines.append(line_of(written(each.value, each.box)))
        else:
            _place_text(placed, each, fields)
    groups: dict[str, list[Field]] = defaultdict(list)
    for each in fields:
        if each.kind == "radio":
            groups[each.name].append(each)
        elif each.kind == "check":
            _place_check(placed, each, fields)
    for group in groups.values():
        _place_radio(placed, group, fields)
    return placed


def _place_text(placed: Placed, each: Field, fields: Sequence[Field]) -> None:
    label = _left_of(placed.lines, each.box, fields)
    if label is not None:
        rest = _rest(placed.lines, each)
        if rest is not None or _has_neighbour(placed.lines, each, fields):
            behind = rest.words if rest else []
            words = [*label.words, *written(each.value, each.box), *behind]
            placed.lines[placed.lines.index(label)] = line_of(words, label.bold)
            placed.lines = [line for line in placed.lines if line is not rest]
        else:
            placed.lines.remove(label)
            line = line_of([*label.words, *written(each.value, each.box)], label.bold)
            placed.rows.append(Table(line.box, [[row_sentence(line.text)]], [line], kind="row"))
        return
    above = _above(placed.lines, each, fields)
    if above is not None:
        placed.lines.remove(above)
        placed.rows.append(_row(each, above.text, [above]))
    elif name := each.label or _spelled(each.name):
        placed.rows.append(_row(each, name, []))
    else:
        placed.lines.append(line_of(written(each.value, each.box)))


def _rest(lines: Sequence[Line], each: Field) -> Line | None:
    """What goes on behind a field within one sentence."""
    for line in lines:
        space = line.box[0] - each.box[2]
        if _are_beside(line.box, each.box) and -2 <= space < 2 * line.height:
            return line if line.text[:1].islower() or line.text[0] in ",.;)" else None
    return None


def _has_neighbour(lines: Sequence[Line], each: Field, fields: Sequence[Field]) -> bool:
    """Whether another field stands at the right with nothing between: a row of a table."""
    return any(
        other.kind == "text"
        and other.box[0] > each.box[2] - 1
        and _are_beside(other.box, each.box)
        and _left_of(lines, other.box, fields) is None
        for other in fields
    )


def _place_check(placed: Placed, each: Field, fields: Sequence[Field]) -> None:
    label = _right_of(placed.lines, each.box, fields) or _left_of(placed.lines, each.box, fields)
    neighbours = sum(
        other is not each and other.kind == "check" and _are_beside(other.box, each.box)
        for other in fields
    )
    if label is not None and (neighbours or _ANSWER.fullmatch(label.text)):
        _mark(placed, label, each)
        return
    name = label.text if label is not None else each.label or _spelled(each.name)
    if label is not None:
        placed.lines.remove(label)
    if label is not None or each.is_on:
        answer = "yes" if each.is_on else "no"
        row = [[row_sentence(f"{name.rstrip(' :.')}: {answer}")]] if name else []
        placed.rows.append(Table(each.box, row, [label] if label else [], kind="row"))


def _place_radio(placed: Placed, group: Sequence[Field], fields: Sequence[Field]) -> None:
    chosen = [each for each in group if each.is_on]
    option = ""
    for each in group:
        label = _right_of(placed.lines, each.box, fields)
        if each.is_on:
            option = label.text if label is not None else each.value
        if label is not None and chosen:
            _mark(placed, label, each)
    question = next((each.label for each in group if each.label), "") or _spelled(group[0].name)
    if chosen and question and option:
        placed.rows.append(_row(chosen[0], question, [], option))


def _mark(placed: Placed, label: Line, each: Field) -> None:
    """Puts the sign of a ticked or empty box before the label of a button."""
    sign = Word(-1, -1, each.box, _ON if each.is_on else _OFF)
    sign.box = (each.box[0], label.box[1], min(each.box[2], label.box[0]), label.box[3])
    words = [sign, *label.words]
    if each.box[0] > label.box[2]:
        sign.box = (each.box[0], label.box[1], each.box[2], label.box[3])
        words = [*label.words, sign]
    placed.lines[placed.lines.index(label)] = line_of(words, label.bold)


def _row(each: Field, label: str, lines: list[Line], value: str = "") -> Table:
    text = f"{label.rstrip(' :')}: {value or each.value}"
    lines = [*lines, line_of(written(each.value, each.box))] if each.kind == "text" else lines
    return Table(each.box, [[row_sentence(" ".join(text.split()))]], lines, kind="row")


def written(value: str, box: Box) -> list[Word]:
    """The words of a value with boxes side by side within its box, as if all were on one line."""
    texts = value.split()
    height = min(_SIZE, box[3] - box[1])
    middle = (box[1] + box[3]) / 2
    width = min((box[2] - box[0]) / max(len(" ".join(texts)), 1), height / 2)
    words, x = [], box[0]
    for text in texts:
        right = x + width * len(text)
        words.append(Word(-1, -1, (x, middle - height / 2, right, middle + height / 2), text))
        x = right + width
    return words


def _left_of(lines: Sequence[Line], box: Box, fields: Sequence[Field]) -> Line | None:
    """The nearest line at the left, with no field in between."""
    found = [
        line
        for line in lines
        if _are_beside(line.box, box)
        and -4 < box[0] - line.box[2] < _REACH
        and not any(
            _are_beside(other.box, box) and line.box[2] - 4 < other.box[0] < box[0] - 1
            for other in fields
        )
    ]
    return max(found, key=lambda line: line.box[2], default=None)


def _right_of(lines: Sequence[Line], box: Box, fields: Sequence[Field]) -> Line | None:
    """The nearest line at the right of a button, with no field in between."""
    found = [
        line
        for line in lines
        if _are_beside(line.box, box)
        and -4 < line.box[0] - box[2] < _BUTTON_REACH
        and not any(
            _are_beside(other.box, box) and box[2] - 1 < other.box[0] < line.box[0]
            for other in fields
        )
    ]
    return min(found, key=lambda line: line.box[0], default=None)


def _above(lines: Sequence[Line], each: Field, fields: Sequence[Field]) -> Line | None:
    """The line right above a field, unless it is the name of a column of fields."""
    left, bottom, right, top = each.box
    below = any(
        other is not each and other.box[0] < right and left < other.box[2] and other.box[1] < bottom
        and bottom - other.box[3] < 4
        for other in fields
    )  # fmt: skip
    if below:
        return None
    found = [
        line
        for line in lines
        if -4 < line.box[1] - top < 1.3 * line.height
        and line.box[0] < right
        and left - 3 <= line.box[0]
        and len(line.text) <= _MAX_LABEL_CHARS
    ]
    return min(found, key=lambda line: line.box[1], default=None)


def _are_beside(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.5 * min(one[3] - one[1], other[3] - other[1])


def _spelled(name: str) -> str:
    """A field's name as words: "form1[0].boatName[0]" becomes "boat name".

    >>> _spelled("topmostSubform[0].Page1[0].f1_boat-name[0]")
    'f1 boat name'
    >>> _spelled("Text Field 12")
    ''
    """
    last = re.sub(r"\[\d+\]", "", name).rsplit(".", 1)[-1]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"[_\-]+", " ", last)).split()
    text = " ".join(word.lower() if word[1:].islower() else word for word in words)
    return "" if _NO_NAME.fullmatch(text) or not re.search(r"[^\W\d_]{2}", text) else text
