"""The lines of one PDF page, as they are drawn and in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.limits import MAX_CHARS
from index.formats.pdf.layout.blocks import page_blocks
from index.formats.pdf.layout.glyphs import Glyphs
from index.formats.pdf.layout.line_numbers import without_line_numbers
from index.formats.pdf.layout.lines import page_lines
from index.formats.pdf.layout.page import Line, PageLines

if TYPE_CHECKING:
    from pypdfium2 import PdfPage


def read_page(page: PdfPage, number: int, label: str) -> PageLines:
    """The lines of a page. Closes the page."""
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > MAX_CHARS:
            raise PinciteError(f"one page has more than {MAX_CHARS:,} characters.")
        glyphs = Glyphs(textpage)
        lines, turned = page_lines(glyphs)
        lines, count = without_line_numbers(lines)
        width, height = page.get_width(), page.get_height()
        read = PageLines(number, label, width, height, lines, turned, glyphs.turns)
        if count:
            read.losses["line numbers skipped"] = count
        return read
    finally:
        textpage.close()
        page.close()


def ordered_lines(page: PdfPage, number: int) -> list[Line]:
    """The lines of a page in reading order. Closes the page."""
    blocks = page_blocks(read_page(page, number, ""))
    return [line for block in blocks for line in block.lines]
