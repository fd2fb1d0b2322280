"""How long a browser may keep the parts of the page before it asks for them again. Plain ASGI wrapping.

Neither Gradio nor Starlette says; a browser then guesses by their age, and after a fresh installation asks for some sixty of them anew at
every visit.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FOR_EVER, _A_DAY = b"private, max-age=31536000, immutable", b"private, max-age=86400"


class Caching:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = _kept(scope["path"], scope["query_string"]) if scope["type"] == "http" else None

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                message = {**message, "headers": [*message["headers"], (b"cache-control", kept)]}
            await send(message)

        await self._app(scope, receive, send if kept is None else send_kept)


def _kept(path: str, query: bytes) -> bytes | None:
    """For ever what has a hash of its content in its address; a day what else belongs to a release; None is all that may change.

    >>> _kept("/assets/index-D4c.js", b""), _kept("/look/page.css", b"v=1f"), _kept("/look/fonts/serif.woff2", b"")
    (b'private, max-age=31536000, immutable', b'private, max-age=31536000, immutable', b'private, max-age=86400')
    >>> _kept("/library", b"v=1f")
    """
    if path.startswith("/assets/") or (
        query.startswith(b"v=") and path.startswith(("/look/", "/theme.css"))
    ):
        return _FOR_EVER
    return _A_DAY if path.startswith(("/look/", "/static/")) else None
