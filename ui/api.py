"""For programs: `POST /api/ask` and `GET /healthz`. Every error is JSON, `{"error": "what, and what to do"}`."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from index.filters import Filter, checked
from index.spans import PinciteError
from qa.cite import as_json
from ui.engine import Busy, Engine

_LOG = logging.getLogger(__name__)

LONGEST_BODY = 64_000
"""Bytes; a question of 2,000 characters takes at most 24,000 of them, every character escaped."""

RETRY_AFTER = 2
"""Seconds."""

_SHAPE = 'Send a JSON object: {"question": "…"}; "sources", "title" and "tags" may narrow it (README: The answer as JSON).'

_TEXT, _TEXTS = "a text", "a list of texts"
_FILTERS = {"sources": _TEXTS, "title": _TEXT, "tags": _TEXTS}


def routes(engine: Engine) -> list[Route]:
    def healthz(request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok", "documents": len(engine.library.entries()), "generation": engine.library.generation})

    async def ask(request: Request) -> JSONResponse:
        question, where = _question(await _body(request))
        return JSONResponse(as_json(await run_in_threadpool(engine.ask, question, where)))

    return [Route("/healthz", healthz), Route("/api/ask", _with_errors(ask), methods=["POST"])]


def with_errors(endpoint: Callable[[Request], Response], refused: int = 400) -> Callable[[Request], Response]:
    """An endpoint whose errors are JSON; `refused` is the status of what a user can mend."""

    def guarded(request: Request) -> Response:
        try:
            return endpoint(request)
        except Exception as error:
            return _told(error, refused)

    return guarded


def _with_errors(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Exception as error:
            return _told(error, 400)

    return guarded


def _told(error: Exception, refused: int) -> JSONResponse:
    if isinstance(error, Busy):
        return JSONResponse({"error": str(error)}, 503, {"Retry-After": str(RETRY_AFTER)})
    if isinstance(error, PinciteError):
        return JSONResponse({"error": str(error)}, refused)
    _LOG.error("Unexpected error", exc_info=error)
    return JSONResponse({"error": "Something went wrong inside Pincite. The terminal it was started from says what."}, 500)


async def _body(request: Request) -> bytes:
    """Reads no further than a question can reach."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise PinciteError(f"The request is longer than {LONGEST_BODY:,} bytes. {_SHAPE}")
    return body


def _question(body: bytes) -> tuple[str, Filter]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise PinciteError(f"The request is not JSON. {_SHAPE}") from None
    if not isinstance(value, dict) or not isinstance(value.get("question"), str) or value.keys() - {"question", *_FILTERS}:
        raise PinciteError(f"The request is not a question. {_SHAPE}")
    for name, shape in _FILTERS.items():
        if name in value and not _is(value[name], shape):
            raise PinciteError(f'"{name}" is not {shape}. {_SHAPE}')
    return value["question"], checked(value.get("sources", ()), value.get("title", ""), value.get("tags", ()))


def _is(value: object, shape: str) -> bool:
    return isinstance(value, str) if shape == _TEXT else isinstance(value, list) and all(isinstance(word, str) for word in value)
