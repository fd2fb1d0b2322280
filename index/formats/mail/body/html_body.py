"""An HTML body as blocks: the project's HTML reader, with quoted messages marked before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.formats import html
from index.formats.extract import ExtractedText
from index.formats.mail.body.quotes import begins_forward
from index.formats.mail.message import Block
from index.spans import BlockKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_START, _END = "\ue0f1", "\ue0f2"
"""Mark where a quoted message begins and ends. Unicode assigns no characters to them."""
_MARKS = re.compile(f"([{_START}{_END}])")

_QUOTE_CLASSES = frozenset(
    (
        *("gmail_quote", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "mail-quote"),
        *("moz-cite-prefix", "gmail_attr"),
    )
)
_QUOTE_TAGS = ("div", "span", "blockquote")
_QUOTE_MARKS = re.compile(r"^(?:> ?)+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_INDENTED = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.IGNORECASE)
_PIXEL = re.compile(r"\s*[01](?:px)?\s*")
_PIXEL_STYLE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|!|$)", re.I)


@dataclass(slots=True)
class _Blocks(ExtractedText):
    """Collects blocks with their kinds in place of one text."""

    collected: list[tuple[str, BlockKind | None]] = field(default_factory=list)

    def add(
        self,
        block: str,
        *,
        heading: bool = False,
        kind: BlockKind | None = None,
        page_breaks: Sequence[tuple[int, str]] = (),
    ) -> None:
        ExtractedText.add(self, block, heading=heading, kind=kind, page_breaks=page_breaks)
        self.collected.append((block, "heading" if heading else kind))


def html_blocks(text: str, losses: Counter[str]) -> list[Block]:
    """The blocks of a page; adds to `losses` what they lack."""
    page = html.parse_page(text.replace(_START, "\ufffd").replace(_END, "\ufffd"), refuse_deep=True)
    if page is None:
        return []
    _prepare(page, losses)
    blocks = _Blocks()
    html.add_tree(blocks, page)
    losses.update(blocks.losses)
    return list(_with_quotes(blocks.collected))


def _with_quotes(collected: Sequence[tuple[str, BlockKind | None]]) -> Iterator[Block]:
    depth = 0
    for text, kind in collected:
        for part in _MARKS.split(text) if _START in text or _END in text else (text,):
            if part in (_START, _END):
                depth = max(depth + (1 if part == _START else -1), 0)
            elif part.strip():
                yield Block(_lines(part, quoted=depth > 0), kind, quoted=depth > 0)


def _lines(text: str, *, quoted: bool) -> str:
    """The lines of a text without what only lays it out: spaces, marks of quotes, "-- "."""
    if "\n" not in text and not quoted:
        words = " ".join(text.split())
        return words if words != "--" else ""
    lines = [" ".join(line.split()) for line in text.strip().split("\n")]
    if quoted:
        lines = [_QUOTE_MARKS.sub("", line) for line in lines]
    return "\n".join(line for line in lines if line and line != "--")


def _prepare(page: _Element, losses: Counter[str]) -> None:
    """Puts quoted messages between marks; takes hidden parts and pictures out."""
    from lxml import etree

    for element in list(page.iter()):
        tag = element.tag
        if tag == "img":
            _replace_picture(element, losses)
        elif (
            (style := element.get("style"))
            and _HIDDEN.search(style)
            and element.getparent() is not None
        ):
            losses["hidden passages left out"] += any(
                str(text).strip() for text in element.itertext()
            )
            element.clear(keep_tail=True)
        elif tag in _QUOTE_TAGS and _is_quote(element):
            _mark(element, etree.Element)


def _replace_picture(element: _Element, losses: Counter[str]) -> None:
    """Puts the words that stand for a picture in its place."""
    sizes = [element.get(name, "") for name in ("width", "height")]
    is_pixel = any(map(_PIXEL.fullmatch, sizes)) or _PIXEL_STYLE.search(element.get("style", ""))
    if is_pixel:
        losses["tracking pixels skipped"] += 1
    elif not element.get("src", "").lower().startswith("cid:"):  # those are parts, counted there
        losses["pictures skipped"] += 1
    words = "" if is_pixel else " ".join(element.get("alt", "").split())
    element.clear(keep_tail=True)
    element.tag = "span"
    element.text = f" {words} "


def _is_quote(element: _Element) -> bool:
    is_quote = not _QUOTE_CLASSES.isdisjoint(element.get("class", "").split())
    if element.tag == "blockquote" and not is_quote:
        is_quote = element.get("type") == "cite" or not _INDENTED.search(element.get("style", ""))
    return is_quote and not begins_forward(_beginning(element))


def _beginning(element: _Element) -> str:
    """The first line of an element's text."""
    for text in element.itertext():
        if words := str(text).strip():
            return words
    return ""


def _mark(element: _Element, make: type[_Element]) -> None:
    """Puts a mark into a paragraph of its own at the start and at the end of an element."""
    first, last = make("p"), make("p")
    first.text, last.text = _START, _END
    first.tail, element.text = element.text, None
    element.insert(0, first)
    element.append(last)
