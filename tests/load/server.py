"""`python -m ui` as a process: its address, its memory, and its end."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.load.markers import Marker
from tests.load.users import Expected, Tally, ask_until, without_time
from tests.support.paths import ROOT


@dataclass(frozen=True, slots=True)
class ServerProcess:
    process: subprocess.Popen[str]
    host: str
    """127.0.0.1:PORT."""

    def memory(self) -> float:
        """Resident megabytes, from /metrics."""
        lines = self.get("/metrics").decode().splitlines()
        (line,) = (each for each in lines if each.startswith("process_resident_memory_bytes"))
        return float(line.split()[1]) / 1e6

    def get(self, path: str) -> bytes:
        connection = http.client.HTTPConnection(self.host, timeout=120)
        connection.request("GET", path)
        content = connection.getresponse().read()
        connection.close()
        return content

    def ask(self, question: str) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self.host, timeout=120)
        connection.request("POST", "/api/ask", json.dumps({"question": question}))
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def end(self) -> tuple[int, float]:
        """(exit code, seconds) after SIGTERM; killed after a minute."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return code, time.perf_counter() - began


@contextmanager
def serve(library: Path) -> Iterator[ServerProcess]:
    """A server that has answered a question, so that its models are loaded."""
    command = [sys.executable, "-m", "ui", str(library), "--no-browser", "--port", "0"]
    command += ["--mcp"] if find_spec("mcp") else []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        server = ServerProcess(process, urlsplit(process.stdout.readline().strip()).netloc)
        try:
            server.ask("Is anybody there?")
            yield server
        finally:
            if process.poll() is None:
                server.end()


def expected_answers(server: ServerProcess, markers: Sequence[Marker]) -> list[Expected]:
    """The answers to each marker's question when asked alone, which are from its document."""
    expected = []
    for marker in markers:
        answer = server.ask(marker.question)
        first = answer["candidates"][0]["occurrences"][0]
        assert str(first["source"]).endswith(f"{marker.name}.txt"), first
        assert first["quote"] == str(marker.year), first
        expected.append(Expected(marker.question, without_time(answer), first["sentence"]))
    return expected


def end_while_asked(
    server: ServerProcess, expected: Sequence[Expected], users: int
) -> tuple[int, float, int]:
    """SIGTERM while `users` users wait: (exit code, seconds, questions without right answer)."""
    enough = threading.Event()
    tallies: list[Tally] = []
    asking = threading.Thread(
        target=lambda: tallies.append(ask_until(server.host, expected, users, enough.is_set))
    )
    asking.start()
    time.sleep(3)
    enough.set()  # nobody asks again; those who have asked wait for the answer
    code, seconds = server.end()
    asking.join()
    (tally,) = tallies
    return code, seconds, tally.cut + tally.failures + len(tally.crossed)
