"""`python -m ui` as a child process: its address, its memory, and its end."""

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
from tests.load.users import Tally, ask_on, essence
from tests.support.paths import ROOT


@dataclass(frozen=True, slots=True)
class Child:
    process: subprocess.Popen[str]
    host: str
    """127.0.0.1:PORT."""

    def memory(self) -> float:
        """Resident, in MB, as /metrics tells it."""
        lines = self.get("/metrics").decode().splitlines()
        return next(
            float(line.split()[1]) / 1e6
            for line in lines
            if line.startswith("process_resident_memory_bytes")
        )

    def get(self, path: str) -> bytes:
        connection = http.client.HTTPConnection(self.host, timeout=120)
        connection.request("GET", path)
        reply = connection.getresponse().read()
        connection.close()
        return reply

    def ask(self, question: str) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self.host, timeout=120)
        connection.request("POST", "/api/ask", json.dumps({"question": question}))
        told: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return told

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
def child(library: Path) -> Iterator[Child]:
    """Warm: it has answered."""
    command = [sys.executable, "-m", "ui", str(library), "--no-browser", "--port", "0"]
    command += ["--mcp"] if find_spec("mcp") else []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        host = urlsplit(process.stdout.readline().strip()).netloc
        running = Child(process, host)
        try:
            running.ask("Is anybody there?")
            yield running
        finally:
            if process.poll() is None:
                running.end()


def expected(server: Child, asked: Sequence[Marker]) -> list[tuple[str, str]]:
    """Each marker's question with its answer, asked one at a time; each answer is read from its own document."""
    found = []
    for marker in asked:
        told = server.ask(marker.question)
        first = told["candidates"][0]["occurrences"][0]
        assert str(first["source"]).endswith(f"{marker.name}.txt"), first
        assert first["quote"] == str(marker.year), first
        found.append((marker.question, essence(told)))
    return found


def ended_while_asked(
    server: Child, right: list[tuple[str, str]], users: int
) -> tuple[int, float, int]:
    """SIGTERM while so many users wait for an answer: (exit code, seconds to it, questions that got no answer)."""
    enough = threading.Event()
    found: list[Tally] = []
    crowd = threading.Thread(
        target=lambda: found.append(ask_on(server.host, right, users, enough.is_set))
    )
    crowd.start()
    time.sleep(3)
    enough.set()  # nobody asks anew; whoever has asked waits for the answer
    code, seconds = server.end()
    crowd.join()
    return code, seconds, found[0].cut + found[0].failures + len(found[0].crossed)
