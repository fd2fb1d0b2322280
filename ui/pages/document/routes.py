"""The routes of a document: the page, and what it fetches as somebody reads.

`GET /document/ID` is the page; below it are `text` (a part as HTML), `outline`, `find`, `citation`
and `page/N.png`. Offsets count code points of the text, as in citations.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from index.collection.joined import JoinedLibrary
from index.errors import PinciteError
from index.library import Library
from index.spans import Document
from ui.api.pdf_pages import WIDTH, PageRenderers, image_response
from ui.auth.identity import note
from ui.http.endpoints import (
    Endpoint,
    NotFound,
    as_data,
    as_page,
    find_document,
    library_name,
    of_library,
)
from ui.http.forms import whole_number
from ui.http.library_address import page_address
from ui.pages.document import view
from ui.pages.document.selection import cite_selection
from ui.pages.document.text_search import MAX_HITS, hits
from ui.pages.document.view import OpenAt
from ui.views.addresses import HASH_CHARS, Mark, parse_marks
from ui.views.i18n.language import gettext, written

MAX_TEXT = 100_000
"""Characters of one request for text."""

WIDTHS = (WIDTH, 2 * WIDTH)
"""Pixels of the image of a page: as it fits, and enlarged."""

FindLibrary = Callable[[str], Library]
"""The library of a name, "" for the first; raises PinciteError if there is none."""


def routes(library: FindLibrary, renderers: PageRenderers) -> list[Route]:
    pages = DocumentPages(library, renderers)
    endpoints: dict[str, Endpoint] = {
        "": as_page(pages.document, "../"),
        "/text": as_data(pages.text),
        "/outline": as_data(pages.outline),
        "/find": as_data(pages.find),
        "/citation": as_data(pages.citation),
        "/page/{number}.png": as_data(pages.image),
    }
    return [Route(f"/document/{{id}}{path}", each) for path, each in endpoints.items()]


class DocumentPages:
    """The endpoints. Any thread may call."""

    def __init__(self, library: FindLibrary, renderers: PageRenderers) -> None:
        self._library = library
        self._renderers = renderers

    def document(self, request: Request) -> Response:
        document, library = self._document(request)
        values = request.query_params
        if (
            isinstance(library, JoinedLibrary) and library.parts
        ):  # the page is of the library that has it
            part, id = library.part(document.id)
            address = page_address(part.path.stem, f"document/{id}")
            return RedirectResponse(f"{address}?{values}" if values else address, 307)
        note(request.scope, document.source)
        marks: tuple[Mark, ...] = ()
        cited = values.get("text", "")
        changed = bool(cited) and not document.hash.startswith(cited)
        if not changed:
            marks = parse_marks(values.getlist("mark"), document)
        offset = min(whole_number(values.get("at", "0"), "at"), max(len(document.text) - 1, 0))
        at = OpenAt(marks, offset, changed)
        return HTMLResponse(view.document_page(document, at, library_name(request)))

    def text(self, request: Request) -> Response:
        document, values = self._document(request)[0], request.query_params
        self._check_hash(document, values.get("text", ""))
        start, end = (whole_number(values.get(name, ""), name) for name in ("start", "end"))
        if not 0 <= start < end <= len(document.text) or end - start > MAX_TEXT:
            raise PinciteError(
                gettext(
                    "Characters {start} to {end} cannot be shown: the text has {length}, of which "
                    "{most} are sent at once. Open the document again.",
                    start=written(start),
                    end=written(end),
                    length=written(len(document.text)),
                    most=written(MAX_TEXT),
                )
            )
        marks = parse_marks(values.getlist("mark"), document)
        return HTMLResponse(view.text(document, start, end, marks, values.get("q", "")))

    def outline(self, request: Request) -> Response:
        document, _ = self._document(request)
        return HTMLResponse(view.outline(document, request.query_params.get("q", "")))

    def find(self, request: Request) -> Response:
        """`hits` are the offsets at which the words begin, in order, `ends` where they end; `more`:
        not all are listed."""
        document, _ = self._document(request)
        found = hits(document.text, request.query_params.get("q", ""))
        starts, ends = [start for start, _ in found], [end for _, end in found]
        return JSONResponse({"hits": starts, "ends": ends, "more": len(found) == MAX_HITS})

    def citation(self, request: Request) -> Response:
        document, library = self._document(request)
        values = request.query_params
        self._check_hash(document, values.get("text", ""))
        start, end = (whole_number(values.get(name, ""), name) for name in ("start", "end"))
        cited = cite_selection(library, document, start, end)
        return JSONResponse(view.citation(document, cited))

    def image(self, request: Request) -> Response:
        """Page `number`, counted from 1 in the order of the file."""
        document, library = self._document(request)
        values = request.query_params
        page = whole_number(request.path_params["number"], "the page") - 1
        if not 0 <= page < len(document.marked("page")):
            raise NotFound(
                gettext("This document has no page {page}. Choose another one.", page=page + 1)
            )
        width = whole_number(values.get("width", str(WIDTH)), "width")
        if width not in WIDTHS:
            raise PinciteError(f"The width is {width}. Choose one of {WIDTHS[0]}, {WIDTHS[1]}.")
        marks = parse_marks(values.getlist("mark"), document)
        renderer = self._renderers.of(library)
        return image_response(renderer.render_page(document, page, marks, width))

    def _document(self, request: Request) -> tuple[Document, Library]:
        """Raises NotFound if the library does not have it."""
        library = of_library(self._library, request)
        return find_document(library, request.path_params["id"]), library

    @staticmethod
    def _check_hash(document: Document, hash: str) -> None:
        if hash != document.hash[:HASH_CHARS]:
            raise PinciteError(gettext("The document has changed. Open it again."))
