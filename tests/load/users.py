"""Users who ask, wait for the answer, and ask again: by REST, on the page, and by MCP."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Protocol

from tests.load.ask_page import AskPage
from tests.load.markers import SENTENCE

Response = Mapping[str, Any]

BUSY = 503


@dataclass(frozen=True, slots=True)
class Expected:
    """A question and what a right response to it contains."""

    question: str
    answer: str
    """As JSON, see `without_time`."""
    sentence: str


class Client(Protocol):
    """One way of asking, with a connection of its own."""

    def ask(self, question: str) -> tuple[int, Response]:
        """(status, response)."""

    def is_right(self, response: Response, expected: Expected) -> bool: ...

    def close(self) -> None:
        """Closes the connection; the next question opens it again."""


class RestClient:
    def __init__(self, host: str) -> None:
        self._connection = http.client.HTTPConnection(host, timeout=60)

    def ask(self, question: str) -> tuple[int, Response]:
        return self._post("/api/ask", {"question": question})

    def is_right(self, response: Response, expected: Expected) -> bool:
        return without_time(response) == expected.answer

    def close(self) -> None:
        self._connection.close()

    def _post(self, path: str, value: object) -> tuple[int, Response]:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
        }
        self._connection.request("POST", path, json.dumps(value), headers)
        response = self._connection.getresponse()
        body = response.read()
        if not body.startswith(b"{"):
            return response.status, {"error": body.decode("utf-8", "replace")}
        return response.status, json.loads(body)


class McpClient(RestClient):
    def ask(self, question: str) -> tuple[int, Response]:
        call = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "ask", "arguments": {"question": question}},
        }
        status, response = self._post("/mcp", call)
        if status != 200:
            return status, response
        result = response["result"]
        if result.get("isError"):
            return (BUSY if "ask again" in str(result) else 500), result
        return 200, result["structuredContent"]


class PageClient:
    """Sends what the browser sends; the response contains the HTML of the answer."""

    def __init__(self, host: str, session: str) -> None:
        self._page = AskPage(host, session)

    def ask(self, question: str) -> tuple[int, Response]:
        status, response = self._page.ask(question)
        if status == 200 and "ask again" in str(response):
            return BUSY, response
        return status, response

    def is_right(self, response: Response, expected: Expected) -> bool:
        """The answer is the first sentence about a lighthouse; other candidates follow."""
        text = re.sub(r"<[^>]*>", "", str(response))
        first = SENTENCE.search(text)
        return first is not None and first[0] == expected.sentence

    def close(self) -> None:
        self._page.connection.close()


def client(host: str, number: int) -> Client:
    """Of user `number`: of eight users, one asks on the page and one by MCP."""
    if number % 8 == 7:
        return PageClient(host, f"user{number}")
    if number % 8 == 6 and find_spec("mcp"):
        return McpClient(host)
    return RestClient(host)


def without_time(answer: Response) -> str:
    """An answer as JSON, without what differs each time."""
    fields = {name: value for name, value in answer.items() if name != "milliseconds"}
    return json.dumps(fields, sort_keys=True)


@dataclass
class Tally:
    """What many users saw."""

    seconds: list[float] = field(default_factory=list)
    """Of answers only."""
    statuses: Counter[int] = field(default_factory=Counter)
    crossed: list[str] = field(default_factory=list)
    """Questions that got another answer than alone."""
    cut: int = 0
    """Questions whose connection ended without a response."""

    def percentile(self, fraction: float) -> float:
        """Seconds; 0.0 without an answer."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(fraction * len(ordered)))] if ordered else 0.0

    @property
    def failures(self) -> int:
        """Responses of status 500 and above, except 503."""
        return sum(
            count for status, count in self.statuses.items() if status >= 500 and status != BUSY
        )


def ask_until(
    host: str, expected: Sequence[Expected], users: int, done: Callable[[], bool]
) -> Tally:
    """`users` users ask the questions in turn, each from another one on, until `done()`."""
    tally, lock = Tally(), threading.Lock()
    threads = [
        threading.Thread(target=_user, args=(host, expected, number, done, tally, lock))
        for number in range(users)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _user(
    host: str,
    expected: Sequence[Expected],
    number: int,
    done: Callable[[], bool],
    tally: Tally,
    lock: threading.Lock,
) -> None:
    user, turn = client(host, number), number
    while not done():
        current = expected[turn % len(expected)]
        turn += 1
        began = time.perf_counter()
        try:
            status, response = user.ask(current.question)
        except (OSError, http.client.HTTPException):
            user.close()
            with lock:
                tally.cut += 1
            continue
        seconds = time.perf_counter() - began
        with lock:
            tally.statuses[status] += 1
            if status == 200:
                tally.seconds.append(seconds)
                if not user.is_right(response, current):
                    tally.crossed.append(f"{current.question} -> {str(response)[:200]}")
        if status == BUSY:
            time.sleep(0.2)
    user.close()
