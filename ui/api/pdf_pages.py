"""Images of PDF pages with a quotation marked: `GET /l/LIBRARY/pages/….png`.

Each is rendered in a child process and cached for a while. The address consists of a document's id,
the hash of its text, and ranges of that text; no part of it is a path.
"""

from __future__ import annotations

import re
import shutil
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from threading import BoundedSemaphore, Lock
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from index.errors import PinciteError
from index.formats.pdf.render import page_ranges
from index.ingest.readers import SUFFIXES
from index.ingest.render import RenderedPage, render_page, render_pages
from index.ingest.worker import ResourceLimits
from index.library import Library
from index.spans import Document, Span
from ui.api.errors import error_reply
from ui.engine.admission import ServerBusy
from ui.http.library_address import library_of
from ui.views.addresses import HASH_CHARS, Mark
from ui.views.sources import Source

WIDTH = 1200
"""Pixels: sharp in a column of 500 on a high-resolution screen, and readable when enlarged.

A page of text has 100 to 300 kB.
"""

CACHE_BYTES = 48_000_000
"""Of images in memory."""

MAX_CONCURRENT, QUEUE_TIMEOUT = 2, 20.0
"""Pages rendered at once, each in a process, and seconds that another one waits."""

MAX_PAGES = 3
"""Pages of one quotation; a sentence rarely runs over two."""

_NAME = re.compile(
    rf"(\d{{1,15}})-([0-9a-f]{{{HASH_CHARS}}})-(\d{{1,4}})"
    r"-(\d{1,9})-(\d{1,9})-(\d{1,9})-(\d{1,9})\.png",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page, counted from 0, with `[start, end)` of the document's text marked as the sentence.

    `[answer_start, answer_end)` is marked as the answer; an empty range marks nothing.
    """

    document: int
    hash: str
    """The first characters of the hash of the document's text."""
    page: int
    start: int
    end: int
    answer_start: int
    answer_end: int

    @property
    def address(self) -> str:
        return f"/pages/{'-'.join(map(str, astuple(self)))}.png"

    @classmethod
    def parse(cls, name: str) -> PageRequest:
        """The request of an address's last part. Raises PinciteError for an unknown name."""
        if (match := _NAME.fullmatch(name)) is None:
            raise PinciteError("There is no such page. Ask again.")
        document, hash, *numbers = match.groups()
        page, start, end, answer_start, answer_end = map(int, numbers)
        return cls(
            document=int(document),
            hash=hash,
            page=page,
            start=start,
            end=end,
            answer_start=answer_start,
            answer_end=answer_end,
        )


def is_pdf(document: Document) -> bool:
    """Whether it is a PDF, whose pages can be shown; one of the web may be without the suffix."""
    if not document.marked("page"):
        return False
    address = document.source.lower()
    is_web = address.startswith(("https://", "http://")) and "!/" not in address
    suffix = PurePosixPath(urlsplit(address).path).suffix if is_web else address[-4:]
    return suffix == ".pdf" or (is_web and suffix not in SUFFIXES)


def page_requests(source: Source) -> tuple[tuple[str, PageRequest], ...]:
    """(label, page) of the pages that contain a source's sentence; empty if it is not of a PDF."""
    sentence, answer = source.sentence, None if source.whole else source.answer
    document = sentence.document
    if not is_pdf(document):
        return ()
    labels = [mark.label for mark in document.markers if mark.kind == "page"]
    pages = [page for page, _, _ in page_ranges(sentence)[:MAX_PAGES]]
    return tuple(
        (
            labels[page],
            PageRequest(
                document=document.id,
                hash=document.hash[:HASH_CHARS],
                page=page,
                start=sentence.start,
                end=sentence.end,
                answer_start=answer.start if answer else 0,
                answer_end=answer.end if answer else 0,
            ),
        )
        for page in pages
    )


class PageRenderer:
    """Renders and caches pages of a library's documents. Any thread may call."""

    def __init__(
        self,
        library: Library,
        cache_bytes: int = CACHE_BYTES,
        max_concurrent: int = MAX_CONCURRENT,
        timeout: float = QUEUE_TIMEOUT,
    ) -> None:
        self.library = library
        self._cache_bytes = cache_bytes
        self._timeout = timeout
        self._slots = BoundedSemaphore(max_concurrent)
        self._lock = Lock()
        self._cache: OrderedDict[Hashable, RenderedPage] = OrderedDict()

    def render(self, request: PageRequest) -> RenderedPage:
        """The image of a page.

        Raises ServerBusy if the queue does not move, and PinciteError, with the reason, if the
        page cannot be shown.
        """
        return self._image(request, request.document, lambda: self._render(request))

    def render_page(
        self, document: Document, page: int, marks: Sequence[Mark] = (), width: int = WIDTH
    ) -> RenderedPage:
        """The image of any page, counted from 0, with its part of each mark; raises as `render`."""
        sentences = [Span(document, mark.sentence_start, mark.sentence_end) for mark in marks]
        words = [Span(document, mark.start, mark.end) for mark in marks]
        words = [span for span in words if span not in sentences]
        steps = partial(self._render_page, document, page, sentences, words, width)
        return self._image((document.id, page, tuple(marks), width), document.id, steps)

    def _image(
        self, key: Hashable, document: int, render: Callable[[], RenderedPage]
    ) -> RenderedPage:
        if not self.library.has_document(document):
            raise PinciteError(
                "The page cannot be shown: the document is no longer in the library."
            )
        if (page := self._cached(key)) is not None:
            return page
        if not self._slots.acquire(timeout=self._timeout):
            raise ServerBusy("Too many pages are being rendered. Please try again in a moment.")
        try:
            page = self._cached(key)  # another thread may have rendered it meanwhile
            return self._store(key, render()) if page is None else page
        except PinciteError as error:
            raise PinciteError(f"The page cannot be shown: {error}") from error
        finally:
            self._slots.release()

    def _render(self, request: PageRequest) -> RenderedPage:
        document = self.library.document(request.document)
        sentence = None
        if document.hash.startswith(request.hash):
            sentence = _span(document, request.start, request.end)
        if sentence is None:
            raise PinciteError("the library has changed. Ask again.")
        answer = _span(document, request.answer_start, request.answer_end)
        file, limits = self._file(document), _limits()
        pages = render_pages(file, sentence, WIDTH, limits, answer, request.page)
        if not pages:
            raise PinciteError("the sentence is not on it. Ask again.")
        return pages[0]

    def _render_page(
        self, document: Document, page: int, sentences: list[Span], words: list[Span], width: int
    ) -> RenderedPage:
        file = self._file(document)
        return render_page(file, document, page, width, _limits(), sentences, words)

    def _file(self, document: Document) -> Path | bytes:
        file = self.library.source_file(document.id)
        if isinstance(file, Path) and not file.exists():
            raise PinciteError("the file is no longer where it was added from.")
        return file

    def _cached(self, key: Hashable) -> RenderedPage | None:
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
            return self._cache.get(key)

    def _store(self, key: Hashable, page: RenderedPage) -> RenderedPage:
        """Evicts the least recently used pages if there are too many bytes."""
        with self._lock:
            self._cache[key] = page
            size = sum(len(each.png) for each in self._cache.values())
            while size > self._cache_bytes and len(self._cache) > 1:
                _, evicted = self._cache.popitem(last=False)
                size -= len(evicted.png)
        return page


def _limits() -> ResourceLimits:
    """With tesseract: scanned pages are read again, to find the words on them."""
    return ResourceLimits(tesseract=shutil.which("tesseract") or "")


def _span(document: Document, start: int, end: int) -> Span | None:
    return Span(document, start, end) if 0 <= start < end <= len(document.text) else None


def image_response(image: RenderedPage) -> Response:
    """`x-marks` is the box of the marks: left, top, right, bottom, as fractions of its size."""
    marks = " ".join(f"{fraction:.4f}" for fraction in image.marked or ())
    headers = {"x-marks": marks, "cache-control": "private, max-age=600"}
    return Response(image.png, media_type="image/png", headers=headers)


class PageRenderers:
    """The renderers of the libraries, each made on first use. Any thread may call."""

    def __init__(self) -> None:
        self._renderers: dict[Path, PageRenderer] = {}

    def of(self, library: Library) -> PageRenderer:
        renderer = self._renderers.get(library.path)
        if renderer is None or renderer.library is not library:  # opened again since
            renderer = self._renderers[library.path] = PageRenderer(library)
        return renderer


def routes(library: Callable[[str], Library], renderers: PageRenderers) -> list[Route]:
    """`library` returns one by its name, "" for an address without one."""

    def page(request: Request) -> Response:
        """The image."""
        try:
            renderer = renderers.of(library(library_of(request.scope)))
            image = renderer.render(PageRequest.parse(request.path_params["name"]))
        except Exception as error:
            return error_reply(error, status=404, on_page=True)
        return image_response(image)

    return [Route("/pages/{name}", page)]
