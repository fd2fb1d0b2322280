"""Deadlines for clients: to send the headers, to send the body, to read the response.

Uvicorn alone has a deadline for idle connections only.
"""

from __future__ import annotations

import asyncio
import json
import socket

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_TIMEOUT = 10.0
"""Seconds for the first line and the headers, from the first byte or from the connection on."""

BODY_GRACE, MIN_BYTES_PER_SECOND = 10.0, 10_000
"""Seconds during which a body may arrive at any speed, and the average speed it needs after them.

A line of 1 Mbit/s carries 125,000 bytes a second.
"""

WRITE_TIMEOUT = 30.0
"""Seconds that a client may leave a response unread."""

MAX_CONNECTIONS = 400
"""Open at once; a process may usually have 1,024 files open."""

_CHECK_INTERVAL = 1.0
"""Seconds between two checks of a body that is arriving."""


class DeadlineProtocol(H11Protocol):
    """HTTP/1.1 with deadlines.

    If there are too many connections, the one that has been waiting longest for its client is
    closed.
    """

    idle_since: float | None = None
    """The loop's time since when the client has to send something; None if the server has to."""

    _awaited: object = None
    _received = 0
    _deadline: asyncio.TimerHandle | None = None
    _write_deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # asyncio leaves Nagle's algorithm on if the listening socket has no protocol number (as
        # from socket.create_server): the body of a response then waits until the client has
        # acknowledged its headers, 40 ms
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._update_deadline()
        if len(self.connections) > MAX_CONNECTIONS:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)
        self._update_deadline()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._update_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_deadline()
        self._cancel_write_deadline()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._write_deadline = self.loop.call_later(WRITE_TIMEOUT, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._cancel_write_deadline()

    @property
    def awaits_response(self) -> bool:
        """True if a request has arrived as a whole and its response has not begun."""
        return self._unanswered and self.conn.their_state is not h11.SEND_BODY

    @property
    def _unanswered(self) -> bool:
        return self.cycle is not None and not self.cycle.response_started

    def give_up(self, status: int, reason: str) -> None:
        """Closes the connection, with an error response if a request has begun to arrive."""
        self._cancel_deadline()
        if self._unanswered:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        begun = self.conn.our_state is h11.SEND_RESPONSE or bool(self.conn.trailing_data[0])
        if (begun or status != 408) and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._respond(status, json.dumps({"error": reason}).encode())
        self.transport.close()

    def _respond(self, status: int, body: bytes) -> None:
        headers = [
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            ("connection", "close"),
            ("retry-after", "2"),
        ]
        for event in (
            h11.Response(status_code=status, headers=headers),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")

    def _update_deadline(self) -> None:
        """Starts, keeps or cancels the deadline, depending on what is awaited now."""
        awaited = self.conn.their_state
        if self.transport.is_closing() or awaited not in (h11.IDLE, h11.SEND_BODY):
            self._cancel_deadline()
        elif awaited is h11.IDLE and self.timeout_keep_alive_task is not None:
            # between two requests, uvicorn's own deadline applies
            self._cancel_deadline()
            self.idle_since = self.loop.time()
        elif self._deadline is None or self._awaited is not awaited:
            self._cancel_deadline()
            self._awaited, self._received, self.idle_since = awaited, 0, self.loop.time()
            timeout = HEADER_TIMEOUT if awaited is h11.IDLE else BODY_GRACE
            self._deadline = self.loop.call_later(timeout, self._check)

    def _cancel_deadline(self) -> None:
        self.idle_since = None
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _check(self) -> None:
        """Closes the connection unless a body arrives fast enough, or the server pauses it."""
        began = self.idle_since if self.idle_since is not None else 0.0
        seconds = self.loop.time() - began - BODY_GRACE
        due = max(MIN_BYTES_PER_SECOND, seconds * MIN_BYTES_PER_SECOND)
        if self._awaited is h11.SEND_BODY and (self._received >= due or self.flow.read_paused):
            self._deadline = self.loop.call_later(_CHECK_INTERVAL, self._check)
        else:
            self.give_up(408, "The request took too long to arrive. Send it again.")

    def _make_room(self) -> None:
        idle = [
            (connection.idle_since, id(connection), connection)
            for connection in self.connections
            if isinstance(connection, DeadlineProtocol)
            and connection is not self
            and connection.idle_since is not None
        ]
        if idle:
            *_, connection = min(idle)
            connection.give_up(408, "Other clients are waiting. Send the request again.")
        else:
            self.give_up(503, "Too many connections. Try again in a moment.")

    def _cancel_write_deadline(self) -> None:
        if self._write_deadline is not None:
            self._write_deadline.cancel()
            self._write_deadline = None
