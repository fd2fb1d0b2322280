"""What the tests of this folder ask of a page."""

from __future__ import annotations

from index.formats.extract import ExtractedText
from index.formats.html import read_html


def read(markup: str) -> ExtractedText:
    return read_html(markup.encode())


def texts(markup: str) -> list[str]:
    """The blocks of the page's text."""
    return read(markup).text.split("\n\n")


def marked(markup: str, kind: str) -> list[str]:
    """The blocks of a kind."""
    extract = read(markup)
    return [
        extract.text[marker.start : marker.end] for marker in extract.markers if marker.kind == kind
    ]


def losses(markup: str) -> dict[str, int]:
    return dict(+read(markup).losses)
