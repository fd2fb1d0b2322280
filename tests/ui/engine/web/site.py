"""A web server for tests on 127.0.0.1 and, where there is IPv6, on ::1."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6

PAGE = "<!doctype html><title>The mill</title><p>The mill burned down in 1911.</p>"
BOMB = gzip.compress(bytes(3_000_000))
"""3 KB that unpack to three million bytes."""


@dataclass
class Page:
    body: bytes = PAGE.encode()
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    length: bool = True
    """Send Content-Length."""
    pause: float = 0.0
    """Seconds between two bytes, of the headers, too."""


@dataclass
class Site:
    port: int
    host: str
    pages: dict[str, Page] = field(default_factory=dict)
    """By path and query; any other is not found."""
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """(path, headers in lower case), in order."""

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site


class _Server6(_Server):
    address_family = AF_INET6


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        headers = {name.lower(): value for name, value in self.headers.items()}
        site.requests.append((self.path, headers))
        page = site.pages.get(self.path, Page(b"", 404))
        etag = page.headers.get("ETag")
        if etag is not None and headers.get("if-none-match") == etag:
            page = Page(b"", 304, {"ETag": etag})
        lines = [f"HTTP/1.1 {page.status} X", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in page.headers.items()]
        lines += [f"Content-Length: {len(page.body)}"] if page.length else []
        sent = "\r\n".join([*lines, "", ""]).encode("latin-1") + page.body
        step = 1 if page.pause else len(sent)
        with suppress(OSError):  # the client has gone
            for start in range(0, len(sent), step):
                self.wfile.write(sent[start : start + step])
                time.sleep(page.pause)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        pass


@contextmanager
def serving(family: int = AF_INET) -> Iterator[Site]:
    """Raises OSError if the machine has no such addresses."""
    kind, host = (_Server6, "::1") if family == AF_INET6 else (_Server, "127.0.0.1")
    with kind((host, 0), _Handler) as server:
        server.site = Site(server.server_port, f"[{host}]" if ":" in host else host)
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield server.site
        server.shutdown()
