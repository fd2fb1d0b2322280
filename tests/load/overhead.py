"""What stands between a program, or the page, and the engine: seconds of a call less the seconds that the engine took for it."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from gradio_client import Client

from index.storage.filters import NO_FILTER, Filter
from qa.types import Answer
from tests.support.serving import running
from tests.support.ui_engine import HIGH, StandIn, library
from ui.engine.engine import Engine


class Timed(StandIn):
    """Tells how long its last answer took."""

    took = 0.0

    def ask(self, question: str, filters: Filter = NO_FILTER) -> Answer:
        began = time.perf_counter()
        answer = super().ask(question, filters)
        self.took = time.perf_counter() - began
        return answer


def measured(calls: int, pause: float = 0.05) -> dict[str, list[float]]:
    """Seconds on top of an engine that takes `pause` and a little, for each way of asking."""
    with tempfile.TemporaryDirectory() as folder, library(Path(folder) / "small.pincite") as made:
        bot = Timed(made, pause)
        with running(Engine(bot)) as url:
            client = Client(url, verbose=False)
            host = urlsplit(url).netloc
            ways = {
                "POST /api/ask": _posting(host, "/api/ask", {"question": HIGH}),
                "the page (Gradio, no queue)": _page(host),
                "gradio_client (Gradio, queued)": lambda: client.predict(HIGH, api_name="/ask"),
            }
            found = {way: _seconds(bot, call, calls) for way, call in ways.items()}
            client.close()
            return found


def _seconds(bot: Timed, call: Callable[[], object], calls: int) -> list[float]:
    for _ in range(10):
        call()
    found = []
    for _ in range(calls):
        began = time.perf_counter()
        call()
        found.append(time.perf_counter() - began - bot.took)
    return found


def _page(host: str) -> Callable[[], object]:
    """As the browser sends the click on "Ask": the event and a value for each of its inputs."""
    connection = HTTPConnection(host, timeout=30)
    connection.request("GET", "/config")
    events = json.loads(connection.getresponse().read())["dependencies"]
    asking = next(
        event for event in events if any(target[1] == "submit" for target in event["targets"])
    )
    connection.close()
    data = [HIGH, *[""] * (len(asking["inputs"]) - 1)]
    event = {
        "data": data,
        "fn_index": asking["id"],
        "session_hash": "load",
        "event_data": None,
        "trigger_id": asking["targets"][0][0],
    }
    return _posting(host, "/gradio_api/run/predict", event)


def _posting(host: str, path: str, value: object) -> Callable[[], object]:
    connection = HTTPConnection(host, timeout=30)
    body = json.dumps(value)

    def call() -> object:
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        told = reply.read()
        assert reply.status == 200, told[:300]
        assert b"48.8" in told
        return told

    return call
