"""Slow clients on the real server, with deadlines shortened: each kind is cut off, and whoever is honest notices nothing."""

from __future__ import annotations

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
from ui.engine.engine import Engine
from ui.http import deadlines

SHORT = 0.7
MOST = 24

_HEAD = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
_UPLOAD = (
    b"POST /gradio_api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000\r\n\r\n"
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        pytest.MonkeyPatch.context() as patch,
        library(tmp_path_factory.mktemp("slow") / "small.pincite") as made,
    ):
        for name, value in {
            "HEADER_TIMEOUT": SHORT,
            "BODY_GRACE": SHORT,
            "WRITE_TIMEOUT": SHORT,
            "_LOOK": 0.1,
            "MOST_CONNECTIONS": MOST,
        }.items():
            patch.setattr(deadlines, name, value)
        with running(Engine(StandIn(made))) as address:
            yield address


def connect(url: str) -> socket.socket:
    host, _, port = urlsplit(url).netloc.partition(":")
    return socket.create_connection((host, int(port)), timeout=15)


def trickle(client: socket.socket, seconds: float = 10) -> tuple[float, bytes]:
    """Sends a byte now and then until the other side ends it: after how many seconds it did, and with what words."""
    began = time.perf_counter()
    client.settimeout(0.1)
    said = b""
    while time.perf_counter() - began < seconds:
        try:
            client.sendall(b"a")
            piece = client.recv(4096)
        except TimeoutError:
            continue
        except OSError:
            break
        said += piece
        if not piece:
            break
    return time.perf_counter() - began, said


def read(client: socket.socket) -> bytes:
    """Everything, until the other side ends it."""
    said = b""
    while piece := client.recv(65536):
        said += piece
    return said


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /healthz HTTP/1.1\r\nX-Slow: ",
        _HEAD + b"Content-Length: 40000\r\n\r\n{",
        _UPLOAD,
        b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nX-Slow: ",
    ],
    ids=["head", "body", "upload", "event", "second head"],
)
def test_a_request_that_trickles_in_is_cut_off(
    url: str, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(url) as client:
        client.sendall(sent)
        seconds, said = trickle(client)
    assert SHORT / 2 < seconds < 8
    last = said[said.rindex(b"HTTP/1.1") :]
    assert last.startswith(b"HTTP/1.1 408")
    assert "took too long" in json.loads(last.partition(b"\r\n\r\n")[2])["error"]
    assert "Traceback" not in caplog.text


def test_a_body_nobody_reads_is_cut_off_too(url: str) -> None:
    """The answer came before the body did; the connection does not live on by the rest of it."""
    with connect(url) as client:
        client.sendall(_HEAD.replace(b"/api/ask", b"/nowhere") + b"Content-Length: 40000\r\n\r\n")
        seconds, said = trickle(client)
    assert seconds < 8
    assert said.startswith(b"HTTP/1.1 4")


def test_silence_is_cut_off_without_a_word(url: str) -> None:
    with connect(url) as client:
        assert client.recv(100) == b""


def test_a_body_that_keeps_the_pace_may_take_its_time(url: str) -> None:
    """Twice the deadline, at three times the pace that is asked for."""
    body = json.dumps({"question": HIGH, "title": " " * 60_000}).encode()
    with connect(url) as client:
        client.sendall(_HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 4000):
            client.sendall(body[start : start + 4000])
            time.sleep(2 * SHORT / (len(body) / 4000))
        assert b'"answer":"48.8 metres"' in read(client)


def test_an_answer_that_is_not_read_is_cut_off(url: str) -> None:
    asked = b"GET /look/fonts/source-serif-4.woff2 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200
    whole = len(httpx.get(f"{url}/look/fonts/source-serif-4.woff2").content) * 200
    assert whole > 10_000_000  # more than the buffers of both sides hold
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, _, port = urlsplit(url).netloc.partition(":")
        client.connect((host, int(port)))
        client.settimeout(15)
        client.sendall(asked)
        time.sleep(4 * SHORT)
        got = 0
        try:
            while piece := client.recv(1_000_000):
                got += len(piece)
        except ConnectionResetError:
            pass
    assert got < whole


def test_a_crowd_of_silent_clients_makes_room(url: str) -> None:
    """The server holds so many connections; the silent ones that came first go when others come, and these are answered."""
    crowd = [connect(url) for _ in range(MOST + 6)]
    began = time.perf_counter()
    answers = [httpx.get(f"{url}/healthz", timeout=10).status_code for _ in range(5)]
    assert time.perf_counter() - began < 5
    assert answers == [200] * 5
    for client in crowd:
        client.close()


def test_where_all_are_at_work_the_newcomer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "MOST_CONNECTIONS", 3)
    with (
        library(tmp_path / "small.pincite") as made,
        running(Engine(StandIn(made, pause=1.5))) as url,
    ):
        asking = [connect(url) for _ in range(3)]
        body = json.dumps({"question": HIGH}).encode()
        for client in asking:
            client.sendall(
                _HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )
        time.sleep(0.3)
        with connect(url) as late:
            told = read(late)
        assert told.startswith(b"HTTP/1.1 503")
        assert b"retry-after: 2" in told
        assert all(b"48.8 metres" in read(client) for client in asking)
        for client in asking:
            client.close()


def test_no_answer_waits_for_the_client_to_acknowledge_its_head(url: str) -> None:
    """With Nagle's algorithm all but the first few would take 40 ms and more, however fast the machine."""
    seconds = []
    with httpx.Client(base_url=url) as web:
        for _ in range(30):
            began = time.perf_counter()
            assert web.get("/healthz").status_code == 200
            seconds.append(time.perf_counter() - began)
    assert statistics.median(seconds) < 0.035
