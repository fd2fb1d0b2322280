"""How much may be sent: in one request, in one visit, and until the disk is nearly full. Told from the headers, before a byte is read.

`h11` takes no more bytes of a body than its head announced, so what was allowed is what comes.
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

MAX_REQUEST_BYTES = 1_000_000
"""Bytes of a request that uploads nothing."""

MAX_UPLOAD_BYTES = 1_000_000_000
"""Bytes of the files that are dropped at once; `ui.app.LARGEST_UPLOAD` bounds each of them."""

MAX_VISIT_BYTES = 4_000_000_000
"""Bytes that one visitor may upload in an hour: one session where there is a password, else one address."""

MIN_FREE_BYTES = 500_000_000
"""Bytes of the disk that uploads leave alone: the library needs room too."""

_HOUR = 3600.0
_VISITORS = 10_000
_UPLOADING = "/gradio_api/upload"
_READS_ITSELF = ("/api/",)
"""Where a body without an announced length is read no further than allowed."""


class RequestLimits:
    """Plain ASGI wrapping. `spare` tells the bytes that are free where uploads go."""

    def __init__(
        self,
        app: ASGIApp,
        spare: Callable[[], int] | None = None,
        visit: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._spare = _free_bytes if spare is None else spare
        self._visit = MAX_VISIT_BYTES if visit is None else visit
        self._clock = clock
        self._sent: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (self._app if refusal is None else refusal)(scope, receive, send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers, path = Headers(scope=scope), scope["path"]
        if "transfer-encoding" in headers:
            return (
                None
                if path.startswith(_READS_ITSELF)
                else _no(411, "Say how long the request is (Content-Length).")
            )
        size = int(headers.get("content-length", "0"))  # h11 refuses what is no number
        if not path.startswith(_UPLOADING):
            return (
                None
                if size <= MAX_REQUEST_BYTES
                else _no(
                    413, f"The request has {size:,} bytes; at most {MAX_REQUEST_BYTES:,} are read."
                )
            )
        return self._refused_upload(_visitor(scope), size)

    def _refused_upload(self, visitor: str, size: int) -> JSONResponse | None:
        if size > MAX_UPLOAD_BYTES:
            return _no(
                413,
                f"These files have {size / 1e6:,.0f} MB; at most {MAX_UPLOAD_BYTES / 1e6:,.0f} MB can be sent at once. Send them in parts.",
            )
        if size > self._spare() - MIN_FREE_BYTES:
            return _no(
                507,
                "The disk of this machine is nearly full. Make room, then send the files again.",
            )
        if (before := self._level(visitor)) + size > self._visit:
            return _no(
                429,
                f"More than {self._visit / 1e6:,.0f} MB in an hour. Send the files later, or add them from the disk.",
            )
        self._sent[visitor] = (before + size, self._clock())
        self._sent.move_to_end(visitor)
        while len(self._sent) > _VISITORS:
            self._sent.popitem(last=False)
        return None

    def _level(self, visitor: str) -> float:
        """Bytes held against a visitor; they are forgotten evenly, a full measure in an hour."""
        level, then = self._sent.get(visitor, (0.0, 0.0))
        return max(0.0, level - (self._clock() - then) * self._visit / _HOUR)


def _visitor(scope: Scope) -> str:
    client = scope.get("client")
    return str(scope.get("pincite.visitor") or (client[0] if client else ""))


def _no(status: int, why: str) -> JSONResponse:
    return JSONResponse(
        {"error": why}, status, {"connection": "close"}
    )  # the body that was announced is not read


def _free_bytes() -> int:
    """Where Gradio keeps uploads (`ui.launch` names a folder there)."""
    return shutil.disk_usage(Path(tempfile.gettempdir())).free
