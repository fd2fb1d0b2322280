"""Running text on the pages of draw_pdfs."""

from __future__ import annotations

import textwrap

from tests.support.draw_pdfs import Page

FILLER = (
    "The orchard lies on the southern slope above the brook. Its trees were planted by the monks, "
    "who brought the grafts from the coast. Every spring the ditches are cleared."
)


def flow(
    page: Page,
    text: str,
    x: float = 72,
    top: float = 720,
    width: int = 80,
    leading: float = 13,
    size: float = 10,
) -> float:
    """Draws wrapped lines of at most `width` characters; returns the place of the next line."""
    for line in textwrap.wrap(text, width, break_on_hyphens=False):
        page.text(x, top, line, size)
        top -= leading
    return top
