"""Elements within a line: links, raised and lowered text, pictures, formulas, quotation marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.formats.web import boilerplate
from index.formats.web.blocks import Context, changed
from index.formats.web.table_grid import joined

if TYPE_CHECKING:
    from lxml.etree import _Element

    from index.formats.web.line import Line
    from index.formats.web.walk import Walker

_NO_TEXT = ("annotation", "annotation-xml")
_MIN_PICTURE_WORDS = 3
_MARK = re.compile(r"\d{1,4}|[a-z]|[ivxlc]{1,6}", re.IGNORECASE)
"""Marks of notes: a number, a letter."""
_SHOWN_AS_TEXT = frozenset(("emoji", "math", "latex", "tex", "mwe-math-fallback-image-inline"))


def link(walker: Walker, element: _Element, context: Context) -> None:
    if boilerplate.is_back_link(element):
        return
    if boilerplate.is_note_mark(element) and next(element.iter("sup"), None) is None:
        text = "".join(map(str, element.itertext()))
        walker.out.line.raised(text, is_note=True, in_link=context.in_link)
        return
    _link(walker, element, context)


def plain_link(walker: Walker, element: _Element, tag: str, context: Context) -> None:
    """A link whose names do not say that it is the mark of a note."""
    if not boilerplate.is_back_link(element):
        _link(walker, element, context)


def _link(walker: Walker, element: _Element, context: Context) -> None:
    line = walker.out.line
    if element.get("href") is None:
        line.opens("span")
        walker.content(element, context)
        line.closes("span")
        return
    line.opens("a")
    line.links += 1
    if len(element):
        walker.content(element, context if context.in_link else changed(context, in_link=True))
    else:
        line.add(element.text or "", in_link=True, is_bold=context.is_bold)
    if context.kind == "note" and _is_glued_mark(line, element):
        line.space()
    line.links = line.links or 1
    line.closes("a")


def _is_glued_mark(line: Line, element: _Element) -> bool:
    """Is a link back, with which a note begins, its mark, and does a word follow at once?"""
    is_first = len(line.parts) <= 2 and (element.tail or "")[:1].isalpha()
    mark = "".join(line.parts[:2]).strip()
    return is_first and bool(_MARK.fullmatch(mark)) and "#" in element.get("href", "")


def raised(walker: Walker, element: _Element, context: Context) -> None:
    """Superscript text."""
    text = _short_text(walker, element, context)
    is_link = element.tag == "a" and "#" in element.get("href", "")
    is_note = is_link or boilerplate.is_note_mark(element)
    walker.out.line.raised(text, is_note=is_note, in_link=context.in_link)


def lowered(walker: Walker, element: _Element, context: Context) -> None:
    """Subscript text."""
    text = _short_text(walker, element, context)
    walker.out.line.lowered(text, in_link=context.in_link)


def _short_text(walker: Walker, element: _Element, context: Context) -> str:
    """The text of a raised or lowered element: mostly a number, or a link with one."""
    text, link = element.text or "", None
    if len(element) == 1 and not text:
        link = element[0]
        is_link = link.tag == "a" and not len(link) and walker.styles.only(link) == frozenset()
        text = (link.text or "") + (link.tail or "") if is_link else ""
    if len(element) == (link is not None) and text.isalnum() and text.isascii():
        return text
    return joined(walker.text_of(element, changed(context, kind=None)))


def drawing(walker: Walker, element: _Element, context: Context) -> None:
    """The words of a drawing, each on a line."""
    walker.out.flush(context)
    for text in element.iter("text"):
        walker.out.line.add(" ".join("".join(map(str, text.itertext())).split()))
        walker.out.line.line_end()
    for inner in element.iter("foreignobject"):
        walker.content(inner, context)
    walker.out.flush(context)


def formula(walker: Walker, element: _Element, context: Context) -> None:
    """A formula in MathML, written on a line."""
    walker.out.line.add(" ".join(_written(element).split()))


def ruby(walker: Walker, element: _Element, context: Context) -> None:
    """The reading of characters, in parentheses after them."""
    walker.out.line.add("(")
    walker.content(element, context)
    walker.out.line.add(")")


def quotation(walker: Walker, element: _Element, context: Context) -> None:
    walker.out.line.add("“")
    walker.content(element, context)
    walker.out.line.add("”")


def break_line(walker: Walker, element: _Element, context: Context) -> None:
    walker.out.line.line_end()


def rule(walker: Walker, element: _Element, context: Context) -> None:
    walker.out.flush(context)


def no_text(walker: Walker, element: _Element, context: Context) -> None:
    """An element between words that has no text: a picture, a possible line end."""


def picture(walker: Walker, element: _Element, context: Context) -> None:
    alt = " ".join(element.get("alt", "").split())
    if any(element.get(name, "").strip("px ") in ("0", "1") for name in ("width", "height")):
        return
    names = boilerplate.tokens(element)
    if len(alt) == 1 or names & _SHOWN_AS_TEXT:
        walker.out.line.add(alt, in_link=context.in_link)
        return
    walker.out.losses["pictures skipped"] += 1
    if walker.out.line.last.isalnum():
        walker.out.line.space()
    if len(alt.split()) >= _MIN_PICTURE_WORDS and not context.in_link:
        walker.out.pictures.append(alt)


def _written(element: _Element) -> str:
    """The formula; parts of more than one character are in parentheses."""
    tag = str(element.tag).rpartition(":")[2]
    if tag in _NO_TEXT:
        return ""
    parts = [_written(child) for child in element if isinstance(child.tag, str)]
    if tag in ("msup", "mover") and len(parts) == 2:
        return f"{_grouped(parts[0])}^{_grouped(parts[1])}"
    if tag in ("msub", "munder") and len(parts) == 2:
        return f"{parts[0]}_{_grouped(parts[1])}"
    if tag in ("msubsup", "munderover") and len(parts) == 3:
        return f"{parts[0]}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if tag == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if tag in ("msqrt", "mroot") and parts:
        return f"√{_grouped(''.join(parts[:1] if tag == 'mroot' else parts))}"
    texts = [element.text or ""]
    for child, part in zip((c for c in element if isinstance(c.tag, str)), parts, strict=True):
        texts += [part, child.tail or ""]
    joined = "".join(" ".join(text.split()) for text in texts)
    return f"{joined} " if tag in ("mtr", "mtd", "mtext") else joined


def _grouped(text: str) -> str:
    text = text.strip()
    return text if len(text) < 2 or text.isdigit() else f"({text})"


def page_label(element: _Element) -> str:
    """The number of the printed page that begins here."""
    label = element.get("title") or element.get("aria-label") or element.text or ""
    return label.strip().strip("[]") or element.get("id", "").lstrip("pPage_-")


HANDLERS: dict[str, Callable[[Walker, _Element, Context], None]] = {
    "a": link,
    "br": break_line,
    "hr": rule,
    "wbr": no_text,
    "img": picture,
    "sup": raised,
    "sub": lowered,
    "rt": ruby,
    "q": quotation,
    "svg": drawing,
    "math": formula,
}
