"""The route of the page: the form, and the result of what was sent with it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from index.spans import Document
from qa.drafts.read import draft_of, read_draft
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED
from ui.engine.libraries import FindEngine
from ui.http.endpoints import as_page, library_name, of_library
from ui.pages.check.view import check_page, form_page

_MAX_TEXT_BYTES = 10_000_000


def routes(engine: FindEngine) -> list[Route]:
    """`/l/NAME/check`."""
    limiter = CapacityLimiter(MAX_CONCURRENT + MAX_QUEUED)

    async def page(request: Request) -> Response:
        name, file, text = library_name(request), ("", b""), ""
        if request.method == "POST":
            file, text = await _sent(request)

        def answer(request: Request) -> Response:
            opened = of_library(engine, request)
            if request.method != "POST":
                return _html(form_page(name))
            draft = _read(*file) if file[1] else draft_of(text.replace("\r\n", "\n"))
            return _html(check_page(opened.check(draft), text, name))

        def failed(*words: str) -> str:
            return form_page(name, text, words)

        threads = limiter if request.method == "POST" else None
        return await to_thread.run_sync(as_page(answer, "./", failed), request, limiter=threads)

    return [Route("/check", page, methods=["GET", "POST"])]


async def _sent(request: Request) -> tuple[tuple[str, bytes], str]:
    """The file of the form, as its name and its bytes, and the text."""
    form = await request.form(max_files=1, max_fields=2, max_part_size=_MAX_TEXT_BYTES)
    file, text = form.get("file"), str(form.get("draft") or "")
    if not isinstance(file, UploadFile):
        return ("", b""), text
    return (str(file.filename or ""), await file.read()), text


def _html(page: str) -> Response:
    return HTMLResponse(page, headers={"cache-control": "no-store"})


def _read(name: str, data: bytes) -> Document:
    """The draft in an uploaded file. Raises PinciteError if it cannot be read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"draft{Path(name).suffix.lower()[:12]}"
        path.write_bytes(data)
        return read_draft(path, Path(name.replace("\\", "/")).name[:200])
