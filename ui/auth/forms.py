"""What a visitor who is not signed in sees and sends: the form, the cookie, the headers."""

from __future__ import annotations

import base64
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ui.http.forms import form_body, form_values
from ui.views.layout import inline_layout
from ui.views.templating import render

LOGIN, LOGOUT = "/login", "/logout"
_MAX_FORM_BYTES = 8_000


def token_of(request: Request) -> str:
    """The token of the session in the cookie; "" if there is none."""
    try:
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(_cookie_name(request))
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def with_cookie(request: Request, response: Response, token: str, seconds: int) -> Response:
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


def _cookie_name(request: Request) -> str:
    """With the port, because a browser has one set of cookies for all ports of a host."""
    server = request.scope.get("server")
    return f"pincite-{server[1] if server else 0}"


def basic(headers: Headers) -> tuple[str, str] | None:
    """(user, password) of an Authorization header; None without one."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return user, password


def is_page(request: Request) -> bool:
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")


def redirect_to_form(request: Request) -> Response:
    path = request.scope["raw_path"].decode("ascii")
    here = path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{LOGIN}?next={quote(here)}", 303, {"cache-control": "no-store"})


def unauthorised(request: Request, users: bool) -> Response:
    """Without `www-authenticate` for a page, whose browser would show its own dialogue."""
    headers = {"www-authenticate": 'Basic realm="Pincite", charset="UTF-8"'}
    name = "your user name" if users else "any user name"
    return JSONResponse(
        {"error": f"A password is required: HTTP Basic with {name}, or the form at /login."},
        401,
        {} if "sec-fetch-mode" in request.headers else headers,
    )


def too_many_attempts(wait: float) -> Response:
    return JSONResponse(
        {"error": f"Too many wrong passwords. Wait {wait:.0f} seconds."}, 429, retry_after(wait)
    )


def forbidden(message: str) -> Response:
    return JSONResponse({"error": message}, 403, {"cache-control": "no-store"})


def retry_after(wait: float) -> dict[str, str]:
    return {"retry-after": str(int(wait) + 1)} if wait else {}


def form_page(target: str, users: bool, problem: str = "", wait: float = 0.0) -> Response:
    """The form, at first or with what was wrong. `users`: it asks for the name, too."""
    values = {"target": own_path(target), "users": users, "problem": problem, "inside": False}
    html = render("login.html", **inline_layout(), **values)
    status = 200 if not problem else 429 if wait else 403
    return HTMLResponse(html, status, {"cache-control": "no-store"} | retry_after(wait))


def signed_in_page(user: str, by_proxy: bool) -> Response:
    """The page that signs out. `by_proxy`: that is to be done elsewhere."""
    html = render("login.html", **inline_layout(), user=user, by_proxy=by_proxy, inside=True)
    return HTMLResponse(html, headers={"cache-control": "no-store"})


def own_path(target: str) -> str:
    r"""A path of this server to continue at; "/" instead of anything that leads elsewhere.

    >>> own_path("/library"), own_path("//evil.example"), own_path("https://evil.example")
    ('/library', '/', '/')
    >>> own_path("/\\evil.example")
    '/'
    """
    own = (
        target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
    )
    return target if own else "/"


async def sent_form(request: Request) -> dict[str, str]:
    """The fields of a form; {} if it is too long."""
    return form_values(await form_body(request, _MAX_FORM_BYTES) or b"")
