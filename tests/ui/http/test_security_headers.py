"""Headers of every response; hosts and origins that are rejected."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.support.ui_engine import HIGH


@pytest.mark.parametrize(
    "path", ["/", "/library", "/evaluation", "/look/base.css", "/healthz", "/nowhere"]
)
def test_every_response_has_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_other_host_names_are_rejected(client: TestClient) -> None:
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/healthz", headers={"host": "127.0.0.1:9999"}).status_code == 200
    assert client.get("/healthz", headers={"host": "[::1]:9999"}).status_code == 200


def test_other_web_sites_cannot_make_the_browser_change_things(client: TestClient) -> None:
    def ask(origin: str) -> int:
        headers = {"origin": origin}
        return client.post("/api/ask", json={"question": HIGH}, headers=headers).status_code

    assert ask("http://localhost:7860") == 200
    assert ask("http://evil.example") == 403
    assert ask("null") == 403
    other = {"origin": "http://evil.example"}
    upload = client.post("/gradio_api/upload", files={"files": b"x"}, headers=other)
    assert upload.status_code == 403
    assert client.get("/healthz", headers=other).status_code == 200
