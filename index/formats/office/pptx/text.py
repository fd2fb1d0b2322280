"""Text of shapes and tables on slides: automatic numbers, raised letters, fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.office.characters import clean, join_levels, symbols
from index.formats.office.drawing import formula
from index.formats.office.grids import in_one_line
from index.formats.office.markup import choice, number
from index.formats.office.numerals import numeral

_LEVELS = 9
_MAX_COLUMNS = 1_000
_STYLES = {
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "arabic": "decimal",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_LIVE_FIELDS = ("slidenum", "datetime")
"""The number of the slide, and the day on which it is shown."""

_UNFILLED = frozenset(("<header>", "<footer>", "<date/time>", "<number>"))
"""What LibreOffice writes in fields of the notes page that have no text."""

_PUNCTUATION = {"ParenBoth": "({})", "ParenR": "{})", "Period": "{}.", "Plain": "{}", "Minus": "{}"}


def paragraphs(body: Element, losses: Counter[str]) -> Iterator[str]:
    """The paragraphs of a text body with their automatic numbers; empty ones too."""
    counts: list[tuple[str, int] | None] = [None] * _LEVELS
    styles = body.find("lstStyle")
    for paragraph in body.iter("p"):
        properties = paragraph.find("pPr")
        level = number("" if properties is None else properties.get("lvl", ""))
        level = min(max(level, 0), _LEVELS - 1)
        text = _text(paragraph, losses).strip()
        if not text or text in _UNFILLED:
            continue
        auto = _auto_number(properties, styles, level)
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        if auto is None:
            counts[level] = None
            yield text
            continue
        kind, start = auto.get("type", ""), max(number(auto.get("startAt", ""), 1), 1)
        before = counts[level]
        count = before[1] + 1 if before and before[0] == f"{kind} {start}" else start
        counts[level] = f"{kind} {start}", count
        yield f"{_label(kind, count)} {text}"


def table_rows(table: Element, losses: Counter[str]) -> list[list[str]]:
    """The texts of a table's cells; merged cells are repeated."""
    rows: list[list[str]] = []
    for row in table.findall("tr"):
        above = rows[-1] if rows else []
        cells: list[str] = []
        for cell in row.findall("tc")[:_MAX_COLUMNS]:
            if _is_set(cell, "hMerge") and cells:
                cells.append(cells[-1])
            elif _is_set(cell, "vMerge") and len(cells) < len(above):
                cells.append(above[len(cells)])
            else:
                cells.append(in_one_line(list(paragraphs(cell, losses))))
        rows.append(cells)
    return rows


def _is_set(node: Element, attribute: str) -> bool:
    return node.get(attribute, "0") in ("1", "true")


def _auto_number(properties: Element | None, styles: Element | None, level: int) -> Element | None:
    """How a paragraph is numbered; None if it is not."""
    inherited = None if styles is None else styles.find(f"lvl{level + 1}pPr")
    for each in (properties, inherited):
        if each is not None:
            if each.find("buNone") is not None or each.find("buChar") is not None:
                return None
            if (found := each.find("buAutoNum")) is not None:
                return found
    return None


def _label(kind: str, count: int) -> str:
    style = next((name for name in _STYLES if kind.startswith(name)), "")
    pattern = _PUNCTUATION.get(kind.removeprefix(style), "{}.")
    return pattern.format(numeral(count, _STYLES.get(style, "decimal")))


def _text(paragraph: Element, losses: Counter[str]) -> str:
    pieces: list[tuple[str, int]] = []
    for node in _runs(paragraph):
        if node.tag == "br":
            pieces.append(("\n", 0))
        elif node.tag == "m":
            pieces.append((formula(node), 0))
            losses["formulas written in a line"] += 1
        elif node.tag == "fld" and node.get("type", "").startswith(_LIVE_FIELDS):
            losses["slide numbers and dates skipped"] += 1
        else:
            properties = node.find("rPr")
            shift = number("" if properties is None else properties.get("baseline", ""))
            font = None if properties is None else properties.find("latin")
            face = "" if font is None else font.get("typeface", "")
            for part in node.findall("t"):
                text, unknown = symbols(part.text or "", face)
                losses["symbols skipped"] += unknown
                pieces.append((text, (shift > 0) - (shift < 0)))
    return clean(join_levels(pieces))


def _runs(node: Element) -> Iterator[Element]:
    for child in node:
        if child.tag == "AlternateContent":
            yield from _runs(choice(child))
        elif child.tag in ("r", "br", "fld", "m"):
            yield child
