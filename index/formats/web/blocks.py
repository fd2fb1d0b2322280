"""The blocks of a page in reading order, before it is decided which of them are its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from index.formats.web.line import Line, Paragraph, is_plain, letters_of
from index.spans import BlockKind

_BLOCK_NAMES = """
    html head body p div section article main aside nav header footer hgroup address blockquote
    figure figcaption caption center ul ol menu dir li dl dt dd table thead tbody tfoot tr td th
    fieldset legend form details summary pre listing xmp plaintext textarea search noscript noframes
    dialog
"""
BLOCK_TAGS = frozenset(_BLOCK_NAMES.split())
_SKIPPED_NAMES = """
    script style link meta base area param track source col colgroup rp datalist title desc
    noembed template annotation annotation-xml metadata defs
"""
SKIPPED_TAGS = frozenset(_SKIPPED_NAMES.split())
MEDIA_TAGS = {
    "iframe": "embedded pages skipped",
    "frame": "frames skipped",
    **dict.fromkeys(
        ("video", "audio", "object", "embed", "applet"), "embedded media files skipped"
    ),
    "canvas": "drawings skipped",
}

_NUMBERED = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxl]{2,5}|[IVXL]{2,5})[.)]\s")
TITLE_BLOCK = "title block"
"""The area of a page's header that has the heading of the page."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the elements around say about a text."""

    area: str = ""
    """"page header", "page footer", "title block" or "main"; "" elsewhere."""
    kind: BlockKind | None = None
    left_out: str = ""
    """Why the text is left out; "" if it is kept."""
    part: int = 0
    """Number of the part that is left out, which is counted once."""
    sectioned: bool = False
    """Within an article, a section or a cell, whose header and footer are text."""
    in_link: bool = False
    in_menu: bool = False
    """The names of an element around say that its links are a menu."""
    is_item: bool = False
    is_pre: bool = False
    in_code: bool = False
    in_heading: bool = False
    is_bold: bool = False
    _changed: dict[tuple[tuple[str, object], ...], Context] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )


def changed(context: Context, **changes: str | int | None) -> Context:
    """The context with other values. Most are asked for again and again."""
    key = tuple(changes.items())
    found = context._changed.get(key)
    if found is None:
        fields: dict[str, Any] = dict(changes)
        found = context._changed[key] = replace(context, **fields)
    return found


@dataclass(slots=True)
class Block:
    """A paragraph, heading, row or table."""

    text: str
    context: Context
    kind: BlockKind | None = None
    page_breaks: Sequence[tuple[int, str]] = ()
    rows: list[list[str]] | None = None
    """The grid of a table."""
    has_header: bool | None = None
    is_picture: bool = False
    """The text describes a picture."""
    letters: int = 0
    link_letters: int = 0
    links: int = 0
    is_bold: bool = False
    left_out: str = ""
    part: int = 0

    @property
    def is_links(self) -> bool:
        """Is the text nothing but links?"""
        return self.links > 0 and 0 < self.letters <= self.link_letters * 1.05


@dataclass(slots=True)
class Blocks:
    """Collects blocks from inline text."""

    blocks: list[Block] = field(default_factory=list)
    losses: Counter[str] = field(default_factory=Counter)
    line: Line = field(default_factory=Line)
    prefix: str = ""
    """The number of a list item, which stands before its first text."""
    pictures: list[str] = field(default_factory=list)
    """Descriptions of pictures in the line, which follow it."""

    def of_text(self, text: str, context: Context) -> list[Block]:
        """The blocks of a text, which are not added."""
        if not context.is_pre and is_plain(text):
            line = Line(letters=letters_of(text))
            line.link_letters = line.letters * context.in_link
            line.bold_letters = line.letters * context.is_bold
            words = " ".join(text.split())
            return [_plain_block(words, line, context)] if words else []
        self.line.add(text, in_link=context.in_link, is_bold=context.is_bold)
        self.flush(context)
        blocks, self.blocks = self.blocks, []
        return blocks

    def flush(self, context: Context) -> None:
        """Ends the running line."""
        line = self.line
        if not line.parts and not self.pictures:
            return
        parts = line.parts
        raw = parts[0] if len(parts) == 1 else "".join(parts)
        if context.is_pre or not is_plain(raw):
            self._add_line(line, context)
        elif text := " ".join(raw.split()):
            if self.prefix:
                text, self.prefix = with_prefix(self.prefix, text)
            self.blocks.append(_plain_block(text, line, context))
        line.clear()
        if self.pictures:
            pictures, self.pictures = self.pictures, []
            for text in pictures:
                self.blocks.append(
                    Block(text, context, context.kind, is_picture=True, left_out=context.left_out)
                )

    def _add_line(self, line: Line, context: Context) -> None:
        paragraphs = list(line.preformatted() if context.is_pre else line.paragraphs())
        kind: BlockKind | None = "heading" if context.in_heading else context.kind
        if kind == "heading" and len(paragraphs) > 1:
            paragraphs = [Paragraph(" ".join(each.text for each in paragraphs))]
        total = max(sum(len(each.text) for each in paragraphs), 1)
        for paragraph in paragraphs:
            text, self.prefix = with_prefix(self.prefix, paragraph.text)
            shift = len(text) - len(paragraph.text)
            share = len(paragraph.text) / total
            self.blocks.append(
                Block(
                    " ".join(text.split()) if kind == "heading" else text,
                    context,
                    kind,
                    [(offset + shift, label) for offset, label in paragraph.page_breaks],
                    letters=round(line.letters * share),
                    link_letters=round(line.link_letters * share),
                    links=line.links,
                    is_bold=line.bold_letters == line.letters > 0,
                    left_out=context.left_out,
                    part=context.part,
                )
            )

    def leave_out(self, text: str, reason: str, context: Context, part: int) -> None:
        """Records text that is left out on its own, such as a deletion within a paragraph."""
        if words := " ".join(text.split()):
            block = Block(words, context, left_out=context.left_out or reason, part=part)
            self.blocks.append(block)


def _plain_block(text: str, line: Line, context: Context) -> Block:
    """The block of a line that is one paragraph without marks."""
    return Block(
        text,
        context,
        "heading" if context.in_heading else context.kind,
        letters=line.letters,
        link_letters=line.link_letters,
        links=line.links,
        is_bold=line.bold_letters == line.letters > 0,
        left_out=context.left_out,
        part=context.part,
    )


def with_prefix(prefix: str, text: str) -> tuple[str, str]:
    """The text after the number of its list item, unless it has one; and what is left of it."""
    if not prefix or not text:
        return text, prefix
    return (text if _NUMBERED.match(text) else f"{prefix} {text}"), ""
