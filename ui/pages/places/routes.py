"""The routes of all places: the page asks the question again, the export makes a file."""

from __future__ import annotations

from functools import partial
from urllib.parse import parse_qs, urlencode

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from index.errors import PinciteError
from ui.auth.identity import note
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED
from ui.engine.libraries import FindEngine
from ui.handlers import ask as handlers
from ui.handlers.link import Link
from ui.http.endpoints import as_page, library_name, of_library
from ui.http.forms import form_body
from ui.pages.places.files import FORMATS
from ui.pages.places.records import MAX_CHOSEN, records
from ui.pages.places.view import places_page
from ui.views.i18n.language import gettext, written

MAX_FORM_BYTES = 200_000
"""Of a form with MAX_CHOSEN places, each of at most 90 bytes, and a question."""


def routes(engine: FindEngine) -> list[Route]:
    # threads of their own: questions that wait take none away from other requests
    limiter = CapacityLimiter(MAX_CONCURRENT + MAX_QUEUED)
    ask, export = as_page(partial(_places, engine), "./"), partial(_export, engine)

    async def page(request: Request) -> Response:
        return await to_thread.run_sync(ask, request, limiter=limiter)

    async def file(request: Request) -> Response:
        body = await form_body(request, MAX_FORM_BYTES)
        answer = as_page(lambda request: export(request, body), "../")
        return await to_thread.run_sync(answer, request)

    return [
        Route("/places", page, methods=["GET"]),
        Route("/places/export", file, methods=["POST"]),
    ]


def _places(engine: FindEngine, request: Request) -> Response:
    """Raises PinciteError for a setting of the address that the library does not have."""
    opened, values = of_library(engine, request), request.query_params
    link, question = Link.of(values.multi_items()), values.get("q", "")
    note(request.scope, question)
    handlers.check_match(opened, link.filter)
    answer = link.answer(opened, question)
    return HTMLResponse(places_page(answer, _link(values), library_name(request)))


def _link(values: QueryParams) -> str:
    """The parameters of the address but for the question."""
    return urlencode([(name, value) for name, value in values.multi_items() if name != "q"])


def _export(engine: FindEngine, request: Request, body: bytes | None) -> Response:
    """The chosen places as a file. They are read anew from the library, never from the form."""
    if body is None:
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
    found = records(of_library(engine, request).library, form.get("place", ()))
    note(request.scope, f"{len(found)} places as {chosen.suffix}")
    content = chosen.make("".join(form.get("question", ())), found)
    name = f'attachment; filename="places{chosen.suffix}"'
    headers = {"content-disposition": name, "cache-control": "no-store"}
    return Response(content, media_type=chosen.media_type, headers=headers)
