"""ASGI middleware: the language of each request, and errors as pages where a person sees them."""

from __future__ import annotations

import json
import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import PinciteError
from ui.views.engine_words import UNEXPECTED, page_words
from ui.views.i18n.language import ENGLISH, LANGUAGES, choose_language, gettext, speaking
from ui.views.layout import LOCKED, problem, words_script

LANGUAGE = "pincite.language"
"""Key of the scope: the code of the language."""

_COOKIE, _ONE_YEAR = "pincite-language", 365 * 24 * 3600
_MENU = "/language"
_FOR_PROGRAMS = re.compile(r"(?:/l/[^/]+)?/(?:api|mcp|metrics|healthz)(?:/|$)")
"""Addresses whose answers are in English, but for the pages among them."""

_REPLACED = ("content-length", "content-type")


def routes() -> list[BaseRoute]:
    """The words of the scripts, one file a language."""

    def words(request: Request) -> Response:
        code = request.path_params["code"]
        if code not in LANGUAGES:
            return Response(status_code=404)
        return Response(words_script(code), media_type="text/javascript")

    return [Route("/look/words/{code}.js", words)]


def language_of(scope: Scope) -> str:
    """The code of the language of a request."""
    return str(scope.get(LANGUAGE, ENGLISH))


class Languages:
    """`app` sees the language as `language_of(scope)`, and its views speak it.

    It is the one that the visitor has chosen, which a cookie keeps, else the browser's. `locked`:
    must visitors sign in?
    """

    def __init__(self, app: ASGIApp, *, locked: bool = False) -> None:
        self._app = app
        self._locked = locked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        scope[LANGUAGE] = _language(scope, headers)
        LOCKED.set(self._locked)
        with speaking(scope[LANGUAGE]):
            if scope["path"] == _MENU and scope["method"] in ("GET", "HEAD"):
                await _choose(scope, headers)(scope, receive, send)
            elif _is_navigation(headers):
                await self._page(scope, receive, send)
            else:
                await self._app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What `app` answers; an error that is no page becomes one."""
        start: Message = {}
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_plain_error(message):
                start = message  # sent when the body is complete
            elif start and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _error_page(scope, start, body)(scope, receive, send)
            else:
                await send(message)

        await self._app(scope, receive, send_page)


def _language(scope: Scope, headers: Headers) -> str:
    if not _is_navigation(headers) and _FOR_PROGRAMS.match(scope["path"]):
        return ENGLISH
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(_COOKIE)
    except CookieError:
        cookie = None
    return choose_language(cookie.value if cookie else "", headers.get("accept-language", ""))


def _choose(scope: Scope, headers: Headers) -> Response:
    """Keeps the language that was chosen in the menu, and leads back to the page."""
    chosen = parse_qs(scope["query_string"].decode("latin-1")).get("to", [""])[-1]
    page = urlsplit(headers.get("referer", ""))
    back = page.path if page.netloc == headers.get("host") and page.path != _MENU else "/"
    query = f"?{page.query}" if page.query and back != "/" else ""
    response = RedirectResponse(f"/{back.lstrip('/')}{query}", 303, {"cache-control": "no-store"})
    if chosen in LANGUAGES:
        response.set_cookie(_COOKIE, chosen, _ONE_YEAR, httponly=True, samesite="lax")
    return response


def _is_navigation(headers: Headers) -> bool:
    """Does a browser ask for a page? Scripts and programs do not name HTML."""
    return "text/html" in headers.get("accept", "")


def _is_plain_error(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] >= 400 and not kind.startswith("text/html")


def _error_page(scope: Scope, start: Message, body: bytes) -> Response:
    status = start["status"]
    message = _message(body) if status != 500 else ""
    summary, remedy = page_words(PinciteError(message)) if message else UNEXPECTED
    parts = str(scope.get("raw_path", b""), "latin-1").split("/")
    root = f"/l/{parts[2]}/" if parts[1:2] == ["l"] and len(parts) > 3 else "/"
    response = HTMLResponse(problem(gettext(summary), gettext(remedy), root), status)
    kept = [pair for pair in start["headers"] if pair[0].decode().lower() not in _REPLACED]
    response.raw_headers += [*kept, (b"cache-control", b"no-store")]
    return response


def _message(body: bytes) -> str:
    """The sentence of an error: of JSON `{"error": …}`, or plain text."""
    text = body.decode("utf-8", "replace")
    try:
        sent = json.loads(text)
    except ValueError:
        return text[:1000]
    told = sent.get("error", sent.get("detail")) if isinstance(sent, dict) else None
    return told if isinstance(told, str) else ""
