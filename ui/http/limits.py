"""Limits on what clients send: per request, per visitor, and by the free space of the disk.

They are checked against the headers, before a byte of the body is read. h11 accepts no more bytes
of a body than its headers announce, so what was allowed is what arrives.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.http.library_address import path_in_library

MAX_REQUEST_BYTES = 1_000_000
"""Of a request that is not an upload."""

MAX_UPLOAD_BYTES = 1_000_000_000
"""Of the files in one upload; `ui.app.MAX_FILE_SIZE` limits each file."""

MAX_VISITOR_BYTES = 4_000_000_000
"""Of all uploads of a visitor in an hour: of a session if there is a password, else an address."""

MIN_FREE_BYTES = 500_000_000
"""Of the disk, after an upload: the library needs space too."""

_HOUR = 3600.0
_MAX_VISITORS = 10_000
_UPLOAD = "/gradio_api/upload"
_LIMITS_ITSELF = ("/api/",)
"""Where a body of unannounced length is allowed, because it is read up to a limit only."""


class RequestLimits:
    """ASGI middleware. `free_bytes` returns the free space of the disk that uploads go to."""

    def __init__(
        self,
        app: ASGIApp,
        free_bytes: Callable[[], int] | None = None,
        max_visitor_bytes: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._free_bytes = _free_bytes if free_bytes is None else free_bytes
        self._max_visitor_bytes = (
            MAX_VISITOR_BYTES if max_visitor_bytes is None else max_visitor_bytes
        )
        self._clock = clock
        self._uploaded: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Visitor → (bytes still counted, time at which they were)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (self._app if refusal is None else refusal)(scope, receive, send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers, path = Headers(scope=scope), path_in_library(scope)
        if "transfer-encoding" in headers:
            if path.startswith(_LIMITS_ITSELF):
                return None
            return _refuse(411, "Send the length of the request (Content-Length).")
        size = int(headers.get("content-length", "0"))  # h11 rejects other values
        if path.startswith(_UPLOAD):
            return self._upload_refusal(_visitor(scope), size)
        if size > MAX_REQUEST_BYTES:
            return _refuse(
                413, f"The request has {size:,} bytes; at most {MAX_REQUEST_BYTES:,} are allowed."
            )
        return None

    def _upload_refusal(self, visitor: str, size: int) -> JSONResponse | None:
        if size > MAX_UPLOAD_BYTES:
            return _refuse(
                413,
                f"These files have {size / 1e6:,.0f} MB; "
                f"at most {MAX_UPLOAD_BYTES / 1e6:,.0f} MB can be sent at once. "
                "Send them in parts.",
            )
        if size > self._free_bytes() - MIN_FREE_BYTES:
            return _refuse(
                507,
                "The disk of the server is nearly full. Free some space, then send them again.",
            )
        if (counted := self._counted(visitor)) + size > self._max_visitor_bytes:
            return _refuse(
                429,
                f"More than {self._max_visitor_bytes / 1e6:,.0f} MB in an hour. "
                "Send the files later, or add them on the server.",
            )
        self._uploaded[visitor] = (counted + size, self._clock())
        self._uploaded.move_to_end(visitor)
        while len(self._uploaded) > _MAX_VISITORS:
            self._uploaded.popitem(last=False)
        return None

    def _counted(self, visitor: str) -> float:
        """Bytes that count against a visitor: a leaky bucket that empties in an hour."""
        size, then = self._uploaded.get(visitor, (0.0, 0.0))
        leaked = (self._clock() - then) * self._max_visitor_bytes / _HOUR
        return max(0.0, size - leaked)


def _visitor(scope: Scope) -> str:
    client = scope.get("client")
    return str(scope.get("pincite.visitor") or (client[0] if client else ""))


def _refuse(status: int, reason: str) -> JSONResponse:
    """Closes the connection: the body that was announced is not read."""
    return JSONResponse({"error": reason}, status, {"connection": "close"})


def _free_bytes() -> int:
    """Of the disk on which Gradio stores uploads (`ui.launch` sets a folder there)."""
    return shutil.disk_usage(Path(tempfile.gettempdir())).free
