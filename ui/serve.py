"""Uvicorn with an end that keeps its word: nobody new, an answer for whoever has asked, then out, and exit code 0."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from ui.deadlines import PatientProtocol

if TYPE_CHECKING:
    from ui.engine import Engine

PATIENCE = 6
"""Seconds that questions have to be answered when the server ends. Then who still stands in line is told that it ends."""

_FAREWELL = 2  # seconds more for what the engine is at work on, and for the last answers to be sent; after them nothing is waited for
_STEP = 0.1  # seconds between two looks
_LAST_WORDS = 3  # looks without work before streams are cut: an answer that is ready is still on its way through Gradio's queue


class Server(uvicorn.Server):
    """Tells when it is `ready`, and ends on SIGTERM and Ctrl-C without raising the signal again: a clean exit is one of code 0.

    When it ends, questions to `engine` are answered for `patience` seconds. Open pages keep an answer without an end each; they are
    cut off as soon as nothing else runs.
    """

    def __init__(self, app: ASGIApp, ready: Callable[[], None], patience: int = PATIENCE, engine: Engine | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=PatientProtocol,
                ws="none",
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,  # or anyone could take another address for each guess at the password (`ui.throttle`)
                timeout_graceful_shutdown=patience + _FAREWELL,
            )
        )
        self._ready = ready
        self._engine = engine
        self._patience = patience

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        farewell = asyncio.create_task(self._part())
        await super().shutdown(sockets)
        farewell.cancel()
        self._close_engine()

    async def _part(self) -> None:
        """Waits until all is answered, or patience ends; then shuts the gate and cuts off the streams."""
        ends = asyncio.get_running_loop().time() + self._patience
        quiet = 0
        while quiet < _LAST_WORDS and asyncio.get_running_loop().time() < ends:
            await asyncio.sleep(_STEP)
            quiet = 0 if self._at_work() else quiet + 1
        self._close_engine()
        while self._at_work():
            await asyncio.sleep(_STEP)
        for each in self._open():
            each.transport.close()

    def _at_work(self) -> bool:
        return (self._engine is not None and self._engine.busy) or any(each.asked for each in self._open())

    def _close_engine(self) -> None:
        if self._engine is not None:
            self._engine.close()

    def _open(self) -> list[PatientProtocol]:
        return [each for each in self.server_state.connections if isinstance(each, PatientProtocol)]

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
