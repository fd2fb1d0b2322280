"""Headings among the blocks of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.formats.pdf.layout.page import Block

_HEADING_HEIGHT = 1.3  # times the height of the document's text
_MAX_CHARS = 200


def mark_headings(blocks: Sequence[Block]) -> None:
    """Makes headings of the paragraphs in large letters."""
    heights: Counter[float] = Counter()
    for block in blocks:
        heights[round(block.height, 1)] += len(block.text)
    body = heights.most_common(1)[0][0] if heights else 0.0
    for block in blocks:
        is_large = block.height > _HEADING_HEIGHT * body > 0
        if block.kind == "text" and is_large and len(block.text) <= _MAX_CHARS:
            block.kind = "heading"
