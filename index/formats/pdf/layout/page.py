"""The parts of a page: words, lines, blocks and tables.

Boxes are (left, bottom, right, top) in points, y upwards, on the page as it is displayed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from index.formats.pdf.boxes import Box
from index.formats.pdf.forms.annotations import Annotations

Kind = Literal["text", "heading", "contents", "note", "row", "table", "ocr"]
"""What a block of a page is; "ocr" is the text of a scanned page as tesseract gives it."""


_SPACE = 0.22  # of the height: the usual width of a space

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


class Line:
    """Words that stand side by side, without a wide gap between them.

    Most lines are plain: their words are all of one height, and as pdfium gives them. They are
    taken apart only when a reader of columns or tables asks for the words.
    """

    __slots__ = ("_lefts", "_starts", "_words", "bold", "box", "height", "text")

    def __init__(
        self, words: list[Word], box: Box, height: float, bold: bool = False, text: str = ""
    ) -> None:
        self._words: list[Word] | None = words
        self._lefts: Sequence[float] = ()
        self._starts: Sequence[int] = ()
        self.box = box
        self.height = height
        """Of the letters: the font's height, about 1.15 times its size."""
        self.bold = bold
        self.text = text

    @classmethod
    def plain(
        cls, text: str, starts: Sequence[int], lefts: Sequence[float], box: Box, bold: bool
    ) -> Line:
        """A line of words of one height, near one another.

        `starts` are the offsets of its words in pdfium's raw text. `lefts` are where they begin,
        and where the last character does; a word ends before the next one.
        """
        line = cls([], box, round(box[3] - box[1], 1), bold, text)
        line._words, line._lefts, line._starts = None, lefts, starts
        return line

    @property
    def words(self) -> list[Word]:
        if self._words is None:
            space = _SPACE * self.height
            lefts = self._lefts
            rights = [*(left - space for left in lefts[1:-1]), self.box[2]]
            _, bottom, _, top = self.box
            self._words = [
                Word(start, start + len(text), (left, bottom, max(left + 0.1, right), top), text)
                for text, start, left, right in zip(
                    self.text.split(" "), self._starts, lefts[:-1], rights, strict=True
                )
            ]
            self._lefts = ()
        return self._words

    @property
    def is_plain(self) -> bool:
        """Whether its words are near one another, and nobody has asked for them yet."""
        return self._words is None

    @property
    def first_width(self) -> float:
        """The width of its first word, about."""
        if self._words is None and len(self._lefts) > 2:
            return self._lefts[1] - self.box[0] - _SPACE * self.height
        box = self.words[0].box
        return box[2] - box[0]

    @property
    def has_raised(self) -> bool:
        """Whether one of its words is a superscript."""
        return self._words is not None and any([word.raised for word in self._words])


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
    exact = high - low
    height = round(exact, 1)
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
        if y1 - y0 != exact:
            exact = y1 - y0
            height = round(exact, 1)
        heights[height] = heights.get(height, 0) + len(word.text)
    if len(heights) > 1:
        height = max(heights, key=heights.__getitem__)
    return Line(words, (left, low, right, high), height, bold, text_of(words))


def text_of(words: Sequence[Word]) -> str:
    if any([word.glued for word in words]):
        return "".join([word.text if word.glued else f" {word.text}" for word in words]).lstrip(" ")
    return " ".join([word.text for word in words])


def body_height(parts: Iterable[Line | Block]) -> float:
    """The height of most characters of these lines or blocks; 0 if none has a height."""
    heights: dict[float, int] = {}
    for part in parts:
        if height := part.height:
            heights[height] = heights.get(height, 0) + len(part.text)
    rounded: Counter[float] = Counter()
    for height, count in heights.items():
        rounded[round(height, 1)] += count
    return rounded.most_common(1)[0][0] if rounded else 0.0
