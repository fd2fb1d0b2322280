"""Static files and their caching: one stylesheet, fonts, scripts, and the head of every page.

Neither Gradio nor Starlette sends Cache-Control for static files. A browser then guesses from their
age, and after a fresh installation asks for some sixty of them again at every visit.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.http.library_address import path_in_library

ASSETS = Path(__file__).parents[1] / "assets"
STYLES = ("base.css", "ask.css", "follow_up/follow_up.css", "viewer.css", "pages.css")

_IMMUTABLE = b"private, max-age=31536000, immutable"
_ONE_DAY = b"private, max-age=86400"


def routes() -> list[BaseRoute]:
    """Under /look, because Gradio serves its own files under /assets."""
    return [
        Route("/look/page.css", Response(_style(), media_type="text/css")),
        Mount("/look", StaticFiles(directory=ASSETS)),
    ]


def address(name: str) -> str:
    """The address of `page.css`, or of a file in `assets`, with a hash of its content.

    Browsers may cache it for ever.
    """
    content = _style() if name == "page.css" else (ASSETS / name).read_bytes()
    return f"/look/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def head() -> str:
    """HTML for the head of every page.

    The stylesheet is linked, because Gradio's `css=` would rewrite every selector. Its address
    contains a hash of its content, so that browsers may cache it for ever.
    """
    version = hashlib.sha256(_style()).hexdigest()[:12]
    return (
        f'<link rel="stylesheet" href="/look/page.css?v={version}">'
        f'<script src="{address("document/theme.js")}"></script>'
        '<meta name="color-scheme" content="light dark">'
    )


def script(name: str) -> str:
    """The text of a script in `assets`, to be put into a page."""
    return (ASSETS / name).read_text(encoding="utf-8")


def _style() -> bytes:
    return b"\n".join((ASSETS / name).read_bytes() for name in STYLES)


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
