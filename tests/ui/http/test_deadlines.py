"""Slow clients of the real server, with shortened deadlines; other clients notice nothing."""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.serving import running
from tests.support.ui_engine import HIGH, StandIn, library
from tests.ui.blocking import BlockingStandIn
from ui.engine.engine import Engine
from ui.http import deadlines

SHORT = 0.7
"""Seconds of every deadline here."""

MOST = 24
"""Connections allowed here."""

_POST = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
_UPLOAD = (
    b"POST /gradio_api/upload HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000\r\n\r\n"
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
)
_FONT = b"GET /look/fonts/source-serif-4.woff2 HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        pytest.MonkeyPatch.context() as patch,
        library(tmp_path_factory.mktemp("slow") / "small.pincite") as small,
    ):
        for name in ("HEADER_TIMEOUT", "BODY_GRACE", "WRITE_TIMEOUT"):
            patch.setattr(deadlines, name, SHORT)
        patch.setattr(deadlines, "_CHECK_INTERVAL", 0.1)
        patch.setattr(deadlines, "MAX_CONNECTIONS", MOST)
        with running(Engine(StandIn(small))) as address:
            yield address


def connect(url: str) -> socket.socket:
    host, _, port = urlsplit(url).netloc.partition(":")
    return socket.create_connection((host, int(port)), timeout=15)


def trickle(client: socket.socket, seconds: float = 10) -> tuple[float, bytes]:
    """Sends a byte now and then: (seconds until the server closes the connection, response)."""
    began = time.perf_counter()
    client.settimeout(0.1)
    response = b""
    while time.perf_counter() - began < seconds:
        try:
            client.sendall(b"a")
            piece = client.recv(4096)
        except TimeoutError:
            continue
        except OSError:
            break
        response += piece
        if not piece:
            break
    return time.perf_counter() - began, response


def read(client: socket.socket) -> bytes:
    """Everything until the server closes the connection."""
    response = b""
    while piece := client.recv(65536):
        response += piece
    return response


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /healthz HTTP/1.1\r\nX-Slow: ",
        _POST + b"Content-Length: 40000\r\n\r\n{",
        _UPLOAD,
        b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nX-Slow: ",
    ],
    ids=["headers", "body", "upload", "event", "headers of a second request"],
)
def test_a_request_that_trickles_in_is_cut_off(
    url: str, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(url) as client:
        client.sendall(sent)
        seconds, response = trickle(client)
    assert SHORT / 2 < seconds < 8
    last = response[response.rindex(b"HTTP/1.1") :]
    assert last.startswith(b"HTTP/1.1 408")
    assert "took too long" in json.loads(last.partition(b"\r\n\r\n")[2])["error"]
    assert "Traceback" not in caplog.text


def test_a_body_that_is_not_read_is_cut_off_too(url: str) -> None:
    """The response came before the body; the rest of it does not keep the connection open."""
    with connect(url) as client:
        client.sendall(_POST.replace(b"/api/ask", b"/nowhere") + b"Content-Length: 40000\r\n\r\n")
        seconds, response = trickle(client)
    assert seconds < 8
    assert response.startswith(b"HTTP/1.1 4")


def test_a_silent_connection_is_closed_without_a_response(url: str) -> None:
    with connect(url) as client:
        assert client.recv(100) == b""


@pytest.mark.slow
def test_a_body_of_sufficient_speed_may_take_longer(url: str) -> None:
    """Twice the deadline, at three times the minimum speed."""
    body = json.dumps({"question": HIGH, "title": " " * 60_000}).encode()
    with connect(url) as client:
        client.sendall(_POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 4000):
            client.sendall(body[start : start + 4000])
            time.sleep(2 * SHORT / (len(body) / 4000))
        assert b'"answer":"48.8 metres"' in read(client)


@pytest.mark.slow
def test_a_client_that_does_not_read_the_response_is_cut_off(url: str) -> None:
    count = 200
    whole = len(httpx.get(f"{url}/look/fonts/source-serif-4.woff2").content) * count
    assert whole > 10_000_000  # more than the buffers of both sides hold
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, _, port = urlsplit(url).netloc.partition(":")
        client.connect((host, int(port)))
        client.settimeout(15)
        client.sendall(_FONT * count)
        time.sleep(4 * SHORT)
        received = 0
        try:
            while piece := client.recv(1_000_000):
                received += len(piece)
        except ConnectionResetError:
            pass
    assert received < whole


def test_silent_connections_make_room_for_new_ones(url: str) -> None:
    """Of more than MOST connections, the oldest silent ones are closed, and requests answered."""
    silent = [connect(url) for _ in range(MOST + 6)]
    began = time.perf_counter()
    statuses = [httpx.get(f"{url}/healthz", timeout=10).status_code for _ in range(5)]
    assert time.perf_counter() - began < 5
    assert statuses == [200] * 5
    for client in silent:
        client.close()


@pytest.mark.slow
def test_a_connection_too_many_is_rejected_if_all_others_are_being_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "MAX_CONNECTIONS", 3)
    with library(tmp_path / "small.pincite") as small:
        pipeline = BlockingStandIn(small)
        engine = Engine(pipeline, max_concurrent=3)
        with running(engine) as url:
            asking = [connect(url) for _ in range(3)]
            body = json.dumps({"question": HIGH}).encode()
            request = b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            for number, client in enumerate(asking, 1):
                client.sendall(_POST + request)
                pipeline.wait_for_questions(number)
            with connect(url) as late:
                rejected = read(late)
            pipeline.answer.set()
            answers = [read(client) for client in asking]
            for client in asking:
                client.close()
    assert rejected.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 2" in rejected
    assert all(b"48.8 metres" in answer for answer in answers)


def test_responses_do_not_wait_for_acknowledgements(url: str) -> None:
    """With Nagle's algorithm, all but the first would take 40 ms and more on any machine.

    The lower quartile of many: a busy machine delays some responses, the algorithm all of them.
    """
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    seconds = []
    for _ in range(60):
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        assert connection.getresponse().read()
        seconds.append(time.perf_counter() - began)
    connection.close()
    assert statistics.quantiles(seconds, n=4)[0] < 0.035
