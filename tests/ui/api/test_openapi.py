"""The OpenAPI document: it describes every path and exactly the fields of the replies."""

from __future__ import annotations

import httpx
import pytest

from tests.support.ui_engine import HIGH, NOBODY
from ui.engine.metrics import ROUTES


def test_replies_match_their_schemas(web: httpx.Client) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema comes with mcp")
    schemas = web.get("/api/openapi.json").json()["components"]["schemas"]

    def validate(name: str, value: object) -> None:
        reference = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
        jsonschema.validate(value, reference)

    answer = web.post("/api/ask", json={"question": HIGH}).json()
    assert answer["citations"]
    validate("Answer", answer)
    validate("Answer", web.post("/api/ask", json={"question": NOBODY}).json())
    validate("Passages", web.post("/api/search", json={"question": HIGH}).json())
    validate("Documents", web.get("/api/documents").json())
    validate("Check", web.post("/api/check", json={"draft": "“no such words”"}).json())
    names = [each["source"] for each in web.get("/api/documents").json()["documents"]]
    both = {"old": names[0], "new": names[1]}
    validate("Comparison", web.post("/api/compare", json=both).json())
    mentions = web.post("/api/mentions", json={"words": "bridges"}).json()
    validate("Mentions", mentions)
    assert {each["quote"].lower() for each in mentions["citations"]} >= {"bridge"}
    validate("HistoryEntries", web.get("/api/history").json())
    validate("Libraries", web.get("/api/libraries").json())
    validate("Health", web.get("/healthz").json())
    validate("Error", web.post("/api/ask", json={}).json())
    with pytest.raises(jsonschema.ValidationError):
        validate("Error", {"error": 1})
    with pytest.raises(jsonschema.ValidationError):
        validate("Answer", {**answer, "unknown": 1})
    validate("AskRequest", {"question": HIGH})
    with pytest.raises(jsonschema.ValidationError):
        validate("SearchRequest", {"question": HIGH, "k": 101})


def test_every_path_is_described_and_counted(web: httpx.Client) -> None:
    paths = web.get("/api/openapi.json").json()["paths"]
    assert set(paths) == {
        *("/api/ask", "/api/search", "/api/documents", "/api/verify", "/api/libraries"),
        *("/api/check", "/api/history", "/healthz", "/metrics", "/api/documents/{id}"),
        *("/api/addresses", "/api/compare", "/api/mentions"),
    }
    several = {
        "/api/history": ["get", "delete"],
        "/api/addresses": ["get", "post", "delete"],
    }
    for path, methods in paths.items():
        assert path in ROUTES or path == "/api/documents/{id}"
        assert list(methods) == several.get(path, [*methods][:1])
        for method, operation in methods.items():
            assert web.request(method, path.replace("{id}", "1")).status_code in (200, 400)
            assert operation["summary"]
            assert "422" not in operation["responses"]
            assert path in ("/healthz", "/metrics") or "4XX" in operation["responses"]
            asks = method == "post" and path not in several
            assert ("503" in operation["responses"]) == asks


def test_the_documentation_page_loads_nothing_from_elsewhere(web: httpx.Client) -> None:
    page = web.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "<code>POST /api/search</code>" in page.text
    assert "At most 2,000 characters." in page.text
    assert '<a href="#SearchRequest">SearchRequest</a>' in page.text
    assert page.text.count("src=") == page.text.count('src="/look/')
    assert "http" not in page.text.replace("GET /healthz", "")
