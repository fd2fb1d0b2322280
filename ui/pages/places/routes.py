"""The routes of all places: the page asks the question again, the export makes a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs, urlencode

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from index.errors import PinciteError
from index.storage.filters import parse_filters
from ui.auth.identity import note
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED
from ui.engine.engine import Engine
from ui.handlers import ask as handlers
from ui.pages.document.routes import NotFound, as_page, library_name
from ui.pages.places.files import FORMATS
from ui.pages.places.records import MAX_CHOSEN, records
from ui.pages.places.view import places_page
from ui.views.i18n.language import gettext, written

FindEngine = Callable[[str], Engine]
"""The engine of a library's name, "" for the first; raises PinciteError if there is none."""

MAX_FORM_BYTES = 200_000
"""Of a form with MAX_CHOSEN places, each of at most 90 bytes, and a question."""


def routes(engine: FindEngine) -> list[Route]:
    # threads of their own: questions that wait take none away from other requests
    limiter = CapacityLimiter(MAX_CONCURRENT + MAX_QUEUED)
    ask, export = as_page(partial(_places, engine), "./"), partial(_export, engine)

    async def page(request: Request) -> Response:
        return await to_thread.run_sync(ask, request, limiter=limiter)

    async def file(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            if len(body := body + chunk) > MAX_FORM_BYTES:
                break
        answer = as_page(lambda request: export(request, body), "../")
        return await to_thread.run_sync(answer, request)

    return [
        Route("/places", page, methods=["GET"]),
        Route("/places/export", file, methods=["POST"]),
    ]


def _engine(engine: FindEngine, request: Request) -> Engine:
    try:
        return engine(library_name(request))
    except PinciteError as error:
        raise NotFound(str(error)) from error


def _places(engine: FindEngine, request: Request) -> Response:
    opened, values = _engine(engine, request), request.query_params
    filters = parse_filters(
        values.getlist("source"),
        values.get("title", ""),
        values.getlist("tag"),
        values.get("since", ""),
        values.get("until", ""),
    )
    risk = handlers.chosen_risk(opened, values.get("risk", ""))
    note(request.scope, values.get("q", ""))
    answer = opened.ask(values.get("q", ""), filters, everywhere="everywhere" in values)
    answer = replace(answer, threshold=handlers.threshold(opened, risk))
    return HTMLResponse(places_page(answer, _link(values), library_name(request)))


def _link(values: QueryParams) -> str:
    """The parameters of the address but for the question."""
    return urlencode([(name, value) for name, value in values.multi_items() if name != "q"])


def _export(engine: FindEngine, request: Request, body: bytes) -> Response:
    """The chosen places as a file. They are read anew from the library, never from the form."""
    if len(body) > MAX_FORM_BYTES:
        raise PinciteError(
            gettext("Too many places are chosen. Choose at most {most}.", most=written(MAX_CHOSEN))
        )
    form = parse_qs(body.decode("utf-8", "replace"))
    chosen = FORMATS.get("".join(form.get("format", ())))
    if chosen is None:
        raise PinciteError(
            gettext(
                "There is no such kind of file. Choose one of {kinds}.", kinds=", ".join(FORMATS)
            )
        )
    found = records(_engine(engine, request).library, form.get("place", ()))
    note(request.scope, f"{len(found)} places as {chosen.suffix}")
    content = chosen.make("".join(form.get("question", ())), found)
    name = f'attachment; filename="places{chosen.suffix}"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    return Response(content, media_type=chosen.media_type, headers=headers)
