"""Renders pages of PDFs that need not be trusted, in a child process.

The drawing itself is in index/formats/pdf/render.py, which the child process calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.formats.pdf.boxes import Box
from index.formats.pdf.render import page_ranges, page_text
from index.ingest.worker import ResourceLimits, Worker
from index.spans import Span


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
    limits = limits or ResourceLimits()
    highlights: dict[int, tuple[int, int]] = {}
    if highlight is not None and span.contains(highlight):
        highlights = {number: (start, end) for number, start, end in page_ranges(highlight)}
    pages: list[RenderedPage] = []
    worker = Worker(limits)
    try:
        for number, start, end in page_ranges(span):
            if page is not None and number != page:
                continue
            if not worker.alive:  # it retired after the page before
                worker = Worker(limits)
            job = {
                "page": number,
                "start": start,
                "end": end,
                "text": page_text(span.document, number),
                "width": width,
                "highlight": highlights.get(number),
            }
            pages.append(_rendered(number, *worker.render(file, job)))
    finally:
        worker.close()
    return pages


def _rendered(number: int, result: dict[str, Any], png: bytes) -> RenderedPage:
    boxes = tuple(_box(numbers) for numbers in result["boxes"])
    return RenderedPage(number, boxes, png, _box(result["marked"]) if result["marked"] else None)


def _box(numbers: list[float]) -> Box:
    left, bottom, right, top = numbers
    return left, bottom, right, top
