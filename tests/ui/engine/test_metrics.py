"""`GET /metrics`: what is counted, and that no question is in it."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from tests.support.ui_engine import NOBODY, StandIn, library
from ui.app import application
from ui.engine.engine import Engine


def test_metrics_count_requests_and_contain_no_question(tmp_path: Path) -> None:
    with library(tmp_path / "small.pincite") as small:
        web = TestClient(application(Engine(StandIn(small))), base_url="http://localhost")
        web.post("/api/ask", json={"question": f"{NOBODY} marzipan"})
        web.post("/api/ask", json={"question": " "})
        for number in range(3):
            web.get(f"/marzipan/{number}")
        metrics = web.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=")
    samples = dict(
        line.rsplit(" ", 1) for line in metrics.text.splitlines() if not line.startswith("#")
    )
    assert float(samples['pincite_engine_calls_total{operation="ask",outcome="done"}']) == 1
    assert float(samples['pincite_engine_calls_total{operation="ask",outcome="refused"}']) == 1
    assert float(samples["pincite_abstentions_total"]) == 1
    assert float(samples['pincite_http_requests_total{route="/api/ask",status="400"}']) == 1
    assert float(samples['pincite_http_requests_total{route="other",status="404"}']) == 3
    assert samples["pincite_engine_running"] == samples["pincite_engine_waiting"] == "0.0"
    assert float(samples["process_resident_memory_bytes"]) > 1e7
    assert "marzipan" not in metrics.text
