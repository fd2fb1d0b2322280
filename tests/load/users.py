"""Users who ask, wait for the answer, and ask again: by REST, through Gradio's queue as gradio_client does, and by MCP."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

Told = Mapping[str, object]
Way = Callable[[http.client.HTTPConnection, str], tuple[int, Told]]
"""(status, answer) of a question."""

BUSY = 503


def rest(connection: http.client.HTTPConnection, question: str) -> tuple[int, Told]:
    return _post(connection, "/api/ask", {"question": question})


def gradio(connection: http.client.HTTPConnection, question: str) -> tuple[int, Told]:
    """Joins the queue, then listens to its events."""
    status, joined = _post(
        connection, "/gradio_api/call/ask", {"data": [question, None, "", None, "", "", ""]}
    )
    if status != 200:
        return status, joined
    connection.request("GET", f"/gradio_api/call/ask/{joined['event_id']}")
    event, data = connection.getresponse().read().decode().strip().splitlines()[-2:]
    if event != "event: complete":
        return (BUSY if "ask again" in data else 500), {"error": data}
    told: Told = json.loads(data.removeprefix("data: "))[0]
    return 200, told


def mcp(connection: http.client.HTTPConnection, question: str) -> tuple[int, Told]:
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": question}},
    }
    status, reply = _post(connection, "/mcp", call)
    if status != 200:
        return status, reply
    result = reply["result"]
    assert isinstance(result, dict)
    if result.get("isError"):
        return (BUSY if "ask again" in str(result) else 500), result
    return 200, result["structuredContent"]


def _post(connection: http.client.HTTPConnection, path: str, value: object) -> tuple[int, Told]:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    connection.request("POST", path, json.dumps(value), headers)
    reply = connection.getresponse()
    body = reply.read()
    return reply.status, json.loads(body) if body.startswith(b"{") else {
        "error": body.decode("utf-8", "replace")
    }


def ways(number: int) -> Way:
    """Of user `number`: of eight, one goes through Gradio and one speaks MCP."""
    return gradio if number % 8 == 7 else mcp if number % 8 == 6 and find_spec("mcp") else rest


def essence(told: Told) -> str:
    """An answer without what may differ from time to time."""
    return json.dumps(
        {name: value for name, value in told.items() if name != "milliseconds"}, sort_keys=True
    )


@dataclass
class Tally:
    """What many users saw. Seconds are of answers alone, not of refusals."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    crossed: list[str] = field(default_factory=list)
    cut: int = 0
    """Questions whose connection ended without an answer."""

    def percentile(self, share: float) -> float:
        """Seconds; 0.0 without an answer."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    @property
    def failures(self) -> int:
        """Answers of 500 and more, but for the declared "busy"."""
        return sum(
            count for status, count in self.statuses.items() if status >= 500 and status != BUSY
        )


def ask_on(
    host: str, expected: Sequence[tuple[str, str]], users: int, until: Callable[[], bool]
) -> Tally:
    """`users` of them ask, each going round from its own place, until `until()`. `expected`: (question, essence of its answer)."""
    tally, lock = Tally(), threading.Lock()
    crowd = [
        threading.Thread(target=_user, args=(host, expected, number, until, tally, lock))
        for number in range(users)
    ]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return tally


def _user(
    host: str,
    expected: Sequence[tuple[str, str]],
    number: int,
    until: Callable[[], bool],
    tally: Tally,
    lock: threading.Lock,
) -> None:
    connection, way, turn = http.client.HTTPConnection(host, timeout=60), ways(number), number
    while not until():
        question, right = expected[turn % len(expected)]
        turn += 1
        began = time.perf_counter()
        try:
            status, told = way(connection, question)
        except (OSError, http.client.HTTPException):
            connection.close()
            with lock:
                tally.cut += 1
            continue
        took = time.perf_counter() - began
        with lock:
            tally.statuses[status] += 1
            if status == 200:
                tally.seconds.append(took)
                if essence(told) != right:
                    tally.crossed.append(f"{question} -> {str(told)[:200]}")
        if status == BUSY:
            time.sleep(0.2)
    connection.close()
