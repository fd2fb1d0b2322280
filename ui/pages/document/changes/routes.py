"""The routes of a comparison: `/changes?old=ID&new=ID`, and its export as a file.

Without `new` the page offers the documents to compare with, without both likely pairs.
"""

from __future__ import annotations

from functools import partial

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from index.errors import PinciteError
from index.spans import Document
from qa.drafts.versions.selection import chosen
from ui.auth.identity import note
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED
from ui.engine.engine import Engine
from ui.engine.libraries import FindEngine
from ui.http.endpoints import as_page, find_document, library_name, of_library
from ui.http.forms import whole_number
from ui.pages.document.changes.files import FORMATS
from ui.pages.document.changes.view import Shown, changes_page, choose_page
from ui.views.i18n.language import gettext


def routes(engine: FindEngine) -> list[Route]:
    limiter = CapacityLimiter(MAX_CONCURRENT + MAX_QUEUED)
    show, export = as_page(partial(_page, engine), "./"), as_page(partial(_export, engine), "../")

    async def page(request: Request) -> Response:
        return await to_thread.run_sync(show, request, limiter=limiter)

    async def file(request: Request) -> Response:
        return await to_thread.run_sync(export, request, limiter=limiter)

    return [
        Route("/changes", page, methods=["GET"]),
        Route("/changes/export", file, methods=["GET"]),
    ]


def _page(find: FindEngine, request: Request) -> Response:
    engine, values = of_library(find, request), request.query_params
    library, words = library_name(request), values.get("find", "")
    if "old" not in values or "new" not in values:
        id = values.get("old", values.get("new", ""))
        with_document = find_document(engine.library, id) if id else None
        page = choose_page(engine.list_documents(), with_document, words, library)
        return HTMLResponse(page)
    old, new = _versions(engine, request)
    comparison = engine.compare(old, new)
    shown = Shown(values.get("show", "words"), values.get("q", ""))
    return HTMLResponse(changes_page(comparison, shown, _from(request), library))


def _from(request: Request) -> int:
    return whole_number(request.query_params.get("from", "0"), "from")


def _export(find: FindEngine, request: Request) -> Response:
    values = request.query_params
    form = FORMATS.get(values.get("format", ""))
    if form is None:
        raise PinciteError(
            gettext(
                "There is no such kind of file. Choose one of {kinds}.", kinds=", ".join(FORMATS)
            )
        )
    engine = of_library(find, request)
    comparison = engine.compare(*_versions(engine, request))
    changes = chosen(comparison, values.get("show", "words"), values.get("q", ""))
    note(request.scope, f"{len(changes)} changes as {form.suffix}")
    name = f'attachment; filename="changes{form.suffix}"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    content = form.make(comparison, changes)
    return Response(content, media_type=form.media_type, headers=headers)


def _versions(engine: Engine, request: Request) -> tuple[Document, Document]:
    values = request.query_params
    old, new = (find_document(engine.library, values.get(name, "")) for name in ("old", "new"))
    note(request.scope, f"{old.source} and {new.source}")
    return old, new
