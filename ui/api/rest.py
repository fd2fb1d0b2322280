"""For programs, over HTTP. Every error is JSON, `{"error": "what, and what to do"}`; `ui.api.openapi` describes it all."""

from __future__ import annotations

import inspect
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from index.errors import PinciteError
from ui.api import openapi
from ui.api.service import ApiService
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED, ServerBusy
from ui.engine.libraries import Libraries
from ui.engine.metrics import CONTENT_TYPE
from ui.views.templating import render

_LOG = logging.getLogger(__name__)

LONGEST_BODY = 64_000
"""Bytes; a question of 2,000 characters takes at most 24,000 of them, every character escaped."""

RETRY_AFTER = 2
"""Seconds."""

THREADS = MAX_CONCURRENT + MAX_QUEUED + 8
"""Of their own: those who stand in line for the engine keep nobody waiting who asks for something else."""

FOR_PROGRAMS = "/programs"
"""The page that holds Gradio's endpoints for programs has nothing to show; who comes there is sent on."""

_SHAPE = 'Send a JSON object: {"question": "…"}; /api/docs says what else it may hold.'

Verb = Callable[..., Mapping[str, Any]]
Endpoint = Callable[[Request], Awaitable[Response]]


def routes(libraries: Libraries) -> list[Route]:
    """`/healthz` is about the first library, `/metrics` about all of them."""
    programs, engine = ApiService(libraries), libraries.engine()
    library = engine.library
    limiter = CapacityLimiter(THREADS)

    def healthz(request: Request) -> JSONResponse:
        return JSONResponse(
            {"status": "ok", "documents": library.count(), "generation": library.generation}
        )

    def metrics(request: Request) -> Response:
        return Response(engine.metrics.text(), headers={"content-type": CONTENT_TYPE})

    def description(request: Request) -> JSONResponse:
        return JSONResponse(openapi.document())

    def docs(request: Request) -> HTMLResponse:
        return HTMLResponse(render("reference.html", api=openapi.document()))

    return [
        Route("/healthz", with_errors(healthz)),
        Route("/metrics", with_errors(metrics)),
        Route("/api/ask", _posted(programs.ask, limiter), methods=["POST"]),
        Route("/api/search", _posted(programs.search, limiter), methods=["POST"]),
        Route("/api/documents", _got(programs.documents)),
        Route("/api/verify", _got(programs.verify)),
        Route("/api/libraries", _got(programs.libraries)),
        Route("/api/openapi.json", description),
        Route("/api/docs", docs),
        Route(FOR_PROGRAMS, RedirectResponse("/api/docs")),
    ]


def with_errors(
    endpoint: Callable[[Request], Response], refused: int = 400
) -> Callable[[Request], Response]:
    """An endpoint whose errors are JSON; `refused` is the status of what a user can mend."""

    def guarded(request: Request) -> Response:
        try:
            return endpoint(request)
        except Exception as error:
            return _told(error, refused)

    return guarded


def _posted(verb: Verb, limiter: CapacityLimiter) -> Endpoint:
    """A verb that takes its values from a JSON object."""

    async def guarded(request: Request) -> Response:
        try:
            work = partial(verb, **_object(await _body(request), verb))
            return JSONResponse(await to_thread.run_sync(work, limiter=limiter))
        except ClientDisconnect:
            raise
        except Exception as error:
            return _told(error, 400)

    return guarded


def _got(verb: Verb) -> Callable[[Request], Response]:
    """A verb that takes its values from the address."""
    return with_errors(lambda request: JSONResponse(verb(**_query(request.query_params, verb))))


def _told(error: Exception, refused: int) -> JSONResponse:
    if isinstance(error, ServerBusy):
        return JSONResponse({"error": str(error)}, 503, {"Retry-After": str(RETRY_AFTER)})
    if isinstance(error, PinciteError):
        return JSONResponse({"error": str(error)}, refused)
    _LOG.error("Unexpected error", exc_info=error)
    return JSONResponse(
        {
            "error": "Something went wrong inside Pincite. The terminal it was started from says what."
        },
        500,
    )


async def _body(request: Request) -> bytes:
    """Reads no further than a question can reach."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise PinciteError(f"The request is longer than {LONGEST_BODY:,} bytes. {_SHAPE}")
    return body


def _object(body: bytes, verb: Verb) -> dict[str, object]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise PinciteError(f"The request is not JSON. {_SHAPE}") from None
    if not isinstance(value, dict):
        raise PinciteError(f"The request is not a question. {_SHAPE}")
    return _fitting(value, verb, f"The request is not a question. {_SHAPE}")


def _query(sent: QueryParams, verb: Verb) -> dict[str, object]:
    """Every value of an address is a text; which ones are numbers or lists stands in the verb's annotations."""
    wanted = inspect.signature(verb).parameters
    values = {
        name: _read(name, sent.getlist(name), wanted[name].annotation) if name in wanted else ""
        for name in sent
    }
    return _fitting(
        values, verb, f"The address wants {', '.join(wanted) or 'no values'}. See /api/docs."
    )


def _read(name: str, values: list[str], wanted: object) -> object:
    if wanted is int:
        try:
            return int(values[-1][:20])
        except ValueError:
            return values[-1]
    return values[-1] if wanted is str else values


def _fitting(values: dict[str, object], verb: Verb, problem: str) -> dict[str, object]:
    """The values, where they are those that the verb knows, and all that it needs."""
    wanted = inspect.signature(verb).parameters
    needed = {name for name, parameter in wanted.items() if parameter.default is parameter.empty}
    if values.keys() - wanted.keys() or needed - values.keys():
        raise PinciteError(problem)
    return values
