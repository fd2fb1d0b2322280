"""The lines of one PDF page, as they are drawn and in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.limits import MAX_CHARS
from index.formats.pdf.boxes import rotated
from index.formats.pdf.forms.annotations import read_annotations
from index.formats.pdf.forms.placement import written
from index.formats.pdf.layout.blocks import page_blocks
from index.formats.pdf.layout.glyphs import Glyphs
from index.formats.pdf.layout.line_numbers import without_line_numbers
from index.formats.pdf.layout.lines import page_lines
from index.formats.pdf.layout.page import Line, PageLines, line_of
from index.formats.pdf.parts import PageParts
from index.formats.pdf.tables.drawn import drawn_objects

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
        drawn = drawn_objects(page, glyphs.turns)
        read = PageLines(
            number,
            label,
            width,
            height,
            lines,
            turned,
            glyphs.turns,
            rules=drawn.rules,
            pictures=len(drawn.pictures),
            annotations=read_annotations(page.pdf, page, glyphs.turns),
        )
        if count:
            read.losses["line numbers skipped"] = count
        return read
    finally:
        textpage.close()
        page.close()


def ordered_lines(page: PdfPage, number: int) -> tuple[list[Line], int]:
    """The lines of a page in reading order, with the values of its fields and its notes.

    The number is that of the quarter turns that make the page's text upright.

    Words that are not in pdfium's text have offsets below zero. Closes the page.
    """
    lines = read_page(page, number, "")
    parts = PageParts()
    blocks = page_blocks(lines, parts.take(lines))
    ordered = [line for block in blocks for line in block.lines]
    ordered += [line_of(written(text, box)) for text, box in lines.annotations.notes]
    offset = 0
    for word in (word for line in ordered for word in line.words if word.start < 0):
        offset -= len(word.text)
        word.start, word.end = offset, offset + len(word.text)
        word.box = rotated(word.box, -90 * lines.turns)
    return ordered, lines.turns
