"""ASGI middleware that requires the password: a form and a cookie in browsers, else HTTP Basic.

It wraps the whole application, so that no route can be left out.
"""

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
from ui.views.i18n.language import gettext, ngettext
from ui.views.layout import inline_layout
from ui.views.templating import render

_LOGIN, _LOGOUT = "/login", "/logout"
_MAX_FORM_BYTES = 8_000


class Login:
    """Passes requests with a session or the password on to `app`.

    The scope of a request with a session names it (`pincite.visitor`, see `ui.http.limits`).
    """

    def __init__(self, app: ASGIApp, password: Password) -> None:
        self._app = app
        self._password = password
        self._sessions = Sessions()
        self._throttle = Throttle()
        self._one_at_a_time = Lock()  # an attempt takes 32 MiB and 80 ms of a core
        self._key = secrets.token_bytes(32)
        self._verified: bytes | None = None
        """HMAC of the right password, under a key of this process.

        Programs send the password with every request; scrypt would take 80 ms each time.
        """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})  # none are used
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope, receive)
        if request.url.path in (_LOGIN, _LOGOUT):
            return await (await self._log_in_or_out(request))(scope, receive, send)
        refusal = await self._refusal(request)
        return await (self._app if refusal is None else refusal)(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        token = _token(request)
        if token and (name := self._sessions.name(token)):
            request.scope["pincite.visitor"] = name
            return None
        if (given := _basic_password(request.headers)) is not None:
            wait, right = await self._try(request, given)
            if right:
                return None
            return _too_many_attempts(wait) if wait else _unauthorised(request)
        return _redirect_to_form(request) if _is_page(request) else _unauthorised(request)

    async def _try(self, request: Request, given: str) -> tuple[float, bool]:
        """(seconds to wait, whether it is the password).

        One attempt at a time, so that many at once are throttled, too.
        """
        address = request.client.host if request.client else ""
        digest = hmac.digest(self._key, given.encode("utf-8", "surrogatepass"), "sha256")
        if not self._throttle.wait(address) and self._is_verified(digest):
            self._throttle.clear(address)
            return 0.0, True
        async with self._one_at_a_time:
            if wait := self._throttle.wait(address):
                return wait, False
            if not self._is_verified(digest):
                self._throttle.count(address)
                if not await to_thread.run_sync(self._password.verify, given):
                    return 0.0, False
                self._verified = digest
            self._throttle.clear(address)
            return 0.0, True

    def _is_verified(self, digest: bytes) -> bool:
        return self._verified is not None and hmac.compare_digest(digest, self._verified)

    async def _log_in_or_out(self, request: Request) -> Response:
        """The form (GET), a password sent with it, or the end of the session."""
        token = _token(request)
        if request.method != "POST":
            return _page(
                request.query_params.get("next", "/"),
                signed_in=bool(token and self._sessions.name(token)),
            )
        if request.url.path == _LOGOUT:
            self._sessions.close(token)
            return _with_cookie(request, RedirectResponse(_LOGIN, 303), "", 0)
        sent = await _form(request)
        wait, right = await self._try(request, sent.get("password", ""))
        if not right:
            problem = _too_many(wait) if wait else gettext("That is not the password.")
            return _page(sent.get("next", "/"), problem, 429 if wait else 403, wait)
        return _with_cookie(
            request,
            RedirectResponse(_own_path(sent.get("next", "/")), 303),
            self._sessions.open(),
            int(SESSION_SECONDS),
        )


def _cookie_name(request: Request) -> str:
    """With the port, because a browser has one set of cookies for all ports of a host."""
    server = request.scope.get("server")
    return f"pincite-{server[1] if server else 0}"


def _token(request: Request) -> str:
    try:
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(_cookie_name(request))
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _with_cookie(request: Request, response: Response, token: str, seconds: int) -> Response:
    secure = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
    response.set_cookie(
        _cookie_name(request),
        token,
        max_age=seconds,
        httponly=True,
        samesite="strict",
        secure=secure,
    )
    return response


def _basic_password(headers: Headers) -> str | None:
    """The password of an Authorization header, for any user name; None without such a header."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _is_page(request: Request) -> bool:
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")


def _redirect_to_form(request: Request) -> Response:
    path = request.scope["raw_path"].decode("ascii")
    here = path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{_LOGIN}?next={quote(here)}", 303, {"cache-control": "no-store"})


def _unauthorised(request: Request) -> Response:
    """Without `www-authenticate` for a page, whose browser would show its own dialogue."""
    headers = {"www-authenticate": 'Basic realm="Pincite", charset="UTF-8"'}
    return JSONResponse(
        {"error": "A password is required: HTTP Basic with any user name, or the form at /login."},
        401,
        {} if "sec-fetch-mode" in request.headers else headers,
    )


def _too_many(wait: float) -> str:
    return ngettext(
        "Too many wrong attempts. Wait {n} second.",
        "Too many wrong attempts. Wait {n} seconds.",
        round(wait),
    )


def _too_many_attempts(wait: float) -> Response:
    return JSONResponse(
        {"error": f"Too many wrong passwords. Wait {wait:.0f} seconds."},
        429,
        {"retry-after": str(int(wait) + 1)},
    )


def _page(
    target: str, problem: str = "", status: int = 200, wait: float = 0.0, signed_in: bool = False
) -> Response:
    headers = {"cache-control": "no-store"} | ({"retry-after": str(int(wait) + 1)} if wait else {})
    values = {"target": _own_path(target), "problem": problem, "inside": signed_in}
    html = render("login.html", **inline_layout(), **values)
    return HTMLResponse(html, status, headers)


def _own_path(target: str) -> str:
    r"""A path of this server to continue at; "/" instead of anything that leads elsewhere.

    >>> _own_path("/library"), _own_path("//evil.example"), _own_path("https://evil.example")
    ('/library', '/', '/')
    >>> _own_path("/\\evil.example")
    '/'
    """
    own = (
        target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
    )
    return target if own else "/"


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM_BYTES:
            return {}
    sent = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in sent.items()}
