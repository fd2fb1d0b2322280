"""The route of the page: the form, and the result of what was sent with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from index.spans import Document
from qa.drafts.read import draft_of, read_draft
from ui.api.errors import error_reply
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED
from ui.engine.libraries import FindEngine
from ui.http.library_address import library_of
from ui.pages.check.view import check_page, form_page
from ui.views.engine_words import page_words

_MAX_TEXT_BYTES = 10_000_000


def routes(engine: FindEngine) -> list[Route]:
    """`/l/NAME/check`."""
    limiter = CapacityLimiter(MAX_CONCURRENT + MAX_QUEUED)

    async def page(request: Request) -> Response:
        name = library_of(request.scope)
        if request.method != "POST":
            return await to_thread.run_sync(_answer, lambda: form_page(engine(name), name), name)
        form = await request.form(max_files=1, max_fields=2, max_part_size=_MAX_TEXT_BYTES)
        file, text = form.get("file"), str(form.get("draft") or "")
        data = await file.read() if isinstance(file, UploadFile) else b""
        file_name = str(file.filename or "") if isinstance(file, UploadFile) else ""

        def result() -> str:
            draft = _read(file_name, data) if data else draft_of(text.replace("\r\n", "\n"))
            return check_page(engine(name).check(draft), text, name)

        return await to_thread.run_sync(_answer, result, name, text, limiter=limiter)

    return [Route("/check", page, methods=["GET", "POST"])]


def _answer(page: Callable[[], str], library: str, text: str = "") -> Response:
    """The page, or the form with what was wrong."""
    headers = {"cache-control": "no-store"}
    try:
        return HTMLResponse(page(), headers=headers)
    except Exception as error:
        status = error_reply(error).status_code  # logs what is unexpected
        return HTMLResponse(form_page(None, library, text, page_words(error)), status, headers)


def _read(name: str, data: bytes) -> Document:
    """The draft in an uploaded file. Raises PinciteError if it cannot be read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"draft{Path(name).suffix.lower()[:12]}"
        path.write_bytes(data)
        return read_draft(path, Path(name.replace("\\", "/")).name[:200])
