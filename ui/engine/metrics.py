"""Counters for `GET /metrics`, in the text format of Prometheus.

No label ever contains a question, a title or a path of a user.
"""

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
"""Seconds: an answer takes 0.1, the last one in a full queue about two, and none waits longer than
`ui.engine.admission.QUEUE_TIMEOUT`."""

ROUTES = (
    *("/api/ask", "/api/search", "/api/check", "/api/documents", "/api/verify", "/api/libraries"),
    *("/api/compare", "/api/mentions"),
    *("/api/history", "/api/addresses"),
    *("/api/docs", "/api/openapi.json", "/healthz", "/metrics", "/mcp", "/login"),
)
_ONE_DOCUMENT = "/api/documents/{id}"
_GROUPS = ("/look/", "/pages/", "/gradio_api/")


class Metrics:
    """The counters of one engine, in a registry of their own: a process may run several."""

    def __init__(self, admission: AdmissionQueue) -> None:
        self.registry = CollectorRegistry()
        self._calls = Counter(
            "pincite_engine_calls",
            "Questions and searches by outcome",
            ["operation", "outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "pincite_engine_seconds",
            "Seconds of questions and searches, including the time in the queue",
            ["operation"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._abstentions = Counter(
            "pincite_abstentions", "Questions without an answer", registry=self.registry
        )
        self._requests = Counter(
            "pincite_http_requests",
            "Requests by route and status",
            ["route", "status"],
            registry=self.registry,
        )
        running = Gauge(
            "pincite_engine_running",
            "Questions and searches that are running",
            registry=self.registry,
        )
        running.set_function(lambda: admission.running)
        waiting = Gauge(
            "pincite_engine_waiting",
            "Questions and searches that wait in the queue",
            registry=self.registry,
        )
        waiting.set_function(lambda: admission.waiting)
        ProcessCollector(registry=self.registry)

    @contextmanager
    def counting(self, operation: str) -> Iterator[None]:
        """Counts one question or search by its outcome, and its seconds."""
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
            self._calls.labels(operation, outcome).inc()
            self._seconds.labels(operation).observe(time.perf_counter() - began)

    def count_abstention(self) -> None:
        self._abstentions.inc()

    def count_response(self, path: str, status: int) -> None:
        """Counts one HTTP response by route and status."""
        self._requests.labels(_route(path), str(status)).inc()

    def text(self) -> bytes:
        return generate_latest(self.registry)


def _route(path: str) -> str:
    """The label of an address, one of a small set: unknown addresses all share one.

    The name of a library is no part of it.

    >>> _route("/api/ask"), _route("/look/base.css"), _route("/l/my/library"), _route("/who/knows")
    ('/api/ask', '/look/', 'page', 'other')
    """
    if path.startswith("/l/"):
        path = "/" + path.removeprefix("/l/").partition("/")[2]
    if path in ROUTES:
        return path
    if path.startswith("/api/documents/"):
        return _ONE_DOCUMENT
    if path in ("/", "/ask", "/library", "/evaluation"):
        return "page"
    return next((group for group in _GROUPS if path.startswith(group)), "other")
