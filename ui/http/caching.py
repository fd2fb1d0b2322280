"""Cache-Control for static files.

Neither Gradio nor Starlette sends it. A browser then guesses from the age of a file, and after a
fresh installation asks for some sixty of them again at every visit.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.http.library_address import path_in_library

_IMMUTABLE = b"private, max-age=31536000, immutable"
_ONE_DAY = b"private, max-age=86400"


class CacheControl:
    """ASGI middleware that adds Cache-Control to static files, ours and Gradio's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caching = None
        if scope["type"] == "http":
            caching = cache_control(path_in_library(scope), scope["query_string"])

        async def send_with_header(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                headers = [*message["headers"], (b"cache-control", caching)]
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, send if caching is None else send_with_header)


def cache_control(path: str, query: bytes) -> bytes | None:
    """The Cache-Control header of an address; None if its content may change at any time.

    An address that contains a hash of the content is immutable; other files of a release are
    cached for a day.

    >>> cache_control("/assets/index-D4c.js", b"")
    b'private, max-age=31536000, immutable'
    >>> cache_control("/look/page.css", b"v=1f")
    b'private, max-age=31536000, immutable'
    >>> cache_control("/look/fonts/serif.woff2", b"")
    b'private, max-age=86400'
    >>> cache_control("/library", b"v=1f")
    """
    versioned = query.startswith(b"v=") and path.startswith(("/look/", "/theme.css"))
    if versioned or path.startswith("/assets/"):
        return _IMMUTABLE
    return _ONE_DAY if path.startswith(("/look/", "/static/")) else None
