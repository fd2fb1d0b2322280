"""The application without a browser: its pages, and what Gradio keeps in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import httpx
import pytest
from gradio.routes import App

from tests.load.ask_page import AskPage
from tests.support.serving import running
from tests.support.ui_engine import HIGH, StandIn, library
from ui import app
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries


@pytest.fixture
def demo_and_url(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[tuple[gr.Blocks, str]]:
    """A server on which Gradio keeps the state of three pages."""
    demos: list[gr.Blocks] = []
    build = app._interface

    def interface(libraries: Libraries, examples: Sequence[str], locked: bool) -> gr.Blocks:
        demos.append(build(libraries, examples, locked))
        return demos[0]

    monkeypatch.setattr(app, "SESSIONS", 3)
    monkeypatch.setattr(app, "_interface", interface)
    with library(tmp_path / "small.pincite") as small, running(Engine(StandIn(small))) as url:
        yield demos[0], url


def test_pages_are_sent_and_gradio_offers_no_api(demo_and_url: tuple[gr.Blocks, str]) -> None:
    """Programs use REST or MCP."""
    _, url = demo_and_url
    with httpx.Client(base_url=url) as web:
        for path in ("ask", "library", "evaluation"):
            assert web.get(f"/l/small/{path}").status_code == 200
        assert web.get("/gradio_api/info").json()["named_endpoints"] == {}
        assert web.get("/programs").status_code == 404


def test_gradio_makes_its_routes_once_while_the_pages_are_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without `_routes_of_gradio_later` six times; events use the application of `demo`."""
    made: list[App] = []
    create = App.create_app

    def counted(blocks: gr.Blocks, *, mcp_server: bool) -> App:
        made.append(create(blocks, mcp_server=mcp_server))
        return made[-1]

    monkeypatch.setattr(App, "create_app", staticmethod(counted))
    with library(tmp_path / "small.pincite") as small:
        demo = app._interface(Libraries(Engine(StandIn(small))), (), locked=False)
    assert made == [demo.app]
    assert App.create_app is counted  # as it was
    assert "/ask" in {getattr(route, "path", "") for route in demo.app.routes}


def test_gradio_keeps_the_state_of_the_latest_pages_and_no_statistics(
    demo_and_url: tuple[gr.Blocks, str],
) -> None:
    demo, url = demo_and_url
    for session in "abcd":
        page = AskPage(urlsplit(url).netloc, session)
        for _ in range(2):
            status, response = page.ask(HIGH)
            assert status == 200
            assert "48.8 metres" in str(response)
        page.connection.close()
    assert list(demo.state_holder.session_data) == ["b", "c", "d"]
    queue = demo._queue
    assert not any(queue.pending_messages_per_session)
    assert not any(queue.pending_event_ids_session)
    assert len(queue.event_analytics) <= 1
    assert queue.cached_event_analytics_summary == {"functions": {}}
