"""What is counted for `GET /metrics`, in the text format of Prometheus. No label ever holds a question, a title or a path of a user."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

from index.errors import PinciteError
from ui.engine.admission import AdmissionQueue, ServerBusy

CONTENT_TYPE = CONTENT_TYPE_PLAIN_1_0_0

_BUCKETS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds: an answer takes 0.1, the last one in line some two, and nobody waits longer than `ui.engine.admission.PATIENCE`."""

ROUTES = (
    *("/api/ask", "/api/search", "/api/documents", "/api/verify", "/api/libraries", "/api/docs"),
    *("/healthz", "/metrics", "/mcp", "/login"),
)
_GROUPS = ("/look/", "/pages/", "/gradio_api/")


class Metrics:
    """The counters of one engine. Each has its own registry, so that several may live in one process."""

    def __init__(self, gate: AdmissionQueue) -> None:
        self.registry = CollectorRegistry()
        self._calls = Counter(
            "pincite_engine_calls",
            "Questions and searches by how they ended",
            ["verb", "outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "pincite_engine_seconds",
            "Seconds of questions and searches, those in line included",
            ["verb"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._abstained = Counter(
            "pincite_abstentions", "Questions to which no answer was found", registry=self.registry
        )
        self._requests = Counter(
            "pincite_http_requests",
            "Requests by route and status",
            ["route", "status"],
            registry=self.registry,
        )
        running = Gauge(
            "pincite_engine_running",
            "Questions and searches that the engine is at work on",
            registry=self.registry,
        )
        running.set_function(lambda: gate.running)
        waiting = Gauge(
            "pincite_engine_waiting",
            "Questions and searches that stand in line",
            registry=self.registry,
        )
        waiting.set_function(lambda: gate.waiting)
        ProcessCollector(registry=self.registry)

    @contextmanager
    def counting(self, verb: str) -> Iterator[None]:
        """Counts what is done inside, by how it ends, and its seconds."""
        began, outcome = time.perf_counter(), "failed"
        try:
            yield
            outcome = "done"
        except ServerBusy:
            outcome = "busy"
            raise
        except PinciteError:
            outcome = "refused"
            raise
        finally:
            self._calls.labels(verb, outcome).inc()
            self._seconds.labels(verb).observe(time.perf_counter() - began)

    def abstained(self) -> None:
        self._abstained.inc()

    def answered(self, path: str, status: int) -> None:
        """A request was."""
        self._requests.labels(_route(path), str(status)).inc()

    def text(self) -> bytes:
        return generate_latest(self.registry)


def _route(path: str) -> str:
    """A label of a small set: whoever asks for a thousand addresses makes no thousand series.

    >>> _route("/api/ask"), _route("/look/base.css"), _route("/library"), _route("/who/knows")
    ('/api/ask', '/look/', 'page', 'other')
    """
    if path in ROUTES:
        return path
    if path in ("/", "/library", "/evaluation"):
        return "page"
    return next((group for group in _GROUPS if path.startswith(group)), "other")
