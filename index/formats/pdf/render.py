"""Boxes of a span on the pages of its PDF, and images of the pages with the span marked.

The library stores only the text, so both need the bytes of the same file again. Files that are not
trusted are rendered in a child process: see `index.ingest.render.render_pages`.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.pdf.alignment import matched_offsets, share_on_page
from index.formats.pdf.boxes import Box, are_side_by_side, bounding_box, rotated
from index.formats.pdf.layout.glyphs import Glyphs
from index.formats.pdf.layout.page import Word
from index.formats.pdf.ocr import recognize_page
from index.formats.pdf.page_text import ordered_lines
from index.formats.pdf.reader import open_pdf
from index.spans import Document, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pypdfium2 import PdfPage

PixelBox = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, y downwards."""

_MIN_SHARE = 0.8  # of the words stored for a page that are on it; field names may be missing
_MAX_HEIGHT = 4  # times the requested width; taller pages are rendered at a smaller scale
_SPAN_COLOUR = (255, 236, 130)  # multiplied with the page: white becomes this
_HIGHLIGHT_COLOUR = (255, 205, 75)  # multiplied on top of it, for the highlighted words


def page_ranges(span: Span) -> list[tuple[int, int, int]]:
    """(page, start, end) for each page of a span: pages from 0, offsets in the page's own text."""
    starts = [marker.start for marker in span.document.markers if marker.kind == "page"]
    ends = [*starts[1:], len(span.document.text)]
    return [
        (page, max(span.start, start) - start, min(span.end, end) - start)
        for page, (start, end) in enumerate(zip(starts, ends, strict=True))
        if max(span.start, start) < min(span.end, end)
    ]


def highlight_boxes(data: bytes, span: Span) -> dict[int, list[Box]]:
    """Page to the boxes of the span on it, one per line, in points from the lower left corner.

    `data` is the document's file. Raises PinciteError if its text is no longer that of the span.
    """
    return {
        page: page_boxes(data, page, page_text(span.document, page), [(start, end)])[0]
        for page, start, end in page_ranges(span)
    }


def page_text(document: Document, page: int) -> str:
    """The stored text of a page, which counts from 0; it may begin or end within a paragraph."""
    starts = [marker.start for marker in document.marked("page")]
    end = starts[page + 1] if page + 1 < len(starts) else len(document.text)
    return document.text[starts[page] : end]


def page_boxes(
    data: bytes, page: int, text: str, ranges: Sequence[tuple[int, int]], tesseract: str = ""
) -> list[list[Box]]:
    """For each range the boxes of its characters of a page's stored text, one per line.

    Without a range only the texts are compared. A page without text is read again by `tesseract`.
    Raises PinciteError if the page no longer has the words of `text`.
    """
    pdf = open_pdf(data)
    try:
        if not 0 <= page < len(pdf):
            raise PinciteError(
                f"the file has no page {page + 1}: it has changed since it was added. Add it again."
            )
        lines, turns = ordered_lines(pdf[page], page)
        words = [word for line in lines for word in line.words]
        if not words:
            return _ocr_boxes(pdf[page], page, text, ranges, tesseract) if ranges else []
        if share_on_page(text, words) < _MIN_SHARE:
            sought = text[slice(*ranges[0])] if ranges else text
            raise PinciteError(
                f"page {page + 1} does not read {sought[:60]!r}: the file has "
                "changed since it was added. Add it again."
            )
        glyphs = Glyphs(pdf[page].get_textpage())
        written = {
            word.start + i: box
            for word in words
            if word.start < 0
            for i, box in enumerate(_character_boxes(word))
        }
        found = []
        for start, end in ranges:
            offsets = matched_offsets(text, start, end, words)
            boxes = [glyphs.box(index) if index >= 0 else written.get(index) for index in offsets]
            upright = [rotated(box, 90 * turns) for box in boxes if box]
            found.append([rotated(box, -90 * turns) for box in _merge_lines(upright)])
        return found
    finally:
        pdf.close()


def _character_boxes(word: Word) -> Iterator[Box]:
    """The boxes of a word's characters, as if all were equally wide."""
    left, bottom, right, top = word.box
    width = (right - left) / len(word.text)
    for number in range(len(word.text)):
        yield left + number * width, bottom, left + (number + 1) * width, top


def _ocr_boxes(
    pdf_page: PdfPage, page: int, text: str, ranges: Sequence[tuple[int, int]], tesseract: str
) -> list[list[Box]]:
    if not tesseract:
        raise PinciteError(
            f"page {page + 1} has no text; it was read by OCR, and tesseract is not installed. "
            "Install tesseract."
        )
    ocr_page = recognize_page(pdf_page, tesseract)
    read = f"{ocr_page.text}\n\n"
    for start, end in ranges:
        if read[start:end] != text[start:end]:
            raise PinciteError(
                f"OCR of page {page + 1} does not read {text[start:end][:60]!r}: the file has "
                "changed since it was added, or tesseract has. Add the file again."
            )
    return [_merge_lines(list(ocr_page.boxes(start, end))) for start, end in ranges]


def _merge_lines(boxes: Sequence[Box]) -> list[Box]:
    """Boxes of characters in text order, merged to one box per line."""
    lines: list[Box] = []
    for box in boxes:
        if lines and are_side_by_side(lines[-1], box) and box[0] > lines[-1][0]:
            lines[-1] = bounding_box([lines[-1], box])
        else:
            lines.append(box)
    return lines


def draw_page(
    data: bytes,
    page: int,
    marked: Sequence[Box] = (),
    width: int = 1000,
    highlight: Sequence[Box] = (),
) -> tuple[bytes, Box | None]:
    """A page (from 0) as a PNG of `width` pixels, and the bounding box of its marks.

    The boxes of `marked` are coloured, those of `highlight` (within them) more strongly. The
    bounding box is (left, top, right, bottom) in shares of width and height; None without marks.
    """
    from pypdfium2 import PdfiumError

    pdf = open_pdf(data)
    try:
        pdf_page = pdf[page]
        scale = width / max(pdf_page.get_width(), pdf_page.get_height() / _MAX_HEIGHT, 1)
        bitmap = pdf_page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        pixels = bitmap.to_numpy()[:, :, :3].copy()
        to_bitmap = bitmap.get_posconv(pdf_page).to_bitmap

        def in_pixels(box: Box) -> PixelBox:
            (x1, y1), (x2, y2) = to_bitmap(box[0], box[3]), to_bitmap(box[2], box[1])
            return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

        marked_areas = [in_pixels(box) for box in marked]
        highlighted_areas = [in_pixels(box) for box in highlight]
    except (PdfiumError, IndexError, ValueError, OverflowError, ArithmeticError) as error:
        raise PinciteError(f"page {page + 1} cannot be drawn ({error}).") from error
    finally:
        pdf.close()
    for area in marked_areas:
        _multiply(pixels, area, _SPAN_COLOUR)
    for area in highlighted_areas:
        _multiply(pixels, area, _HIGHLIGHT_COLOUR)
    height, width = pixels.shape[:2]
    png = _png(width, height, b"".join(b"\0" + row.tobytes() for row in pixels))
    return png, _bounding_shares(marked_areas, width, height) if marked_areas else None


def _multiply(pixels: NDArray[np.uint8], area: PixelBox, colour: tuple[int, int, int]) -> None:
    """Multiplies an area, its edges included, with a colour, as a marker pen does."""
    left, top, right, bottom = (max(value, 0) for value in area)
    part = pixels[top : bottom + 1, left : right + 1]
    part[:] = (part.astype("uint16") * colour // 255).astype("uint8")


def _bounding_shares(areas: Sequence[PixelBox], width: int, height: int) -> Box:
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    return (
        max(min(lefts) / width, 0.0),
        max(min(tops) / height, 0.0),
        min(max(rights) / width, 1.0),
        min(max(bottoms) / height, 1.0),
    )


def _png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG of 8-bit RGB pixels. Each row begins with the byte of its filter, 0 (none)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 6))
        + chunk(b"IEND", b"")
    )
