"""The server without a browser: the API, the guard, the pages as they are sent, and the door."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import httpx
import pytest
from starlette.testclient import TestClient

from index.library import Library
from tests.load import users
from tests.support.paths import ROOT
from tests.support.serving import running
from tests.support.ui_engine import EXAMPLES, HIGH, NOBODY, StandIn, library
from ui import app
from ui.__main__ import main
from ui.app import application
from ui.auth.password import Password
from ui.engine import sample_library
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.http import static
from ui.launch import hosts, listen


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with library(tmp_path_factory.mktemp("server") / "small.pincite") as made:
        engine = Engine(StandIn(made), max_concurrent=1, max_queued=0, timeout=0.1)
        yield TestClient(
            application(engine, EXAMPLES),
            base_url="http://localhost:7860",
            raise_server_exceptions=False,
        )


# the API


def test_ask_answers_with_citations(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": HIGH})
    told = reply.json()
    assert (reply.status_code, told["answer"], len(told["citations"])) == (200, "48.8 metres", 2)
    first = told["citations"][0]
    assert (first["source"], first["quote"]) == ("aqueducts.md", "48.8 metres")


def test_ask_of_some_documents_only(client: TestClient) -> None:
    """The same question, of the documents whose source, title and tags fit."""

    def asked(**where: object) -> list[str]:
        told = client.post("/api/ask", json={"question": HIGH, **where}).json()
        return [citation["source"] for citation in told["citations"]]

    assert asked() == ["aqueducts.md", "gard-guide.txt"]
    assert asked(sources=["*.txt"]) == ["gard-guide.txt"]
    assert asked(title=" visitor  guide ") == ["gard-guide.txt"]
    assert asked(sources=[" "], title="", tags=[]) == ["aqueducts.md", "gard-guide.txt"]
    assert asked(sources=["*.txt"], title="concrete") == []
    assert asked(tags=["travel"]) == ["gard-guide.txt"]


def test_ask_abstains(client: TestClient) -> None:
    told = client.post("/api/ask", json={"question": NOBODY}).json()
    assert (told["answer"], told["citations"]) == (None, [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 50_000, "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "not a question"),
        (b'{"question": 3}', '"question" is not a text'),
        (b'{"question": "a", "k": 1}', "not a question"),
        (b'{"question": "a", "source": ["*.pdf"]}', "not a question"),
        (b'{"question": "a", "sources": "*.pdf"}', '"sources" is not a list of texts'),
        (b'{"question": "a", "tags": [1]}', '"tags" is not a list of texts'),
        (b'{"question": "a", "title": ["b"]}', '"title" is not a text'),
        (b'{"question": "a", "title": "\\ud800"}', "UTF-8"),
        (b'{"question": "a", "tags": ["' + b"x" * 301 + b'"]}', "301 characters"),
        (
            b'{"question": "a", "tags": [' + b",".join(b'"%d"' % i for i in range(21)) + b"]}",
            "20 tags at most",
        ),
        (b'{"question": "  "}', "empty"),
        (b'{"question": "' + b"x" * 2001 + b'"}', "2,001 characters"),
        (b'{"question": "' + b"x" * 70_000 + b'"}', "longer than 64,000 bytes"),
        (b'{"question": "\\ud800"}', "UTF-8"),
    ],
)
def test_ask_refuses_what_is_no_question(client: TestClient, body: bytes, said: str) -> None:
    reply = client.post("/api/ask", content=body)
    assert reply.status_code == 400
    assert said in reply.json()["error"]


def test_ask_hides_its_faults(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "explode"})
    assert reply.status_code == 500
    assert "broke" not in reply.text


def test_ask_says_when_it_is_busy(tmp_path: Path) -> None:
    with library(tmp_path / "busy.pincite") as made:
        busy = TestClient(
            application(Engine(StandIn(made, pause=1.0), max_concurrent=1, max_queued=0)),
            base_url="http://localhost",
        )
        asker = threading.Thread(
            target=busy.post, args=["/api/ask"], kwargs={"json": {"question": HIGH}}
        )
        asker.start()
        time.sleep(0.3)
        reply = busy.post("/api/ask", json={"question": HIGH})
        asker.join()
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "2")
    assert "ask again" in reply.json()["error"]


def test_healthz(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/healthz").json()["documents"] == 3


# the guard


@pytest.mark.parametrize(
    "path", ["/", "/library", "/evaluation", "/look/base.css", "/healthz", "/nowhere"]
)
def test_every_reply_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_other_names_for_this_host_are_refused(client: TestClient) -> None:
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/healthz", headers={"host": "127.0.0.1:9999"}).status_code == 200
    assert client.get("/healthz", headers={"host": "[::1]:9999"}).status_code == 200


def test_other_sites_cannot_make_the_browser_change_things(client: TestClient) -> None:
    own, other = {"origin": "http://localhost:7860"}, {"origin": "http://evil.example"}
    assert client.post("/api/ask", json={"question": HIGH}, headers=own).status_code == 200
    assert client.post("/api/ask", json={"question": HIGH}, headers=other).status_code == 403
    assert (
        client.post("/api/ask", json={"question": HIGH}, headers={"origin": "null"}).status_code
        == 403
    )
    assert (
        client.post("/gradio_api/upload", files={"files": b"x"}, headers=other).status_code == 403
    )
    assert client.get("/healthz", headers=other).status_code == 200


# the pages


def test_pages_are_sent(client: TestClient) -> None:
    for path in ("/", "/library", "/evaluation"):
        assert client.get(path).status_code == 200


def test_every_asset_that_is_named_is_there(client: TestClient) -> None:
    named = re.findall(r"/look/[\w./-]+", client.get("/").text)
    style = client.get("/look/page.css")
    fonts = re.findall(r"/look/[\w./-]+", style.text)
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert set(named) == {"/look/page.css"}
    assert len(fonts) == 2
    assert all(client.get(path).status_code == 200 for path in [*named, *fonts, "/favicon.ico"])


def test_a_browser_keeps_the_parts_of_a_page_and_asks_for_the_rest(client: TestClient) -> None:
    def kept(path: str) -> str | None:
        return client.get(path).headers.get("cache-control")

    page = client.get("/").text
    ours, gradio = (
        re.findall(r"/look/[\w.-]+[?]v=\w{12}", page),
        re.findall(r"(/assets/index-[\w.-]+)\"", page),
    )
    assert (len(ours), len(gradio)) == (1, 2)
    assert {kept(path) for path in [*ours, *gradio, "/theme.css?v=1"]} == {
        "private, max-age=31536000, immutable"
    }
    assert (
        kept("/look/fonts/source-serif-4.woff2")
        == kept("/look/base.css")
        == "private, max-age=86400"
    )
    assert [
        kept(path)
        for path in ("/", "/library", "/api/documents", "/look/none.css?v=1", "/theme.css")
    ] == [None] * 5


def test_a_stylesheet_that_has_changed_has_another_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*static.STYLES, "choice.js"):
        shutil.copy(static.ASSETS / name, tmp_path)
    before = static.head()
    monkeypatch.setattr(static, "ASSETS", tmp_path)
    assert static.head() == before
    (tmp_path / "viewer.css").write_text("p { margin: 0 }")
    assert static.head() != before


def test_no_page_for_people_loads_what_is_for_programs(client: TestClient) -> None:
    for path in ("/", "/library", "/evaluation"):
        sent = re.findall(
            r'"type":"(\w+)"', client.get(path).text.split("window.gradio_api_info")[0]
        )
        assert "html" in sent
        assert "api" not in sent
    reply = client.get("/programs", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (307, "/api/docs")


def test_examples_stand_in_the_bundled_set() -> None:
    asked = sample_library.question_sets()["belarus"].read_text(encoding="utf-8")
    assert all(f'"question": "{example}"' in asked for example in sample_library.EXAMPLES)


# the door


def test_a_taken_port_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port), "--no-browser"]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"Port {port} is in use by another program.")
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--port", "70000"], "no port 70000"), (["--host", "203.0.113.1"], "Cannot listen on")],
)
def test_an_impossible_address_is_named(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--no-browser"]) == 2
    assert said in capsys.readouterr().err


def test_a_missing_library_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.pincite"), "--no-browser"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert "none.pincite" in told[-1]


def test_the_next_free_port_is_taken() -> None:
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert first.getsockname()[1] < second.getsockname()[1] < 7880


def test_hosts_that_are_answered() -> None:
    assert hosts("127.0.0.1")[:2] == ["127.0.0.1", "localhost"]
    assert "10.0.0.7" in hosts("10.0.0.7")
    assert hosts("0.0.0.0") == ["*"]


def test_help_is_quick() -> None:
    began = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-m", "ui", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "LIBRARY" in told.stdout
    assert (
        time.perf_counter() - began < 2.0
    )  # 0.06 s on an idle machine; gradio alone would take three


def test_the_door_shuts_before_it_is_open(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ui", "--no-browser", "--port", "0"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as door:
        assert door.stderr is not None
        assert door.stderr.readline().startswith("Starting")
        time.sleep(0.3)  # in the midst of its imports
        door.terminate()
        out, err = door.communicate(timeout=20)
    assert (door.returncode, out, err) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.model
@pytest.mark.parametrize(("number", "locked"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
def test_the_door_opens_and_shuts(tmp_path: Path, number: signal.Signals, locked: bool) -> None:
    Library.open(tmp_path / "empty.pincite", create=True).close()
    Password.from_plaintext("open sesame").write(tmp_path / "password")
    command = [
        sys.executable,
        "-m",
        "ui",
        str(tmp_path / "empty.pincite"),
        "--no-browser",
        "--port",
        "0",
    ]
    command += ["--password-file", str(tmp_path / "password")] if locked else []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as door:
        assert door.stdout is not None
        address = door.stdout.readline().strip()
        assert httpx.get(f"{address}/healthz", timeout=30).status_code == (401 if locked else 200)
        assert (
            httpx.get(f"{address}/healthz", timeout=30, auth=("", "open sesame")).status_code == 200
        )
        door.send_signal(number)
        out, err = door.communicate(timeout=20)
    assert (door.returncode, out) == (0, ""), err
    assert "Traceback" not in err


@pytest.fixture
def demo_and_url(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[tuple[gr.Blocks, str]]:
    """A server that remembers three visits."""
    made: list[gr.Blocks] = []
    build = app._interface

    def interface(libraries: Libraries, examples: Sequence[str], locked: bool) -> gr.Blocks:
        made.append(build(libraries, examples, locked))
        return made[0]

    monkeypatch.setattr(app, "SESSIONS", 3)
    monkeypatch.setattr(app, "_interface", interface)
    with library(tmp_path / "small.pincite") as stored, running(Engine(StandIn(stored))) as url:
        yield made[0], url


@pytest.mark.filterwarnings("ignore:::gradio.queueing")
def test_a_call_that_was_answered_leaves_nothing_behind(
    demo_and_url: tuple[gr.Blocks, str],
) -> None:
    """Each call of Gradio's queue that names no session begins one, and an event of which Gradio would make statistics."""
    demo, url = demo_and_url
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    assert [users.gradio(connection, HIGH)[0] for _ in range(5)] == [200] * 5
    assert users.gradio(connection, "")[0] == 500
    connection.close()
    queue, states = demo._queue, demo.state_holder
    everything = (
        queue.pending_messages_per_session,
        queue.pending_event_ids_session,
        states.session_data,
        states.time_last_used,
    )
    assert _becomes(lambda: not any(everything)), everything
    assert len(queue.event_analytics) <= 1
    assert queue.cached_event_analytics_summary == {"functions": {}}


@pytest.mark.filterwarnings("ignore:::gradio.queueing")
def test_pages_are_forgotten_after_a_while_and_not_for_programs(
    demo_and_url: tuple[gr.Blocks, str],
) -> None:
    demo, url = demo_and_url
    with httpx.Client(base_url=url, timeout=30) as client:
        for session in "abcd":
            event = {"data": [HIGH, None, "", None, "", "", ""], "session_hash": session}
            assert client.post("/gradio_api/run/ask", json=event).status_code == 200
    assert list(demo.state_holder.session_data) == ["b", "c", "d"]
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    assert [users.gradio(connection, HIGH)[0] for _ in range(5)] == [200] * 5
    connection.close()
    assert _becomes(lambda: set(demo.state_holder.session_data) <= {"c", "d"}), (
        "a call takes the place of a page for a moment"
    )
    assert "d" in demo.state_holder.session_data


def _becomes(true: Callable[[], bool]) -> bool:
    """Within ten seconds: what Gradio keeps is given up after the last byte of the answer was sent."""
    ends = time.monotonic() + 10
    while not true() and time.monotonic() < ends:
        time.sleep(0.01)
    return true()
