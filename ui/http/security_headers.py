"""ASGI middleware: which hosts and origins are accepted, and headers that limit what a page may do.

The headers hold even if a template fails to escape something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")

_POLICY = (
    "default-src 'self'",
    # Gradio's page has inline scripts, and gr.HTML compiles its templates
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'self'",
    "base-uri 'self'",
    "form-action 'self'",
)
_HEADERS = [
    (b"content-security-policy", "; ".join(_POLICY).encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]

_BUSY = 503
_RETRY = (b"retry-after", b"2")

OnResponse = Callable[[str, int], None]
"""Called with the path and the status of each response."""


def with_security_headers(
    app: ASGIApp,
    hosts: Sequence[str] = LOCAL_HOSTS,
    on_response: OnResponse = lambda path, status: None,
    pages: Callable[[ASGIApp], ASGIApp] = lambda app: app,
) -> ASGIApp:
    """`app` under the names `hosts` only ("*": any), against DNS rebinding.

    Requests that change something are accepted from its own pages and from programs only. `pages`
    is wrapped around these checks: it may make pages of their errors.
    """
    trusted = TrustedHostMiddleware(_SameOrigin(app), allowed_hosts=list(hosts), www_redirect=False)
    return _WithHeaders(pages(trusted), on_response)


class _WithHeaders:
    """Adds the headers to every response, errors too, and Retry-After to every 503."""

    def __init__(self, app: ASGIApp, on_response: OnResponse) -> None:
        self._app = app
        self._on_response = on_response

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._on_response(scope["path"], message["status"])
                headers = [*message["headers"], *_HEADERS]
                names = {name.lower() for name, _ in headers}
                if message["status"] == _BUSY and b"retry-after" not in names:
                    headers.append(_RETRY)  # Gradio's queue sends none
                message = {**message, "headers": headers}
            await send(message)

        with suppress(ClientDisconnect):  # nobody is left to read a response
            await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class _SameOrigin:
    """Rejects what another web site makes the browser send, such as an upload by a hidden form.

    Programs send no Origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_cross_origin_change(scope):
            response = PlainTextResponse(
                "This request came from another web site.", status_code=403
            )
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_cross_origin_change(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return (
        origin is not None
        and scope["method"] not in ("GET", "HEAD", "OPTIONS")
        and urlsplit(origin).netloc != headers.get("host")
    )
