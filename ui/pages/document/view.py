"""The HTML of the page that shows a document, and of the pieces that it fetches."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.spans import Document, Span
from qa.citations import Citation, to_annotation, to_bibtex, to_markdown, to_text
from ui.api.pdf_pages import is_pdf
from ui.http.static import address
from ui.pages.document.blocks import groups, heading_level, parts
from ui.pages.document.marking import Marking
from ui.pages.document.text_search import hits
from ui.views.addresses import HASH_CHARS, Mark, document_address
from ui.views.citations import citation_place
from ui.views.engine_words import place_words
from ui.views.layout import layout as page_layout
from ui.views.templating import render

SCRIPTS = ("parts.js", "images.js", "cite.js", "document.js")
"""In this order: each uses what those before it define."""

MAX_HEADINGS = 500
"""In the outline; the others are found by searching it."""

_AROUND = 250
"""Characters before and after a part in which a place of a search may begin or end."""


@dataclass(frozen=True, slots=True)
class OpenAt:
    """What a document is opened at: the first mark, or else an offset of its text."""

    marks: tuple[Mark, ...] = ()
    offset: int = 0
    changed: bool = False
    """The text is no longer the one that was cited, so nothing is marked."""

    @property
    def start(self) -> int:
        return self.marks[0].start if self.marks else self.offset


def document_page(document: Document, at: OpenAt, library: str = "") -> str:
    """The whole page, with the part of the text in which it is opened."""
    starts = parts(document)
    part = bisect_right(starts, at.start) - 1
    end = starts[part + 1] if part + 1 < len(starts) else len(document.text)
    pages = document.marked("page")
    data = {
        "hash": document.hash[:HASH_CHARS],
        "length": len(document.text),
        "starts": starts,
        "pages": [page.start for page in pages],
        "labels": [page.label for page in pages],
        "marks": [mark.start for mark in at.marks],
        "at": at.start,
        "part": part,
    }
    return render(
        "document/document.html",
        **layout("../", library),
        document=document,
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        at=at,
        is_pdf=is_pdf(document),
        pages=pages,
        part=(starts[part], end),
        scripts=[address(f"document/{name}") for name in SCRIPTS],
        **_text(document, starts[part], end, at.marks),
        earlier=starts[part - 1] if part else None,
        later=end if end < len(document.text) else None,
    )


def text(
    document: Document, start: int, end: int, marks: Sequence[Mark] = (), words: str = ""
) -> str:
    """Characters `[start, end)` as HTML, with the marks and the places of `words` in it."""
    return render("document/text.html", **_text(document, start, end, marks, words))


def _text(
    document: Document, start: int, end: int, marks: Sequence[Mark], words: str = ""
) -> dict[str, object]:
    found = hits(document.text, words, max(0, start - _AROUND), end + _AROUND)
    return {
        "groups": groups(document, start, end),
        "marking": Marking(document.text, marks, found),
    }


def outline(document: Document, words: str = "") -> str:
    """The headings with all `words`, as links."""
    wanted = words.casefold().split()
    headings = [
        marker
        for marker in document.marked("heading")
        if all(word in marker.label.casefold() for word in wanted)
    ]
    return render(
        "document/outline.html",
        headings=[
            (
                marker,
                Span(document, marker.start, marker.end).page,
                heading_level(marker.label),
            )
            for marker in headings[:MAX_HEADINGS]
        ],
        count=len(headings),
        words=words.strip(),
    )


def citation(document: Document, cited: Citation) -> dict[str, object]:
    """The JSON of a citation: its words, its place, its formats, and the address that marks it."""
    annotation = json.dumps(to_annotation(cited, ""), ensure_ascii=False, indent=1)
    return {
        "quote": cited.quote,
        "start": cited.start,
        "end": cited.end,
        "place": place_words(Span(document, cited.start, cited.end).place),
        "address": f"../{document_address(document, [Mark.of_citation(cited)])}",
        "formats": [
            ["Text", to_text(cited, citation_place(cited))],
            ["Markdown", to_markdown(cited, citation_place(cited))],
            ["BibTeX", to_bibtex(cited)],
            ["Web Annotation", annotation],
        ],
    }


def layout(root: str, library: str) -> dict[str, object]:
    """Values for the frame of the page; `library` is its name, "" for the first."""
    return page_layout(root, library, styles=("document/document.css",))
