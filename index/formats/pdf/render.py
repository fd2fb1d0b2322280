"""Where a quotation stands on the page of a PDF: boxes around its lines, and the page as a picture with them marked.

The library keeps only the text, so both need the bytes of the very file again. For files that are not your own, call them through
`index.ingest.sandbox.pictures`, which does so in a child process.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.pdf.ocr import recognize_page
from index.formats.pdf.page_text import Chars, TextPiece, page_pieces
from index.formats.pdf.reader import open_pdf
from index.formats.pdf.reading_order import Box, are_side_by_side, bounding_box, rotated
from index.spans import Span

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_TALLEST = 4  # times the width asked for; a page taller than that is drawn smaller
_MARK = (255, 236, 130)  # what white becomes under a box
_PEN = (255, 205, 75)  # and on top of that, under the words of the answer


def page_ranges(span: Span) -> list[tuple[int, int, int]]:
    """(page, start, end) for each page that a span of a PDF's text touches: pages count from 0, ranges within the page's own text."""
    starts = [mark.start for mark in span.document.markers if mark.kind == "page"]
    ends = [*starts[1:], len(span.document.text)]
    return [
        (page, max(span.start, start) - start, min(span.end, end) - start)
        for page, (start, end) in enumerate(zip(starts, ends, strict=True))
        if max(span.start, start) < min(span.end, end)
    ]


def highlight_boxes(data: bytes, span: Span) -> dict[int, list[Box]]:
    """Of each page that the span touches, a box a line, in points from the page's lower left corner. `data` is the document's file.

    Raises PinciteError where the file's text is no longer what the span quotes.
    """
    return {
        page: page_boxes(data, page, start, end, span.document.text[at : at + end - start])
        for page, start, end, at in _with_offsets(span)
    }


def _with_offsets(span: Span) -> Iterator[tuple[int, int, int, int]]:
    at = span.start
    for page, start, end in page_ranges(span):
        yield page, start, end, at
        at += end - start


def page_boxes(
    data: bytes, page: int, start: int, end: int, words: str | None = None, tesseract: str = ""
) -> list[Box]:
    """Boxes of characters [start, end) of one page's text, one a line. A page without text is read again by `tesseract`.

    Raises PinciteError where they are not `words` (if given).
    """
    pdf = open_pdf(data)
    try:
        if not 0 <= page < len(pdf):
            raise PinciteError(
                f"the file has {len(pdf)} pages, no page {page + 1}: it is not the one that was added."
            )
        found, _ = page_pieces(pdf[page])
        if not found:
            return _scanned_boxes(pdf[page], page, start, end, words, tesseract)
        text = "".join(piece.text for piece in found) + "\n\n"
        if words is not None and text[start:end] != words:
            raise PinciteError(
                f"page {page + 1} does not read {words[:60]!r}: it is not the file that was added."
            )
        sheet = pdf[page]
        rotation = sheet.get_rotation()
        chars = Chars(sheet.get_textpage(), rotation)
        lines = _lines([box for index in _raw(found, start, end) if (box := chars.box(index))])
        return [rotated(box, -rotation) for box in lines]
    finally:
        pdf.close()


def _scanned_boxes(
    sheet: PdfPage, page: int, start: int, end: int, words: str | None, tesseract: str
) -> list[Box]:
    if not tesseract:
        raise PinciteError(
            f"page {page + 1} has no text of its own; it was read by OCR, and tesseract is not installed here (any more)."
        )
    found = recognize_page(sheet, tesseract)
    if words is not None and f"{found.text}\n\n"[start:end] != words:
        raise PinciteError(
            f"page {page + 1} does not read {words[:60]!r}, by OCR: it is not the file that was added."
        )
    return _lines(list(found.boxes(start, end)))


def _raw(found: Sequence[TextPiece], start: int, end: int) -> Iterator[int]:
    """Places in pdfium's raw text of characters of the page's text; those that were put in have none."""
    ends = [0]
    for piece in found:
        ends.append(ends[-1] + len(piece.text))
    for offset in range(start, min(end, ends[-1])):
        number = bisect_right(ends, offset) - 1
        at = found[number].start
        if at is not None and not found[number].text[offset - ends[number]].isspace():
            yield at + offset - ends[number]


def _lines(found: Sequence[Box]) -> list[Box]:
    """Boxes of characters in text order to one box for each line they stand on."""
    lines: list[Box] = []
    for box in found:
        if lines and are_side_by_side(lines[-1], box) and box[0] > lines[-1][0]:
            lines[-1] = bounding_box([lines[-1], box])
        else:
            lines.append(box)
    return lines


def render_png(
    data: bytes, page: int, marked: Sequence[Box] = (), width: int = 1000, pen: Sequence[Box] = ()
) -> bytes:
    """A page (from 0) as a PNG of `width` pixels, the boxes coloured as with a marker pen, those of `pen` (within them) once more."""
    return draw_page(data, page, marked, width, pen)[0]


def draw_page(
    data: bytes, page: int, marked: Sequence[Box] = (), width: int = 1000, pen: Sequence[Box] = ()
) -> tuple[bytes, Box | None]:
    """`page_png`, and the box round the marks as left, top, right and bottom, in shares of its width and height; None without marks."""
    from pypdfium2 import PdfiumError

    pdf = open_pdf(data)
    try:
        sheet = pdf[page]
        scale = width / max(sheet.get_width(), sheet.get_height() / _TALLEST, 1)
        bitmap = sheet.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        pixels = bitmap.to_numpy()[:, :, :3].copy()
        place = bitmap.get_posconv(sheet).to_bitmap
        corners = [
            [(*place(box[0], box[3]), *place(box[2], box[1])) for box in boxes]
            for boxes in (marked, pen)
        ]
    except (PdfiumError, IndexError, ValueError, OverflowError, ArithmeticError) as error:
        raise PinciteError(f"page {page + 1} cannot be drawn ({error}).") from error
    finally:
        pdf.close()
    for colour, found in zip((_MARK, _PEN), corners, strict=True):
        for x, y, far_x, far_y in found:
            area = pixels[
                max(min(y, far_y), 0) : max(y, far_y, 0) + 1,
                max(min(x, far_x), 0) : max(x, far_x, 0) + 1,
            ]
            area[:] = (area.astype("uint16") * colour // 255).astype("uint8")
    png = _png(pixels.shape[1], pixels.shape[0], b"".join(b"\0" + row.tobytes() for row in pixels))
    return png, _shares(corners[0], pixels.shape[1], pixels.shape[0]) if corners[0] else None


def _shares(corners: Sequence[tuple[int, int, int, int]], width: int, height: int) -> Box:
    xs, ys = ([value for corner in corners for value in corner[i::2]] for i in (0, 1))
    left, right, top, bottom = min(xs) / width, max(xs) / width, min(ys) / height, max(ys) / height
    return max(left, 0.0), max(top, 0.0), min(right, 1.0), min(bottom, 1.0)


def _png(width: int, height: int, rows: bytes) -> bytes:
    """Eight bits of red, green and blue a pixel; every row begins with its filter, 0."""

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
