"""What tells a table from other text in columns: forms, signatures, lists, running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.formats.pdf.layout.page import Header
from index.formats.pdf.tables.cells import is_number, is_value

Rows = Sequence[Sequence[str]]

_MAX_WORDS = 12  # of half of the cells; prose has more in a line
_MEAN_WORDS = 15
_MOST_WORDS = 90
_LABEL = re.compile(
    r"(by|name|title|its|date|signature|signed|attention|attn|address|tel|telephone|phone|fax|"
    r"facsimile|e-?mail|witness|per|to|from|re|subject|cc)\b\.?:?|.*:|_{3,}.*",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"/s/|^by:|_{6,}|\bl\.s\.|^signature\b", re.IGNORECASE | re.MULTILINE)
_LIST_LABEL = re.compile(r"[(\[]?([0-9]{1,3}|[A-Za-z]|[ivxlcIVXLC]{1,6})?[.)\]]|[-–—•·●◦▪*o§]+")
_SECTION = re.compile(
    r"((article|section|exhibit|schedule|clause|§)\s*)?(\d{1,3}|[IVX]+)((\.\d{1,3})+\.?|\.)",
    re.IGNORECASE,
)
_SUM = re.compile(r"\d{1,3}\.\d\d")
_YEAR = re.compile(r"(1[5-9]|20)\d\d")


def is_section_number(text: str) -> bool:
    """The number of a clause or list item, such as "4.", "(a)", "12.3" or a bullet."""
    return bool(_LIST_LABEL.fullmatch(text) or _SECTION.fullmatch(text))


def is_table(cells: Rows, has_names: bool, is_wide: bool) -> bool:
    """Whether aligned text is a table.

    `has_names` says if its first row is set apart, by bold letters or a line, `is_wide` if most
    spaces between cells are. Without names, a table has a column of numbers, or short cells with
    wide spaces nearly everywhere.
    """
    width = len(cells[0])
    body = cells[1:]
    filled = [[cell for cell in row if cell] for row in cells]
    texts = [cell for row in filled for cell in row]
    if width < 2 or len(body) < 2 or sum(len(row) > 1 for row in filled) < 2 / 3 * len(cells):
        return False
    if (
        len(set(texts)) < 3
        or median(len(cell.split()) for cell in texts) > _MAX_WORDS
        or _is_prose(cells)
    ):
        return False
    if _has_labels(cells) or _is_list(cells) or _is_drawing(texts) or is_contents(cells):
        return False
    numeric = [_is_numeric(cells, column) for column in range(1, width)]
    if all(is_section_number(row[0]) for row in body if row[0]) and not (any(numeric) or has_names):
        return False
    if width == 2:
        if not names_columns(cells) or len(filled[0]) < 2 or cells[0][0].endswith(":"):
            return False
        return (numeric[0] and _are_alike(body)) or (has_names and len(body) > 2)
    fill = len(texts) / (width * len(cells))
    if any(numeric) or (has_names and names_columns(cells)):
        return fill > 0.4
    return (
        is_wide
        and fill > 0.8
        and len(body) > 2
        and median(len(cell.split()) for cell in texts) <= 4
    )


def header_of(cells: Rows, is_set_apart: bool) -> Header:
    """Whether the first row of a table names its columns, and whether its looks say so."""
    if not names_columns(cells):
        return ""
    if is_set_apart:
        return "set apart"
    if any(_is_numeric(cells, column) for column in range(len(cells[0]))):
        return "guessed"
    lengths = [len(cell) for row in cells[1:] for cell in row if cell]
    is_short = sum(map(len, cells[0])) * len(lengths) < 0.6 * sum(lengths) * len(cells[0])
    return "guessed" if len(cells) > 2 and all(cells[0]) and is_short else ""


def names_columns(cells: Rows) -> bool:
    """Whether the first row has words or years in at least two columns, and no other number."""
    names = [cell for cell in cells[0] if cell]
    if len(set(names)) < 2:
        return False
    return not any(is_number(name) and not _YEAR.fullmatch(name) for name in names)


def is_contents(cells: Rows) -> bool:
    """Whether the last column holds page numbers, which never fall, of entries in words."""
    if sum(bool(re.search(r"[^\W\d_]{2}", " ".join(row[:-1]))) for row in cells) < len(cells) - 1:
        return False
    if any(_is_numeric(cells, column) for column in range(1, len(cells[0]) - 1)):
        return False
    pages = [row[-1].strip(". ") for row in cells]
    body = pages if pages[0].isdecimal() else pages[1:]
    if len(body) < 2 or not all(page.isdecimal() and len(page) < 5 for page in body):
        return False
    if body is not pages and not re.fullmatch(r"(pages?|seite|p\.?)?", pages[0], re.IGNORECASE):
        return False
    return all(int(a) <= int(b) for a, b in pairwise(body))


def has_signatures(cells: Rows) -> bool:
    return any(_SIGNATURE.search(cell) for row in cells for cell in row)


def _is_numeric(cells: Rows, column: int) -> bool:
    """Whether most cells below the first are values, and not the numbers of clauses."""
    values = [row[column] for row in cells[1:] if row[column]]
    are_sums = column > 0 and _are_sums(values)
    numbers = sum(is_number(cell) and (are_sums or not is_section_number(cell)) for cell in values)
    return numbers > 1 and sum(map(is_value, values)) >= 0.7 * len(values)


def _are_sums(values: Sequence[str]) -> bool:
    """Whether values with two decimals are no sections, whose numbers count on: "4.10", "4.11"."""
    sums = [float(value) for value in values if _SUM.fullmatch(value)]
    steps = {round(after - before, 2) for before, after in pairwise(sums)}
    return bool(steps - {0.01}) and len(sums) >= 0.7 * len(values)


def _are_alike(rows: Rows) -> bool:
    """Whether the values of the second column have one unit and form: else they have labels."""
    values = [row[1] for row in rows if is_number(row[1])]
    return len({re.sub(r"[\d.,\s()+-]+", "", value) for value in values}) == 1


def _is_prose(cells: Rows) -> bool:
    """Whether several columns go on from row to row, as running text does."""
    wrapped = pairs = 0
    for above, row in pairwise(cells):
        both = [cell for cell, before in zip(row, above, strict=True) if cell and before]
        if len(both) > 1:
            pairs += 1
            wrapped += sum(cell[0].islower() for cell in both) > 1
    return wrapped > 0.25 * max(pairs, 1)


def _has_labels(cells: Rows) -> bool:
    """Whether the rows are labels with their values, or the lines for signatures."""
    if has_signatures(cells):
        return True
    labelled = sum(any(_LABEL.fullmatch(cell) for cell in row if cell) for row in cells[1:])
    return labelled > 0.3 * len(cells)


def _is_list(cells: Rows) -> bool:
    """Whether a column holds the numbers or marks of list items, and none beside it numbers."""
    width = len(cells[0])
    for column in range(width - 1):
        marks = [row[column] for row in cells if row[column]]
        if marks and all(map(is_section_number, marks)):
            others = [i for i in range(column + 1, width) if _is_numeric(cells, i)]
            if not others and width - column == 2:
                return True
    return False


def _is_drawing(texts: Sequence[str]) -> bool:
    """Whether many cells have no letter or digit: a diagram made of characters."""
    return sum(not any(map(str.isalnum, text)) for text in texts) > 0.15 * len(texts) and any(
        "|" in text or "---" in text or "\\" in text for text in texts
    )
