"""HTML: all text of a page but its menus, notices and hidden parts, which are counted and named."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING

from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.web.blocks import Block, Context
from index.formats.web.metadata import add_metadata
from index.formats.web.parse import declared_charset, parse_page
from index.formats.web.select import emit, select
from index.formats.web.styles import Sheet, own_sheet, read_sheet
from index.formats.web.walk import Walker

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["declared_charset", "page_blocks", "parse_page", "read_html"]


def read_html(data: bytes) -> ExtractedText:
    text, warnings = decode_text(data, declared_charset(data))
    extract = ExtractedText(warnings=list(warnings))
    add_page(extract, text)
    return extract


def add_page(extract: ExtractedText, text: str, css: str = "") -> None:
    """Adds the text of a page, its title, author and date. `css`: its other style sheets."""
    page = parse_page(text)
    if page is not None:
        add_metadata(extract, page)
        walker = Walker(is_page=True)
        walker.styles.sheet = {**read_sheet(css), **own_sheet(page)}
        emit(extract, select(walker.read(page, Context())))
        extract.losses.update(walker.out.losses)


def page_blocks(text: str) -> list[Block]:
    """The blocks of a page, with those that are left out."""
    page = parse_page(text)
    if page is None:
        return []
    walker = Walker(is_page=True)
    walker.styles.sheet = own_sheet(page)
    return select(walker.read(page, Context()))


def add_chapter(
    extract: ExtractedText,
    text: str,
    labels: Iterable[str] = (),
    sheet: Sheet | None = None,
    *,
    is_contents: bool = False,
) -> None:
    """Adds the text of a chapter. A paragraph that is one of the labels is a heading.

    `sheet`: the rules of its style sheets. `is_contents`: it is a table of contents.
    """
    page = parse_page(text)
    if page is not None:
        add_tree(extract, page, labels, sheet, is_contents=is_contents)


def add_tree(
    extract: ExtractedText,
    page: _Element,
    labels: Iterable[str] = (),
    sheet: Sheet | None = None,
    *,
    is_contents: bool = False,
) -> None:
    """Adds the text of a chapter or a mail that is parsed, menus included."""
    walker = Walker(is_page=False)
    walker.styles.sheet = {**(sheet or {}), **own_sheet(page)}
    found = walker.read(page, Context(kind="contents" if is_contents else None))
    _mark_headings(found, {" ".join(label.split()).casefold() for label in labels})
    emit(extract, found)
    extract.losses.update(walker.out.losses)


def _mark_headings(blocks: Iterable[Block], labels: Set[str]) -> None:
    """Marks the paragraphs that are one of the labels, which are in small letters."""
    longest = 2 * max(map(len, labels), default=0)
    for block in blocks:
        if block.kind is None and len(block.text) <= longest:
            words = " ".join(block.text.split())
            if words and words.casefold() in labels:
                block.kind = "heading"
