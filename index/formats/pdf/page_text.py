"""One page of a PDF: pdfium's raw text put together again in reading order, each piece with its place in the raw text."""

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
    paragraphs,
    rotated,
    sort_lines,
)

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_LINE = re.compile(r"[^\r\n\ufffe\x02]+[\ufffe\x02]?|[\ufffe\x02]")
_HYPHENS = "\ufffe\x02"  # pdfium's signs for a hyphen at a line end
_WIDE_GAP = 1.5  # times the line's height; words of one line stand closer
_HEADING = 1.3  # times the height of the page's middling line
_LONGEST_HEADING = 200  # characters


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text of a page and where in pdfium's raw text it begins; None: put in by us, a space or a blank line."""

    text: str
    start: int | None = None


def page_pieces(page: PdfPage) -> tuple[list[TextPiece], list[tuple[int, int]]]:
    """The page's text as pieces, and the ranges of its headings in it. Closes the page."""
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > MAX_CHARS:
            raise PinciteError(f"one page holds more than {MAX_CHARS:,} characters.")
        return _assembled(_lines(textpage, page.get_rotation()))
    finally:
        textpage.close()
        page.close()


def _assembled(found: Sequence[Sequence[Line]]) -> tuple[list[TextPiece], list[tuple[int, int]]]:
    out: list[TextPiece] = []
    headings: list[tuple[int, int]] = []
    length = 0
    body = median(
        [line.height for block in found for line in block for _ in range(1 + len(line.text) // 20)]
        or [0.0]
    )
    for block in found:
        for paragraph in paragraphs(block):
            if out:
                out.append(TextPiece("\n\n"))
                length += 2
            start = length
            for piece in _joined(paragraph):
                out.append(piece)
                length += len(piece.text)
            if 0 < length - start <= _LONGEST_HEADING and all(
                line.height > _HEADING * body > 0 for line in paragraph
            ):
                headings.append((start, length))
    return out, headings


def _joined(paragraph: Sequence[Line]) -> Iterator[TextPiece]:
    """Lines with a space between; a word parted by a hyphen at the line end is put together again."""
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
    """Blocks of lines in reading order: pdfium's own lines where their order is right, else put in order, wide gaps parted."""
    raw = textpage.get_text_range()
    if not raw.strip():
        return []
    chars = Chars(textpage, rotation)
    rects = [rotated(textpage.get_rect(i), rotation) for i in range(textpage.count_rects())]
    lines = [line for match in _LINE.finditer(raw) if (line := _line(chars, raw, *match.span()))]
    order = blocks(rects)
    if sort_lines(rects, order):
        return _by_block(lines, rects, order)
    runs = [
        run
        for line in lines
        for run in (_char_runs(chars, line) if _gappy(line, rects) else [line])
    ]
    return [[runs[i] for i in block] for block in blocks([run.box for run in runs])]


class Chars:
    """Where the characters of a page's raw text stand, the page turned as it is shown. (Made for speed: a page has thousands.)"""

    def __init__(self, textpage: PdfTextPage, rotation: int) -> None:
        from pypdfium2 import raw as c

        self._owner, self._page, self._rect, self._rotation = (
            textpage,
            textpage.raw,
            c.FS_RECTF(),
            rotation,
        )
        self._place, self._loose, self._found = (
            c.FPDFText_GetCharIndexFromTextIndex,
            c.FPDFText_GetLooseCharBox,
            ctypes.byref(self._rect),
        )

    def box(self, index: int) -> Box | None:
        """The font's full height; None where pdfium made the character up."""
        place, rect = self._place(self._page, index), self._rect
        if place < 0 or not self._loose(self._page, place, self._found) or rect.right <= rect.left:
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
    known = [
        box
        for index in (start, end - 1 - (raw[end - 1] in _HYPHENS and end - 1 > start))
        if (box := chars.box(index))
    ]
    return Line(start, end, bounding_box(known) if known else (0.0, 0.0, 0.0, 0.0), raw[start:end])


def _gappy(line: Line, rects: Sequence[Box]) -> bool:
    """Does it hold several rectangles with much room between?"""
    left, bottom, right, top = line.box
    middle = (bottom + top) / 2
    inside = sorted(
        rect
        for rect in rects
        if rect[1] < middle < rect[3] and left < (rect[0] + rect[2]) / 2 < right
    )
    return any(after[0] - before[2] > _WIDE_GAP * line.height for before, after in pairwise(inside))


def _char_runs(chars: Chars, line: Line) -> Iterator[Line]:
    """The parts of a line between wide gaps."""
    start, box = 0, None
    for index, character in enumerate(line.text):
        here = None if character.isspace() else chars.box(line.start + index)
        if (
            here
            and box
            and (here[0] - box[2] > _WIDE_GAP * (box[3] - box[1]) or here[0] < box[0] - 1)
        ):
            yield from _run(line, start, index, box)
            start, box = index, here
        elif here:
            box = bounding_box([box, here]) if box else here
    yield from _run(line, start, len(line.text), box)


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
    """Parts lines that are in reading order already where one block ends and the next begins."""
    if len(order) < 2:
        return [list(lines)]
    frames = [bounding_box([rects[i] for i in block]) for block in order]
    found: list[list[Line]] = [[]]
    now = 0
    for line in lines:
        x, y = line.box[0] + 1, (line.box[1] + line.box[3]) / 2
        inside = [
            i
            for i, frame in enumerate(frames)
            if frame[0] - 2 <= x <= frame[2] + 2 and frame[1] - 2 <= y <= frame[3] + 2
        ]
        block = now if now in inside or not inside else inside[0]
        if block != now:
            found.append([])
            now = block
        found[-1].append(line)
    return [block for block in found if block]
