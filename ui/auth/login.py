"""The password before everything: a form and a cookie for people, HTTP Basic for programs. Plain ASGI: no route can be forgotten."""

from __future__ import annotations

import base64
import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, quote

from anyio import Lock, to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.auth.password import Password
from ui.auth.sessions import SESSION_SECONDS, Sessions
from ui.auth.throttle import Throttle
from ui.views.templating import render

_FORM, _END = "/login", "/logout"
_LONGEST_FORM = 8_000
_WRONG = "That is not the password."


class Login:
    """Lets through who knows the password, and says in the scope who it is (`pincite.visitor`, see `ui.http.limits`)."""

    def __init__(self, app: ASGIApp, password: Password) -> None:
        self._app = app
        self._password = password
        self._sessions = Sessions()
        self._throttle = Throttle()
        self._one_at_a_time = Lock()  # a try takes 32 MiB and 80 ms of a core
        self._key = secrets.token_bytes(32)
        self._known: bytes | None = None
        """The password as a program last gave it rightly, under a key of this process: it comes with every request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})  # there are none
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope, receive)
        if request.url.path in (_FORM, _END):
            return await (await self._desk(request))(scope, receive, send)
        refusal = await self._refusal(request)
        return await (self._app if refusal is None else refusal)(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        token = _token(request)
        if token and (name := self._sessions.name(token)):
            request.scope["pincite.visitor"] = name
            return None
        if (given := _basic(request.headers)) is not None:
            wait, right = await self._try(request, given)
            return None if right else _later(wait) if wait else _ask_program(request)
        return _ask_person(request) if _is_person(request) else _ask_program(request)

    async def _try(self, request: Request, given: str) -> tuple[float, bool]:
        """(seconds to wait, whether it is the password). One at a time: of many tries at once only a few are free."""
        address = request.client.host if request.client else ""
        mark = hmac.digest(self._key, given.encode("utf-8", "surrogatepass"), "sha256")
        if not self._throttle.wait(address) and self._is_known(mark):
            self._throttle.clear(address)
            return 0.0, True
        async with self._one_at_a_time:
            if wait := self._throttle.wait(address):
                return wait, False
            if not self._is_known(mark):
                self._throttle.count(address)
                if not await to_thread.run_sync(self._password.verify, given):
                    return 0.0, False
                self._known = mark
            self._throttle.clear(address)
            return 0.0, True

    def _is_known(self, mark: bytes) -> bool:
        return self._known is not None and hmac.compare_digest(mark, self._known)

    async def _desk(self, request: Request) -> Response:
        """The form, what is sent by it, and the way out."""
        token = _token(request)
        if request.method != "POST":
            return _page(
                request.query_params.get("next", "/"),
                inside=bool(token and self._sessions.name(token)),
            )
        if request.url.path == _END:
            self._sessions.close(token)
            return _with_cookie(request, RedirectResponse(_FORM, 303), "", 0)
        sent = await _form(request)
        wait, right = await self._try(request, sent.get("password", ""))
        if not right:
            why = f"Too many wrong tries. Wait {wait:.0f} seconds." if wait else _WRONG
            return _page(sent.get("next", "/"), why, 429 if wait else 403, wait)
        return _with_cookie(
            request,
            RedirectResponse(_inside(sent.get("next", "/")), 303),
            self._sessions.open(),
            int(SESSION_SECONDS),
        )


def _cookie(request: Request) -> str:
    """Its name; browsers keep the cookies of all ports of a host together."""
    server = request.scope.get("server")
    return f"pincite-{server[1] if server else 0}"


def _token(request: Request) -> str:
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(_cookie(request))
    except CookieError:
        return ""
    return found.value if found else ""


def _with_cookie(request: Request, response: Response, token: str, seconds: int) -> Response:
    secure = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
    response.set_cookie(
        _cookie(request), token, max_age=seconds, httponly=True, samesite="strict", secure=secure
    )
    return response


def _basic(headers: Headers) -> str | None:
    """The password of an Authorization header, whatever the user is called; None where there is no such header."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _is_person(request: Request) -> bool:
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")


def _ask_person(request: Request) -> Response:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{_FORM}?next={quote(here)}", 303, {"cache-control": "no-store"})


def _ask_program(request: Request) -> Response:
    """A page whose session has ended is not shown the browser's own dialogue, which would follow from `www-authenticate`."""
    told = (
        {}
        if "sec-fetch-mode" in request.headers
        else {"www-authenticate": 'Basic realm="Pincite", charset="UTF-8"'}
    )
    return JSONResponse(
        {"error": "The password is wanted: HTTP Basic with any user name, or the form at /login."},
        401,
        told,
    )


def _later(wait: float) -> Response:
    return JSONResponse(
        {"error": f"Too many wrong passwords. Wait {wait:.0f} seconds."},
        429,
        {"retry-after": str(int(wait) + 1)},
    )


def _page(
    target: str, problem: str = "", status: int = 200, wait: float = 0.0, inside: bool = False
) -> Response:
    headers = {"cache-control": "no-store"} | ({"retry-after": str(int(wait) + 1)} if wait else {})
    return HTMLResponse(
        render("login.html", target=_inside(target), problem=problem, inside=inside),
        status,
        headers,
    )


def _inside(target: str) -> str:
    """A place of this page, whatever was asked for: never another host.

    >>> _inside("/library"), _inside("//evil.example"), _inside("https://evil.example"), _inside("/\\\\evil.example")
    ('/library', '/', '/', '/')
    """
    good = (
        target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
    )
    return target if good else "/"


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            return {}
    sent = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in sent.items()}
