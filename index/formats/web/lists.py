"""Lists: items with their numbers; definition lists: each term with what it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.formats.web.blocks import Block, Context, changed
from index.formats.web.table_grid import joined

if TYPE_CHECKING:
    from lxml.etree import _Element

    from index.formats.web.walk import Walker

_MAX_ROW = 300
"""A longer definition is a paragraph of several sentences."""
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def read_list(walker: Walker, element: _Element, context: Context) -> None:
    walker.out.flush(context)
    inner = changed(context, is_item=True)
    is_menu = context.in_menu or context.kind == "contents"
    numbers = _numbers(element) if element.tag == "ol" and not is_menu else None
    if element.text:
        walker.out.line.add(element.text, in_link=context.in_link)
    for child in element:
        if isinstance(child.tag, str):
            if child.tag == "li":
                walker.out.flush(context)
                walker.out.prefix = next(numbers, "") if numbers else ""
            walker.element(child, child.tag, inner)
            if child.tag == "li":
                walker.out.prefix = ""
        if child.tail:
            walker.out.line.add(child.tail, in_link=context.in_link)
    walker.out.flush(context)


def _numbers(element: _Element) -> Iterator[str]:
    """The number of each item as a browser shows it."""
    style = element.get("style", "")
    kind = element.get("type", "1")
    for name, letter in _STYLES.items():
        kind = letter if name in style else kind
    items = [child for child in element if child.tag == "li"]
    step = -1 if "reversed" in element.attrib else 1
    number = _integer(element.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = _integer(item.get("value"), number)
        yield f"{_written(number, kind)}." if kind else ""
        number += step


_STYLES = {
    **{"list-style-type:none": "", "list-style-type: none": "", "list-style:none": ""},
    **{"list-style: none": "", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A"},
    **{"upper-latin": "A", "lower-roman": "i", "upper-roman": "I"},
}


def _integer(value: str | None, default: int) -> int:
    value = (value or "").strip()
    is_number = value.lstrip("-").isdecimal() and value.isascii() and len(value) < 10
    return int(value) if is_number else default


def _written(number: int, kind: str) -> str:
    """
    >>> _written(28, "a"), _written(14, "I"), _written(3, "1")
    ('ab', 'XIV', '3')
    """
    if kind not in "aAiI" or number < 1 or number > 3_999:
        return str(number)
    if kind in "iI":
        text = ""
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
        return text if kind == "i" else text.upper()
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord(kind) + rest) + text
    return text


def read_definitions(walker: Walker, element: _Element, context: Context) -> None:
    """Terms and what they mean: a row each, "term: definition"."""
    walker.out.flush(context)
    terms: list[str] = []
    definitions: list[list[Block]] = []
    for child in _children(walker, element, context):
        if child.tag == "dt":
            if definitions:
                _add_definition(walker, terms, definitions, context)
                terms, definitions = [], []
            terms += (joined([block]) for block in walker.text_of(child, context))
        elif child.tag == "dd":
            definitions.append(walker.text_of(child, context))
    _add_definition(walker, terms, definitions, context)


def _children(walker: Walker, element: _Element, context: Context) -> Iterator[_Element]:
    """The terms and definitions, also those within groups; the rest is read as usual."""
    if element.text:
        walker.out.line.add(element.text)
    for child in element:
        if child.tag == "div":
            yield from _children(walker, child, context)
        elif child.tag in ("dt", "dd"):
            walker.out.flush(context)
            yield child
        elif isinstance(child.tag, str):
            walker.element(child, child.tag, context)
        if child.tail:
            walker.out.line.add(child.tail)
    walker.out.flush(context)


def _add_definition(
    walker: Walker, terms: list[str], definitions: list[list[Block]], context: Context
) -> None:
    term = ", ".join(" ".join(each.split()) for each in terms if each)
    blocks = [block for definition in definitions for block in definition]
    is_plain = all(block.rows is None and block.kind in (None, "note") for block in blocks)
    text = "; ".join(filter(None, map(joined, definitions)))
    if not term or not text:
        rest = blocks
        if term:
            rest = [Block(term, context, context.kind), *blocks]
        walker.out.blocks += rest
    elif is_plain and len(term) + len(text) <= _MAX_ROW:
        walker.out.blocks.append(Block(labelled(term, text), context, "row"))
    else:
        first = next((block for block in blocks if block.text), None)
        if first is not None and first.rows is None and first.kind in (None, "note"):
            first.text = labelled(term, first.text)
            first.page_breaks = []
        else:
            walker.out.blocks.append(Block(term, context, context.kind))
        walker.out.blocks += blocks


def labelled(label: str, text: str) -> str:
    """
    >>> labelled("Battery", "Two cells."), labelled("How many?", "Two.")
    ('Battery: Two cells.', 'How many? Two.')
    """
    return f"{label} {text}" if label[-1:] in ".:?!;,–—=" else f"{label}: {text}"
