"""Uvicorn with an end that keeps its word: nobody new, an answer for whoever has asked, then out, and exit code 0."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from ui.http.deadlines import DeadlineProtocol

if TYPE_CHECKING:
    from ui.engine.engine import Engine

GRACEFUL_SHUTDOWN_SECONDS = 4
"""Seconds that those who have asked wait for their answer when the server ends. Then whoever still stands in line is told that it ends."""

_FAREWELL = 1.5  # seconds more for what the engine is at work on; after them nothing is waited for
_STEP = 0.1  # seconds between two looks
_LAST_WORDS = 3  # looks without work before streams are cut: an answer that is ready is still on its way through Gradio's queue


class Server(uvicorn.Server):
    """Tells when it is `ready`, and of a signal that it is `ending`; the signal is not raised again, for a clean exit is one of code 0.

    When it ends, the questions that `engine` has taken are answered for `patience` seconds, and others are told that it ends. Open
    pages keep an answer without an end each; they are cut off as soon as nothing else runs.
    """

    def __init__(
        self,
        app: ASGIApp,
        ready: Callable[[], None],
        patience: int = GRACEFUL_SHUTDOWN_SECONDS,
        engine: Engine | None = None,
        ending: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=DeadlineProtocol,
                ws="none",
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,  # or anyone could take another address for each guess at the password (`ui.auth.throttle`)
                timeout_graceful_shutdown=1,
            )
        )
        self._ready = ready
        self._engine = engine
        self._patience = patience
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        if self._engine is not None:
            self._engine.refuse()
        await self._quiet(self._patience)
        if self._engine is not None:
            self._engine.close()
        await self._quiet(_FAREWELL)
        for each in self._open():
            if not each.asked:
                each.transport.close()
        await super().shutdown(sockets)

    async def _quiet(self, patience: float) -> None:
        """Returns when nothing is at work for a while, or patience ends. Answers are still sent, and fetched from Gradio's queue."""
        quiet, ends = 0, time.monotonic() + patience
        while quiet < _LAST_WORDS and time.monotonic() < ends:
            await asyncio.sleep(_STEP)
            at_work = (self._engine is not None and self._engine.busy) or any(
                each.asked for each in self._open()
            )
            quiet = 0 if at_work else quiet + 1

    def _open(self) -> list[DeadlineProtocol]:
        return [
            each for each in self.server_state.connections if isinstance(each, DeadlineProtocol)
        ]

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._ending()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
