"""The parts of a page: words, lines, blocks and tables.

Boxes are (left, bottom, right, top) in points, y upwards, on the page as it is displayed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from index.formats.pdf.forms.annotations import Annotations
from index.formats.pdf.reading_order import Box

Kind = Literal["text", "heading", "contents", "note", "row", "table", "ocr"]
"""What a block of a page is; "ocr" is the text of a scanned page as tesseract gives it."""


Header = Literal["", "guessed", "set apart"]
"""Whether the first row of a table names its columns, and if so, whether by its looks."""


@dataclass(slots=True)
class Word:
    """Characters of a page without a space between them."""

    start: int
    """Offset in pdfium's raw text."""
    end: int
    box: Box
    """As high as the font."""
    text: str
    glued: bool = False
    """No space stands before it: a superscript, or the rest of a word with a drop capital."""
    raised: bool = False
    """A superscript."""


@dataclass(slots=True)
class Line:
    """Words that stand side by side, without a wide gap between them."""

    words: list[Word]
    box: Box
    height: float
    """Of the letters: the font's height, about 1.15 times its size."""
    bold: bool = False

    _text: str = ""

    @property
    def text(self) -> str:
        if not self._text:
            if any([word.glued for word in self.words]):
                parts = [word.text if word.glued else f" {word.text}" for word in self.words]
                self._text = "".join(parts).lstrip(" ")
            else:
                self._text = " ".join([word.text for word in self.words])
        return self._text


@dataclass(slots=True)
class Table:
    """A table: its cells with spanned ones repeated and empty ones as "", and where it stands."""

    box: Box
    rows: list[list[str]]
    lines: list[Line]
    """The lines that are in its cells, which are not read as text."""
    header: Header = ""
    kind: Kind = "table"
    """"contents" if each row is an entry of a table of contents, "row" if each is a sentence."""


@dataclass(slots=True)
class PageLines:
    """What stands on a page, before its order is known."""

    number: int
    """Counts from 0."""
    label: str
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    """In the order in which they were drawn."""
    turned: list[Line] = field(default_factory=list)
    """Lines at another angle than the page's text: watermarks, and text along an edge."""
    turns: int = 0
    """Quarter turns clockwise that make the page's text upright; the boxes are turned so."""
    cuts: list[float] = field(default_factory=list)
    """Where, from the bottom, a page number was taken out of the text: another page began there."""
    drawn: list[float] = field(default_factory=list)
    """Where a line of dashes stands."""
    losses: Counter[str] = field(default_factory=Counter)
    """What was seen on the page and left out."""
    rules: list[Box] = field(default_factory=list)
    """The lines that are drawn on the page."""
    pictures: int = 0
    annotations: Annotations = field(default_factory=Annotations)


@dataclass(slots=True)
class Block:
    """A paragraph, heading, note, row or table, in reading order."""

    kind: Kind
    text: str
    page: int
    box: Box
    height: float = 0.0
    """Of its letters."""
    bold: bool = False
    lines: list[Line] = field(default_factory=list)
    """Where its words stand; given up when the whole document is put together."""
    line_count: int = 1
    rows: list[list[str]] = field(default_factory=list)
    """Of a table."""
    header: Header = ""
    is_full: bool = False
    """Its last line reaches the right edge, so that it may go on in the next column or page."""


def line_of(words: list[Word], bold: bool = False) -> Line:
    """A line of at least one word; its height is that of most of its characters."""
    left, low, right, high = words[0].box
    height = high - low
    heights: dict[float, int] = {}
    for word in words:
        x0, y0, x1, y1 = word.box
        if x0 < left:
            left = x0
        if x1 > right:
            right = x1
        if y0 < low:
            low = y0
        if y1 > high:
            high = y1
        height = round(y1 - y0, 1)
        heights[height] = heights.get(height, 0) + len(word.text)
    if len(heights) > 1:
        height = max(heights, key=heights.__getitem__)
    return Line(words, (left, low, right, high), height, bold)
