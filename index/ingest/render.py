"""Renders pages of PDFs that need not be trusted, in a child process.

The drawing itself is in index/formats/pdf/render.py, which the child process calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import PinciteError
from index.formats.pdf.boxes import Box
from index.formats.pdf.render import page_ranges, page_text
from index.ingest.worker import ResourceLimits, Worker
from index.spans import Document, Span


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """The image of a page of a PDF with a span marked on it."""

    page: int
    """Counts from 0; `Span.page` has the label that readers know it by."""
    boxes: tuple[Box, ...]
    """One per line: (left, bottom, right, top) in points from the page's lower left corner."""
    png: bytes
    marked: Box | None = None
    """Bounding box of the marks: (left, top, right, bottom) in shares of the image's size."""


def render_pages(
    file: Path | bytes,
    span: Span,
    width: int = 1000,
    limits: ResourceLimits | None = None,
    highlight: Span | None = None,
    page: int | None = None,
) -> list[RenderedPage]:
    """Images, `width` pixels wide, of the pages that a span is on; or only of page number `page`.

    The words of `highlight`, a span within the other, are marked more strongly. Raises PinciteError
    if the file has changed since it was added, or breaks a limit.
    """
    highlighted = [] if highlight is None or not span.contains(highlight) else [highlight]
    return [
        render_page(file, span.document, number, width, limits, [span], highlighted)
        for number, _, _ in page_ranges(span)
        if page is None or number == page
    ]


def render_page(
    file: Path | bytes,
    document: Document,
    page: int,
    width: int = 1000,
    limits: ResourceLimits | None = None,
    marked: Sequence[Span] = (),
    highlighted: Sequence[Span] = (),
) -> RenderedPage:
    """The image of a page, counted from 0, with what is on it of the spans marked.

    Raises PinciteError if there is no such page, and as `render_pages` does.
    """
    pages = len(document.marked("page"))
    if not 0 <= page < pages:
        raise PinciteError(f"there is no page {page + 1}: the document has {pages}.")
    job: dict[str, object] = {
        "page": page,
        "text": page_text(document, page),
        "width": width,
        "marked": _on_page(marked, page),
        "highlighted": _on_page(highlighted, page),
    }
    with closing(Worker(limits or ResourceLimits())) as worker:
        return _rendered(page, *worker.render(file, job))


def _on_page(spans: Sequence[Span], page: int) -> list[tuple[int, int]]:
    """What is on a page of each span, as offsets in the page's own text."""
    ranges = [each for span in spans for each in page_ranges(span)]
    return [(start, end) for number, start, end in ranges if number == page]


def _rendered(number: int, result: dict[str, Any], png: bytes) -> RenderedPage:
    boxes = tuple(_box(numbers) for numbers in result["boxes"])
    return RenderedPage(number, boxes, png, _box(result["marked"]) if result["marked"] else None)


def _box(numbers: list[float]) -> Box:
    left, bottom, right, top = numbers
    return left, bottom, right, top
