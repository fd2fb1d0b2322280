"""The time of a question besides the engine's: seconds of a call less the engine's seconds."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from index.storage.filters import NO_FILTER, Filter
from qa.types import Answer
from tests.load.ask_page import AskPage
from tests.support.serving import running
from tests.support.ui_engine import HIGH, StandIn, library
from ui.engine.engine import Engine


class TimedStandIn(StandIn):
    seconds = 0.0
    """Of the latest answer."""

    def ask(
        self, question: str, filters: Filter = NO_FILTER, *, everywhere: bool = False
    ) -> Answer:
        began = time.perf_counter()
        answer = super().ask(question, filters, everywhere=everywhere)
        self.seconds = time.perf_counter() - began
        return answer


def measure(calls: int, pause: float = 0.05) -> dict[str, list[float]]:
    """Seconds besides those of an engine that takes `pause` and a little, by way of asking."""
    with tempfile.TemporaryDirectory() as folder, library(Path(folder) / "small.pincite") as small:
        pipeline = TimedStandIn(small, pause)
        with running(Engine(pipeline)) as url:
            host = urlsplit(url).netloc
            return {
                "POST /api/ask": _overhead(pipeline, _rest(host), calls),
                "the page (Gradio, no queue)": _overhead(pipeline, _page(host), calls),
            }


def _overhead(pipeline: TimedStandIn, call: Callable[[], None], calls: int) -> list[float]:
    for _ in range(10):
        call()
    seconds = []
    for _ in range(calls):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began - pipeline.seconds)
    return seconds


def _rest(host: str) -> Callable[[], None]:
    connection = HTTPConnection(host, timeout=30)
    body = json.dumps({"question": HIGH})

    def call() -> None:
        connection.request("POST", "/api/ask", body)
        response = connection.getresponse()
        content = response.read()
        assert response.status == 200, content[:300]
        assert b"48.8" in content

    return call


def _page(host: str) -> Callable[[], None]:
    page = AskPage(host, "load")

    def call() -> None:
        status, response = page.ask(HIGH)
        assert status == 200, str(response)[:300]
        assert "48.8" in str(response)

    return call
