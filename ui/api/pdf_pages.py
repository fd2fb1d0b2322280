"""Pages of PDFs as pictures with a quotation marked: `GET /pages/….png`, each drawn in a child process and remembered for a while.

The address names a document by its id and the hash of its text, and ranges of that text; nothing in it is a path.
"""

from __future__ import annotations

import re
import shutil
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from index.errors import PinciteError
from index.formats.pdf.render import page_ranges
from index.ingest.sandbox import RenderedPage, render_pages
from index.ingest.worker import ResourceLimits
from index.library import Library
from index.spans import Document, Span
from ui.api.rest import with_errors
from ui.engine.admission import ServerBusy
from ui.views.sources import Source

WIDTH = 1200
"""Pixels of a picture: sharp in a column of 500 on a fine screen, and readable when it is enlarged. 100 to 300 kB of text."""

CACHE_BYTES = 48_000_000
"""Bytes of pictures that are held."""

MAX_CONCURRENT, QUEUE_TIMEOUT = 2, 20.0
"""Pages drawn at the same time, each in its process, and seconds that another one waits."""

MAX_PAGES = 3
"""Pages of one quotation, at most; a sentence seldom runs over two."""

_HASH = 16  # characters of a text's hash in an address: enough to tell that another library is served now
_NAME = re.compile(
    rf"(\d{{1,15}})-([0-9a-f]{{{_HASH}}})-(\d{{1,4}})-(\d{{1,9}})-(\d{{1,9}})-(\d{{1,9}})-(\d{{1,9}})\.png",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page (from 0) with characters `[start, end)` of the document's text marked, and `[pen, pen_end)` in them; empty: none of them."""

    document: int
    text: str
    page: int
    start: int
    end: int
    pen: int
    pen_end: int

    @property
    def address(self) -> str:
        return f"/pages/{'-'.join(map(str, astuple(self)))}.png"

    @classmethod
    def named(cls, name: str) -> PageRequest:
        """Raises PinciteError for a name that is none of ours."""
        if (found := _NAME.fullmatch(name)) is None:
            raise PinciteError("There is no such page. Ask again.")
        document, text, *numbers = found.groups()
        return cls(int(document), text, *map(int, numbers))


def page_requests(source: Source) -> tuple[tuple[str, PageRequest], ...]:
    """(label, page) of the pages on which a source's sentence stands; none where the document has no pages to be drawn."""
    sentence, answer = source.sentence, None if source.whole else source.answer
    if not sentence.document.source.lower().endswith(".pdf"):
        return ()
    pen = (answer.start, answer.end) if answer else (0, 0)
    labels = [mark.label for mark in sentence.document.markers if mark.kind == "page"]
    head = (sentence.document.id, sentence.document.hash[:_HASH])
    return tuple(
        (labels[page], PageRequest(*head, page, sentence.start, sentence.end, *pen))
        for page, _, _ in page_ranges(sentence)[:MAX_PAGES]
    )


class PageRenderer:
    """Draws pages of a library's documents. Any thread may ask."""

    def __init__(
        self,
        library: Library,
        remembered: int = CACHE_BYTES,
        at_once: int = MAX_CONCURRENT,
        patience: float = QUEUE_TIMEOUT,
    ) -> None:
        self._library = library
        self._remembered = remembered
        self._patience = patience
        self._slots = BoundedSemaphore(at_once)
        self._lock = Lock()
        self._drawn: OrderedDict[PageRequest, RenderedPage] = OrderedDict()

    def render(self, sheet: PageRequest) -> RenderedPage:
        """Raises Busy when others are being drawn for too long, and PinciteError, with the reason, where the page cannot be shown."""
        if not self._library.has_document(sheet.document):
            raise PinciteError(
                "The page cannot be shown: the document is not in the library any more."
            )
        if (found := self._known(sheet)) is not None:
            return found
        if not self._slots.acquire(timeout=self._patience):
            raise ServerBusy("Too many pages are being drawn. Please try again in a moment.")
        try:
            found = self._known(sheet)  # somebody else may have waited for the same
            return self._remember(sheet, self._draw(sheet)) if found is None else found
        except PinciteError as error:
            raise PinciteError(f"The page cannot be shown: {error}") from error
        finally:
            self._slots.release()

    def _draw(self, sheet: PageRequest) -> RenderedPage:
        document = self._library.document(sheet.document)
        sentence = (
            _span(document, sheet.start, sheet.end)
            if document.hash.startswith(sheet.text)
            else None
        )
        if sentence is None:
            raise PinciteError("the library has changed. Ask again.")
        file = self._library.source_file(sheet.document)
        if isinstance(file, Path) and not file.exists():
            raise PinciteError("the file is no longer where it was added from.")
        limits = ResourceLimits(
            tesseract=shutil.which("tesseract") or ""
        )  # scanned pages are read again, to find the words on them
        drawn = render_pages(
            file, sentence, WIDTH, limits, _span(document, sheet.pen, sheet.pen_end), sheet.page
        )
        if not drawn:
            raise PinciteError("the sentence does not stand on it. Ask again.")
        return drawn[0]

    def _known(self, sheet: PageRequest) -> RenderedPage | None:
        with self._lock:
            if sheet in self._drawn:
                self._drawn.move_to_end(sheet)
            return self._drawn.get(sheet)

    def _remember(self, sheet: PageRequest, picture: RenderedPage) -> RenderedPage:
        with self._lock:
            self._drawn[sheet] = picture
            while (
                sum(len(each.png) for each in self._drawn.values()) > self._remembered
                and len(self._drawn) > 1
            ):
                self._drawn.popitem(last=False)
        return picture


def _span(document: Document, start: int, end: int) -> Span | None:
    return Span(document, start, end) if 0 <= start < end <= len(document.text) else None


def routes(library: Callable[[str], Library]) -> list[Route]:
    """`library` finds one by name. `?library=NAME` is that of the answer, which need not be what the browser has chosen since."""
    drawers: dict[Path, PageRenderer] = {}

    def page(request: Request) -> Response:
        """Where the marks are is told in `x-marks`: left, top, right and bottom, as shares of the picture's width and height."""
        meant = library(request.query_params.get("library", ""))
        picture = drawers.setdefault(meant.path, PageRenderer(meant)).render(
            PageRequest.named(request.path_params["name"])
        )
        marks = " ".join(f"{share:.4f}" for share in picture.marked or ())
        return Response(
            picture.png,
            media_type="image/png",
            headers={"x-marks": marks, "cache-control": "private, max-age=600"},
        )

    return [Route("/pages/{name}", with_errors(page, refused=404))]
