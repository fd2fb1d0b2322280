"""How long a client may take: to send a head, to send a body, to read the answer. Uvicorn alone knows only how long it may be idle."""

from __future__ import annotations

import asyncio
import json
import socket

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_TIMEOUT = 10.0
"""Seconds for the first line and the headers of a request, from its first byte, or from the beginning of the connection."""

BODY_GRACE, MIN_BYTES_PER_SECOND = 10.0, 10_000
"""Seconds that a body may dawdle, and bytes a second that it must come with after them, on average. A line of 1 Mbit/s has 125,000."""

WRITE_TIMEOUT = 30.0
"""Seconds that a client may leave an answer unread."""

MOST_CONNECTIONS = 400
"""Held at once; a process may usually have 1,024 files open."""

_LOOK = 1.0
"""Seconds between two looks at a body that comes in."""


class DeadlineProtocol(H11Protocol):
    """HTTP/1.1 with deadlines. Where there are too many connections, the one that has kept still longest makes room."""

    still_since: float | None = None
    """On the loop's clock: since when it is the client's turn, to ask or to go on asking. None: it is ours."""

    _awaited: object = None
    _received = 0
    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # asyncio leaves Nagle's algorithm on where the listening socket has no protocol number (socket.create_server), and the body of an
        # answer then waits for the client to acknowledge its head: 40 ms
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._watch()
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        self._cancel_unread()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(WRITE_TIMEOUT, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._cancel_unread()

    @property
    def asked(self) -> bool:
        """A whole request is here, and nothing has been answered to it yet."""
        return self._unanswered and self.conn.their_state is not h11.SEND_BODY

    @property
    def _unanswered(self) -> bool:
        return self.cycle is not None and not self.cycle.response_started

    def give_up(self, status: int, why: str) -> None:
        """Ends the connection, with a word where the client has begun to ask and was not answered yet."""
        self._rest()
        if self._unanswered:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        begun = self.conn.our_state is h11.SEND_RESPONSE or bool(self.conn.trailing_data[0])
        if (begun or status != 408) and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._say(status, json.dumps({"error": why}).encode())
        self.transport.close()

    def _say(self, status: int, body: bytes) -> None:
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

    def _watch(self) -> None:
        """Starts, keeps or ends the deadline, by what is waited for now."""
        awaited = self.conn.their_state
        if self.transport.is_closing() or awaited not in (h11.IDLE, h11.SEND_BODY):
            self._rest()
        elif (
            awaited is h11.IDLE and self.timeout_keep_alive_task is not None
        ):  # between two requests: uvicorn's own time runs
            self._rest()
            self.still_since = self.loop.time()
        elif self._deadline is None or self._awaited is not awaited:
            self._rest()
            self._awaited, self._received, self.still_since = awaited, 0, self.loop.time()
            self._deadline = self.loop.call_later(
                HEADER_TIMEOUT if awaited is h11.IDLE else BODY_GRACE, self._look
            )

    def _rest(self) -> None:
        self.still_since = None
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _look(self) -> None:
        """The time is over, unless a body comes in fast enough, or it is we who do not take it."""
        began = self.still_since if self.still_since is not None else 0.0
        due = max(
            MIN_BYTES_PER_SECOND, (self.loop.time() - began - BODY_GRACE) * MIN_BYTES_PER_SECOND
        )
        if self._awaited is h11.SEND_BODY and (self._received >= due or self.flow.read_paused):
            self._deadline = self.loop.call_later(_LOOK, self._look)
        else:
            self.give_up(408, "The request took too long to come. Send it again.")

    def _make_room(self) -> None:
        others = [
            each
            for each in self.connections
            if isinstance(each, DeadlineProtocol) and each is not self
        ]
        still = [
            (each.still_since, id(each), each) for each in others if each.still_since is not None
        ]
        if still:
            min(still)[-1].give_up(408, "Others wait for their turn. Send the request again.")
        else:
            self.give_up(503, "Too many connections. Try again in a moment.")

    def _cancel_unread(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
