"""The lines of one PDF page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.limits import MAX_CHARS
from index.formats.pdf.forms.annotations import read_annotations
from index.formats.pdf.layout.glyphs import Glyphs
from index.formats.pdf.layout.lines import page_lines
from index.formats.pdf.layout.page import PageLines
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
        width, height = page.get_width(), page.get_height()
        drawn = drawn_objects(page, glyphs.turns)
        return PageLines(
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
    finally:
        textpage.close()
        page.close()
