"""REST: what is rejected, with which status and which sentence."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx
import pytest

from tests.support.serving import running
from tests.support.ui_engine import HIGH, library
from tests.ui.blocking import BlockingStandIn
from ui.engine.engine import Engine


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "not a JSON object"),
        (b"{", "not JSON"),
        (b"[" * 50_000, "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"{}", 'The field "question" is missing. The fields are question, sources'),
        (b'{"question": 3}', '"question" is 3, not a text'),
        (b'{"question": "a", "k": 1}', 'no field "k". The fields are question, sources'),
        (b'{"question": "a", "source": ["*.pdf"]}', 'There is no field "source"'),
        (b'{"question": "a", "sources": "*.pdf"}', '"sources" is "*.pdf", not a list of texts'),
        (b'{"question": "a", "tags": [1]}', '"tags" contains 1, not a text'),
        (b'{"question": "a", "title": ["b"]}', '"title" is ["b"], not a text'),
        (b'{"question": "a", "title": "\\ud800"}', "UTF-8"),
        (b'{"question": "a", "library": "\\ud800"}', 'There is no library "\\ud800"'),
        (b'{"question": "a", "tags": ["' + b"x" * 301 + b'"]}', "301 characters"),
        (
            b'{"question": "a", "tags": [' + b",".join(b'"%d"' % i for i in range(21)) + b"]}",
            "20 tags",
        ),
        (b'{"question": "  "}', "empty"),
        (b'{"question": "' + b"x" * 2001 + b'"}', "2,001 characters"),
        (b'{"question": "' + b"x" * 70_000 + b'"}', "longer than 64,000 bytes"),
        (b'{"question": "\\ud800"}', "UTF-8"),
    ],
)
def test_ask_rejects_an_invalid_request(web: httpx.Client, body: bytes, message: str) -> None:
    response = web.post("/api/ask", content=body)
    assert response.status_code == 400
    assert message in response.json()["error"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"k": 0}, '"k" is 0. Send a whole number from 1 to 100.'),
        ({"k": True}, '"k" is true'),
        ({"k": "5"}, '"k" is "5"'),
        ({"k": 10**30}, "from 1 to 100"),
        ({"method": "magic"}, '"method" is "magic". Choose one of hybrid, dense, lexical.'),
        ({"sources": "a"}, "a list"),
    ],
)
def test_search_rejects_invalid_values(
    web: httpx.Client, body: dict[str, object], message: str
) -> None:
    response = web.post("/api/search", json={"question": HIGH, **body})
    assert response.status_code == 400
    assert message in response.json()["error"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "/api/verify?hash=ab&start=0&end=4",
            'The parameter "quote" is missing. The parameters are hash, start, end, quote, library',
        ),
        ("/api/verify?hash=ab&start=x&end=4&quote=a", '"start" is "x". Send a whole number'),
        ("/api/verify?hash=ab&start=-1&end=4&quote=a", '"start" is "-1"'),
        (f"/api/verify?hash=ab&start={'9' * 5000}&end=4&quote=a", "Send a whole number"),
        ("/api/documents?limit=1001", "from 0 to 1,000"),
        (
            "/api/documents?colour=red",
            "sources, title, tags, since, until, limit, offset, library",
        ),
        (
            "/api/documents?library=third",
            'There is no library "third". Choose one of second, small.',
        ),
        ("/api/libraries?colour=red", 'There is no parameter "colour". There are none.'),
        ("/api/documents?since=soon", '"since" is "soon"'),
    ],
)
def test_invalid_query_parameters_are_rejected(web: httpx.Client, path: str, message: str) -> None:
    response = web.get(path)
    assert response.status_code == 400
    assert message in response.json()["error"]


def test_an_internal_error_reveals_nothing(web: httpx.Client) -> None:
    response = web.post("/api/ask", json={"question": "explode"})
    assert response.status_code == 500
    assert response.json()["error"].startswith("Internal error")
    assert "broke" not in response.text


@pytest.mark.slow
def test_all_operations_share_one_queue(tmp_path: Path) -> None:
    """While one question is running and none may wait, the others get 503."""
    with library(tmp_path / "busy.pincite") as small:
        pipeline = BlockingStandIn(small)
        engine = Engine(pipeline, max_concurrent=1, max_queued=0)
        with running(engine) as url, httpx.Client(base_url=url, timeout=30) as web:
            first = threading.Thread(target=engine.ask, args=[HIGH])
            first.start()
            assert pipeline.begun.wait(30)
            rejected = [
                web.post(path, json={"question": HIGH}) for path in ("/api/ask", "/api/search")
            ]
            assert web.get("/healthz").status_code == 200
            pipeline.answer.set()
            first.join(30)
            answered = web.post("/api/ask", json={"question": HIGH})
    assert [each.status_code for each in rejected] == [503, 503]
    assert all(each.headers["retry-after"] == "2" for each in rejected)
    assert all("ask again" in each.json()["error"] for each in rejected)
    assert answered.json()["answer"] == "48.8 metres"
