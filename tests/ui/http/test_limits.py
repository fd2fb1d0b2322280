"""Limits of requests and uploads, on the real server and of the middleware alone."""

from __future__ import annotations

import http.client
import shutil
import tempfile
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from tests.support.serving import running
from tests.support.ui_engine import HIGH, StandIn, library
from ui import app
from ui.engine.engine import Engine
from ui.http import limits
from ui.http.limits import RequestLimits

MB = 1_000_000


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("limits")
    with pytest.MonkeyPatch.context() as patch, library(folder / "small.pincite") as small:
        patch.setenv("GRADIO_TEMP_DIR", str(folder / "uploads"))
        patch.setattr(app, "MAX_FILE_SIZE", "1mb")
        patch.setattr(limits, "MAX_UPLOAD_BYTES", 4 * MB)
        patch.setattr(limits, "MAX_VISITOR_BYTES", 8 * MB)
        with running(Engine(StandIn(small))) as address:
            yield address


def upload(url: str, *sizes: int) -> tuple[int, str]:
    files = [("files", (f"{number}.txt", b"a" * size)) for number, size in enumerate(sizes)]
    reply = httpx.post(f"{url}/gradio_api/upload", files=files, timeout=60)
    return reply.status_code, reply.text


def test_uploads_are_limited(url: str) -> None:
    """Per file, per request and per visitor; what was rejected does not count."""
    assert upload(url, 900_000, 900_000)[0] == 200
    status, why = upload(url, 1_200_000)
    assert (status, "1048576" in why or "maximum allowed size" in why) == (413, True)
    status, why = upload(url, *[900_000] * 5)
    assert (status, "at most 4 MB can be sent at once" in why) == (413, True)
    assert upload(url, 900_000, 900_000, 900_000)[0] == 200
    status, why = upload(url, 900_000, 900_000, 900_000)
    assert (status, "in an hour" in why) == (429, True)


def test_other_requests_are_limited(url: str) -> None:
    assert (
        httpx.post(
            f"{url}/gradio_api/queue/join", content=b"[" * (limits.MAX_REQUEST_BYTES + 1)
        ).status_code
        == 413
    )
    assert httpx.post(f"{url}/gradio_api/queue/join", content=b"[" * 1000).status_code == 422
    assert httpx.post(f"{url}/gradio_api/upload", content=iter([b"a", b"b"])).status_code == 411
    assert (
        httpx.post(
            f"{url}/api/ask", content=iter([b'{"question": ', f'"{HIGH}"}}'.encode()])
        ).status_code
        == 200
    )
    assert httpx.post(f"{url}/api/ask", content=iter([b"a" * 50_000] * 2)).status_code == 400


def test_bytes_after_the_announced_length_are_not_read(url: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.putrequest("POST", "/api/ask")
    connection.putheader("Content-Length", "2")
    connection.endheaders(b"{}" + b"a" * 100)
    assert connection.getresponse().status == 400
    connection.close()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def answer_size(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(str(len(await Request(scope, receive).body())))(scope, receive, send)


def test_uploads_of_a_visitor_are_forgotten_evenly_within_an_hour() -> None:
    clock = Clock()
    client = TestClient(
        RequestLimits(answer_size, free_bytes=lambda: 10**12, max_visitor_bytes=1000, clock=clock)
    )
    sent = [client.post("/gradio_api/upload", content=b"a" * 600).status_code for _ in range(2)]
    clock.now = 1800.0  # half an hour: half of them
    sent += [client.post("/gradio_api/upload", content=b"a" * 600).status_code for _ in range(2)]
    assert sent == [200, 429, 200, 429]


def test_a_visitor_is_a_session_if_there_is_one() -> None:
    """`ui.auth.login` names it in the scope; two sessions from one address count separately."""
    limited = RequestLimits(answer_size, free_bytes=lambda: 10**12, max_visitor_bytes=1000)

    async def named(scope: Scope, receive: Receive, send: Send) -> None:
        await limited({**scope, "pincite.visitor": scope["query_string"].decode()}, receive, send)

    client = TestClient(named)
    sent = [
        client.post(f"/gradio_api/upload?{who}", content=b"a" * 600).status_code
        for who in ("anna", "ben", "anna")
    ]
    assert sent == [200, 200, 429]


def test_an_upload_leaves_free_space_on_the_disk() -> None:
    free = [limits.MIN_FREE_BYTES + 100, limits.MIN_FREE_BYTES + 99, 0]
    client = TestClient(RequestLimits(answer_size, free_bytes=lambda: free.pop(0)))
    replies = [client.post("/gradio_api/upload", content=b"a" * 100) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [200, 507, 507]
    assert "nearly full" in replies[1].json()["error"]


def test_free_space_is_that_of_the_disk_of_uploads() -> None:
    """Without an argument: an upload of more than the disk holds is rejected, another is not."""
    total = shutil.disk_usage(tempfile.gettempdir()).total
    client = TestClient(RequestLimits(answer_size, max_visitor_bytes=2 * total))

    def upload_of(size: int) -> int:
        headers = {"content-length": str(size)}
        return client.post("/gradio_api/upload", content=b"a", headers=headers).status_code

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "MAX_UPLOAD_BYTES", 2 * total)
        assert upload_of(total) == 507
        patch.setattr(limits, "MIN_FREE_BYTES", 0)
        assert upload_of(1) == 200
