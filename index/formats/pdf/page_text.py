"""The text of one PDF page: pdfium's raw text in reading order, each piece with its raw offset."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.limits import MAX_CHARS
from index.formats.pdf.reading_order import (
    LINE_ENDS,
    Box,
    Line,
    blocks,
    bounding_box,
    is_in_reading_order,
    paragraphs,
    rotated,
)

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_LINE = re.compile(r"[^\r\n\ufffe\x02]+[\ufffe\x02]?|[\ufffe\x02]")
_HYPHENS = "\ufffe\x02"  # pdfium's characters for a hyphen at a line end
_WIDE_GAP = 1.5  # times the height of the line; words of one line are closer
_HEADING_HEIGHT = 1.3  # times the median height of the page's lines
_MAX_HEADING_CHARS = 200


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Part of a page's text."""

    text: str
    start: int | None = None
    """Offset in pdfium's raw text; None for white space that was inserted."""


def page_pieces(page: PdfPage) -> tuple[list[TextPiece], list[tuple[int, int]]]:
    """The page's text as pieces, and the ranges of its headings in that text. Closes the page."""
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > MAX_CHARS:
            raise PinciteError(f"one page has more than {MAX_CHARS:,} characters.")
        return _assemble(_lines(textpage, page.get_rotation()))
    finally:
        textpage.close()
        page.close()


def _assemble(
    line_blocks: Sequence[Sequence[Line]],
) -> tuple[list[TextPiece], list[tuple[int, int]]]:
    pieces: list[TextPiece] = []
    headings: list[tuple[int, int]] = []
    length = 0
    body_height = _median_height([line for block in line_blocks for line in block])
    for block in line_blocks:
        for paragraph in paragraphs(block):
            if pieces:
                pieces.append(TextPiece("\n\n"))
                length += 2
            start = length
            for piece in _join(paragraph):
                pieces.append(piece)
                length += len(piece.text)
            is_large = all(line.height > _HEADING_HEIGHT * body_height > 0 for line in paragraph)
            if is_large and 0 < length - start <= _MAX_HEADING_CHARS:
                headings.append((start, length))
    return pieces, headings


def _median_height(lines: Sequence[Line]) -> float:
    """The median height, each line weighted by its length; 0 for no lines."""
    heights: list[float] = []
    for line in lines:
        heights += [line.height] * (1 + len(line.text) // 20)
    return median(heights or [0.0])


def _join(paragraph: Sequence[Line]) -> Iterator[TextPiece]:
    """Joins lines with spaces, and words that were hyphenated at a line end."""
    for number, line in enumerate(paragraph):
        following = paragraph[number + 1].text if number + 1 < len(paragraph) else ""
        text = line.text.rstrip()
        if following and text[-1:] in LINE_ENDS and text[-2:-1].isalnum():
            yield TextPiece(text[:-1], line.start)
            if not (text[-2].islower() and following[0].islower()):
                yield TextPiece("-", line.start + len(text) - 1)
        else:
            yield TextPiece(re.sub(f"[{_HYPHENS}]", "-", text), line.start)
            if following:
                yield TextPiece(" ")


def _lines(textpage: PdfTextPage, rotation: int) -> list[list[Line]]:
    """Blocks of lines in reading order.

    pdfium's own lines if their order is right; else they are split at wide gaps and sorted.
    """
    raw = textpage.get_text_range()
    if not raw.strip():
        return []
    chars = Chars(textpage, rotation)
    rects = [rotated(textpage.get_rect(i), rotation) for i in range(textpage.count_rects())]
    lines = [line for match in _LINE.finditer(raw) if (line := _line(chars, raw, *match.span()))]
    order = blocks(rects)
    if is_in_reading_order(rects, order):
        return _by_block(lines, rects, order)
    runs = [
        run
        for line in lines
        for run in (_split_at_gaps(chars, line) if _has_wide_gap(line, rects) else [line])
    ]
    return [[runs[i] for i in block] for block in blocks([run.box for run in runs])]


class Chars:
    """Boxes of the characters of a page's raw text, on the page as it is displayed.

    Calls pdfium directly, for speed: a page has thousands of characters.
    """

    def __init__(self, textpage: PdfTextPage, rotation: int) -> None:
        from pypdfium2 import raw as pdfium

        self._textpage = textpage  # must outlive the raw page
        self._page = textpage.raw
        self._rotation = rotation
        self._rect = pdfium.FS_RECTF()
        self._rect_pointer = ctypes.byref(self._rect)
        self._char_index = pdfium.FPDFText_GetCharIndexFromTextIndex
        self._loose_box = pdfium.FPDFText_GetLooseCharBox

    def box(self, index: int) -> Box | None:
        """The box, as high as the font; None for a character that pdfium inserted."""
        char, rect = self._char_index(self._page, index), self._rect
        if char < 0 or not self._loose_box(self._page, char, self._rect_pointer):
            return None
        if rect.right <= rect.left:
            return None
        box = (rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))
        return rotated(box, self._rotation) if self._rotation else box


def _line(chars: Chars, raw: str, start: int, end: int) -> Line | None:
    while start < end and raw[start].isspace():
        start += 1
    while end > start and raw[end - 1].isspace():
        end -= 1
    if start == end:
        return None
    ends_with_hyphen = raw[end - 1] in _HYPHENS and end - 1 > start
    last = end - 2 if ends_with_hyphen else end - 1
    boxes = [box for index in (start, last) if (box := chars.box(index))]
    return Line(start, end, bounding_box(boxes) if boxes else (0.0, 0.0, 0.0, 0.0), raw[start:end])


def _has_wide_gap(line: Line, rects: Sequence[Box]) -> bool:
    left, bottom, right, top = line.box
    middle = (bottom + top) / 2
    inside = sorted(
        rect
        for rect in rects
        if rect[1] < middle < rect[3] and left < (rect[0] + rect[2]) / 2 < right
    )
    return any(after[0] - before[2] > _WIDE_GAP * line.height for before, after in pairwise(inside))


def _split_at_gaps(chars: Chars, line: Line) -> Iterator[Line]:
    start, box = 0, None
    for index, character in enumerate(line.text):
        char_box = None if character.isspace() else chars.box(line.start + index)
        if char_box and box and _is_apart(box, char_box):
            yield from _run(line, start, index, box)
            start, box = index, char_box
        elif char_box:
            box = bounding_box([box, char_box]) if box else char_box
    yield from _run(line, start, len(line.text), box)


def _is_apart(box: Box, char_box: Box) -> bool:
    gap = char_box[0] - box[2]
    return gap > _WIDE_GAP * (box[3] - box[1]) or char_box[0] < box[0] - 1


def _run(line: Line, start: int, end: int, box: Box | None) -> Iterator[Line]:
    text = line.text[start:end].rstrip()
    if box and text.strip():
        skipped = len(text) - len(text.lstrip())
        yield Line(
            line.start + start + skipped, line.start + start + len(text), box, text[skipped:]
        )


def _by_block(
    lines: Sequence[Line], rects: Sequence[Box], order: Sequence[Sequence[int]]
) -> list[list[Line]]:
    """Groups lines that are in reading order already by the block they are in."""
    if len(order) < 2:
        return [list(lines)]
    frames = [bounding_box([rects[i] for i in block]) for block in order]
    groups: list[list[Line]] = [[]]
    current = 0
    for line in lines:
        x, y = line.box[0] + 1, (line.box[1] + line.box[3]) / 2
        inside = [
            i
            for i, frame in enumerate(frames)
            if frame[0] - 2 <= x <= frame[2] + 2 and frame[1] - 2 <= y <= frame[3] + 2
        ]
        block = current if current in inside or not inside else inside[0]
        if block != current:
            groups.append([])
            current = block
        groups[-1].append(line)
    return [group for group in groups if group]
