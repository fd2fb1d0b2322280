"""Uvicorn with a graceful shutdown: running questions are answered, and the exit code is 0.

Uvicorn's own graceful shutdown waits until all connections are closed. The pages keep a stream
open for ever, so it would wait for the full time with nobody asking, and cut off answers after it.
"""

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
"""Seconds in which questions are still answered; those in the queue are rejected after them."""

_LAST_SECONDS = 1.5
"""Seconds more for the questions that are running; then everything is cut off."""

_POLL_SECONDS = 0.1
_IDLE_POLLS = 3
"""Polls without work before streams are closed: an answer may still be in Gradio's queue."""


class Server(uvicorn.Server):
    """Serves an application until a signal, then shuts down gracefully.

    `ready` is called when requests are accepted, `on_signal` when a signal arrives. The signal is
    not raised again, so that the exit code is 0. During shutdown, `engine` rejects new questions,
    and those it has accepted are answered for up to `graceful_seconds`. The streams of open pages
    are closed as soon as nothing else is running.
    """

    def __init__(
        self,
        app: ASGIApp,
        ready: Callable[[], None],
        graceful_seconds: int = GRACEFUL_SHUTDOWN_SECONDS,
        engine: Engine | None = None,
        on_signal: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=DeadlineProtocol,
                ws="none",
                log_level="warning",
                access_log=False,
                server_header=False,
                # else a client could claim another address for each guess (`ui.auth.throttle`)
                proxy_headers=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._ready = ready
        self._engine = engine
        self._graceful_seconds = graceful_seconds
        self._on_signal = on_signal

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        if self._engine is not None:
            self._engine.refuse()
        idle = await self._wait_until_idle(self._graceful_seconds)
        if self._engine is not None:
            self._engine.close()
        if not idle:
            await self._wait_until_idle(_LAST_SECONDS)
        for connection in self._connections():
            if not connection.awaits_response:
                connection.transport.close()
        await super().shutdown(sockets)

    async def _wait_until_idle(self, timeout: float) -> bool:
        """True when nothing has been running for some polls, False after `timeout` seconds.

        Meanwhile responses are sent, and fetched from Gradio's queue.
        """
        idle, ends = 0, time.monotonic() + timeout
        while idle < _IDLE_POLLS and time.monotonic() < ends:
            await asyncio.sleep(_POLL_SECONDS)
            idle = 0 if self._is_busy() else idle + 1
        return idle == _IDLE_POLLS

    def _is_busy(self) -> bool:
        engine_busy = self._engine is not None and self._engine.busy
        return engine_busy or any(each.awaits_response for each in self._connections())

    def _connections(self) -> list[DeadlineProtocol]:
        connections = self.server_state.connections
        return [each for each in connections if isinstance(each, DeadlineProtocol)]

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._on_signal()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        previous = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
