"""Connections to checked addresses of the internet only, which end at a deadline."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterable
from contextlib import suppress

import httpcore

from index.errors import PinciteError
from ui.engine.web.allowed import AllowedAddresses, IpAddress

_MOST_TRIED = 3
"""Addresses of a server that are tried one after the other."""


class Deadline:
    """Ends the connections it knows after some seconds, whatever they wait for."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ended = False
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for each in self._sockets:
                each.close()
            self._sockets.clear()

    def watch(self, connection: socket.socket) -> None:
        """A copy is watched: TLS replaces the socket itself."""
        with self._lock:
            self._sockets.append(connection.dup())
        if self._ended:
            self._end()

    def require(self, host: str) -> None:
        """Raises PinciteError if it is over: what was read last may be cut off."""
        if self._ended:
            raise PinciteError(
                f"The server {host} took more than {self._seconds:g} seconds. Try again later."
            )

    def _end(self) -> None:
        self._ended = True
        with self._lock:
            for each in self._sockets:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)


class CheckedBackend(httpcore.SyncBackend):
    """Looks a name up once, and connects to the addresses that were checked, not to the name."""

    def __init__(self, allowed: AllowedAddresses, deadline: Deadline) -> None:
        self._allowed = allowed
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises PinciteError if there is no such server, or if it is in a private network."""
        failed: Exception | None = None
        for address in self._checked(host, port):
            try:
                stream = super().connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            self._deadline.watch(stream.get_extra_info("socket"))
            return stream
        raise failed if failed else httpcore.ConnectError

    def _checked(self, host: str, port: int) -> list[IpAddress]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise PinciteError(f"There is no server {host}. Check the address.") from error
        addresses = [ipaddress.ip_address(str(entry[4][0])) for entry in found]
        public = [each for each in addresses if self._allowed.may_connect(each)]
        if not public:
            raise PinciteError(
                f"The server {host} is in a private network, from which nothing is fetched. "
                "Ask the person who runs Pincite here to allow it."
            )
        return public[:_MOST_TRIED]
