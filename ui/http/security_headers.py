"""Plain ASGI wrapping: which hosts and origins are answered, and response headers that hold even if a template slips."""

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
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio's page has inline scripts, and gr.HTML compiles its templates
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


_BUSY, _RETRY = 503, (b"retry-after", b"2")

Answered = Callable[[str, int], None]
"""Is told the path and the status of each answer."""


def with_security_headers(
    app: ASGIApp, hosts: Sequence[str] = LOCAL_HOSTS, answered: Answered = lambda path, status: None
) -> ASGIApp:
    """`app`, answering only under the names `hosts` (against DNS rebinding; "*" is any), and changing things only for its own pages."""
    return _WithHeaders(
        TrustedHostMiddleware(_SameOrigin(app), allowed_hosts=list(hosts), www_redirect=False),
        answered,
    )


class _WithHeaders:
    """Every answer has the headers, refusals too, and whoever is told to come back later is told when."""

    def __init__(self, app: ASGIApp, answered: Answered) -> None:
        self._app = app
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._answered(scope["path"], message["status"])
                headers = [*message["headers"], *_HEADERS]
                if message["status"] == _BUSY and not any(
                    name.lower() == b"retry-after" for name, _ in headers
                ):
                    headers.append(_RETRY)  # Gradio's queue does not say
                message = {**message, "headers": headers}
            await send(message)

        with suppress(
            ClientDisconnect
        ):  # who has gone, or was cut off, gets no answer, and it is nobody's fault
            await self._app(scope, receive, send_guarded if scope["type"] == "http" else send)


class _SameOrigin:
    """Refuses what another web site makes the browser send here, such as an upload by a hidden form; programs send no Origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin")
        if (
            origin is not None
            and scope["method"] not in ("GET", "HEAD", "OPTIONS")
            and urlsplit(origin).netloc != headers.get("host")
        ):
            await PlainTextResponse("This request came from another web site.", status_code=403)(
                scope, receive, send
            )
            return
        await self._app(scope, receive, send)
