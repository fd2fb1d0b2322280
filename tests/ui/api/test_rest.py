"""What programs are told: over REST, through gradio_client, and by the description of it all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.support.serving import running
from tests.support.ui_engine import HIGH, NOBODY, StandIn, document, library
from ui.api import openapi
from ui.engine.engine import Engine
from ui.engine.metrics import ROUTES

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with library(tmp_path_factory.mktemp("programs") / "small.pincite") as made:
        with made.sibling("second", create=True) as second:
            second.add(
                document(
                    "moon.txt", "The moon", ("Distance", "The moon is 384,400 kilometres away.")
                )
            )
        made.add(
            document("hostile<b>.md", HOSTILE, ("Notes", f"The gate says {HOSTILE} to everyone."))
        )
        with running(Engine(StandIn(made))) as address:
            yield address


@pytest.fixture(scope="module")
def web(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=30) as client:
        yield client


# REST


def test_what_is_found_can_be_verified(web: httpx.Client) -> None:
    found = web.post(
        "/api/search", json={"question": f" {HIGH} ", "k": 2, "method": "lexical"}
    ).json()
    assert (found["question"], len(found["passages"])) == (HIGH, 2)
    best = found["passages"][0]
    assert (best["source"], best["lexical_rank"], best["dense_rank"]) == ("aqueducts.md", 1, None)
    cited = {
        "hash": best["hash"],
        "start": best["start"],
        "end": best["end"],
        "quote": best["text"],
    }
    assert web.get("/api/verify", params=cited).json() == {"verified": True, "problem": None}
    forged = web.get(
        "/api/verify", params={**cited, "quote": "The bridge is 50 metres high."}
    ).json()
    assert forged["verified"] is False
    assert "not 'The bridge is 50 metres high.'" in forged["problem"]
    assert (
        "no document"
        in web.get("/api/verify", params={**cited, "hash": "0" * 64}).json()["problem"]
    )


def test_documents_are_listed_in_parts(web: httpx.Client) -> None:
    everything = web.get("/api/documents").json()
    assert [each["source"] for each in everything["documents"]] == [
        "aqueducts.md",
        "concrete.txt",
        "gard-guide.txt",
        "hostile<b>.md",
    ]
    part = web.get("/api/documents?limit=1&offset=1").json()
    assert (part["total"], part["documents"]) == (4, everything["documents"][1:2])
    assert web.get("/api/documents?sources=*.md&sources=*.pdf&title=roman").json()["total"] == 1
    assert (
        web.get("/api/documents?tags=travel").json()["documents"][0]["source"] == "gard-guide.txt"
    )
    assert [
        web.get(f"/api/documents?{dates}").json()["total"]
        for dates in ("since=2021", "until=2021-05", "since=2021-06-01")
    ] == [
        1,
        0,
        1,
    ]
    assert (
        web.post("/api/ask", json={"question": HIGH, "since": "2021", "until": "2021"}).json()[
            "documents"
        ]
        == 1
    )
    assert web.get("/api/documents?since=soon").json() == {
        "error": '"since" is "soon", which is no date. Write it as 2024, 2024-03 or 2024-03-31.'
    }


def test_another_library_of_the_folder_is_asked_by_its_name(url: str, web: httpx.Client) -> None:
    assert web.get("/api/libraries").json() == {"libraries": ["second", "small"], "first": "small"}
    assert [
        each["source"] for each in web.get("/api/documents?library=second").json()["documents"]
    ] == ["moon.txt"]
    question = "How far is it, says moon.txt?"
    assert web.post("/api/ask", json={"question": question}).json()["answer"] is None
    told = web.post("/api/ask", json={"question": question, "library": "second"}).json()
    assert (told["answer"], told["documents"]) == ("Distance", 1)  # its first sentence
    cited = {name: told["citations"][0][name] for name in ("hash", "start", "end", "quote")}
    assert web.get("/api/verify", params={**cited, "library": "second"}).json()["verified"] is True
    assert "no document" in web.get("/api/verify", params=cited).json()["problem"]
    found = web.post("/api/search", json={"question": question, "library": "second"}).json()[
        "passages"
    ]
    assert [each["source"] for each in found] == ["moon.txt"]
    client = Client(url, verbose=False)
    assert (
        client.predict(question, library="second", api_name="/ask")["citations"]
        == told["citations"]
    )
    assert client.predict(api_name="/libraries")["libraries"] == ["second", "small"]
    client.close()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/verify?hash=ab&start=0&end=4", "hash, start, end, quote"),
        ("/api/verify?hash=ab&start=x&end=4&quote=a", '"start" is x. Send a whole number'),
        ("/api/verify?hash=ab&start=-1&end=4&quote=a", '"start" is -1'),
        ("/api/documents?limit=1001", "from 0 to 1,000"),
        ("/api/documents?colour=red", "sources, title, tags, since, until, limit, offset, library"),
        (
            "/api/documents?library=third",
            'There is no library "third". Choose one of second, small.',
        ),
        ("/api/libraries?colour=red", "no values"),
    ],
)
def test_an_address_that_says_nothing_is_refused(web: httpx.Client, path: str, said: str) -> None:
    reply = web.get(path)
    assert (reply.status_code, said in reply.json()["error"]) == (400, True)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"k": 0}, "from 1 to 100"),
        ({"k": True}, '"k" is True'),
        ({"method": "magic"}, "hybrid, dense, lexical"),
        ({"sources": "a"}, "a list"),
    ],
)
def test_a_search_that_cannot_be_done_is_refused(
    web: httpx.Client, body: dict[str, object], said: str
) -> None:
    reply = web.post("/api/search", json={"question": HIGH, **body})
    assert (reply.status_code, said in reply.json()["error"]) == (400, True)


def test_markup_stays_text(web: httpx.Client) -> None:
    """In every answer it is JSON, and said to be JSON, which no browser guesses to be a page."""
    for reply in (
        web.post("/api/ask", json={"question": "What does the gate say in hostile<b>.md?"}),
        web.post("/api/search", json={"question": HOSTILE}),
        web.get("/api/documents"),
        web.post("/api/ask", json={"question": HOSTILE, HOSTILE: 1}),
        web.get("/api/verify", params={"hash": HOSTILE, "start": 0, "end": 1, "quote": HOSTILE}),
    ):
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["x-content-type-options"] == "nosniff"
        reply.json()
    assert (
        HOSTILE
        in web.post("/api/search", json={"question": "gate hostile"}).json()["passages"][0]["title"]
    )


# the description


def test_answers_are_as_described(web: httpx.Client) -> None:
    jsonschema = pytest.importorskip(
        "jsonschema", reason="comes with mcp: pip install -r requirements-mcp.txt"
    )
    described = web.get("/api/openapi.json").json()
    assert described == openapi.document()

    def fits(name: str, value: object) -> None:
        jsonschema.validate(
            value, {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        )

    answered = web.post("/api/ask", json={"question": HIGH}).json()
    assert answered["citations"]
    fits("Answer", answered)
    fits("Answer", web.post("/api/ask", json={"question": NOBODY}).json())
    fits("Passages", web.post("/api/search", json={"question": HIGH}).json())
    fits("Documents", web.get("/api/documents").json())
    fits("Libraries", web.get("/api/libraries").json())
    fits("Health", web.get("/healthz").json())
    fits("Error", web.post("/api/ask", json={}).json())
    with pytest.raises(jsonschema.ValidationError):
        fits("Error", {"error": 1})


def test_every_path_is_described_and_counted(web: httpx.Client) -> None:
    for path, methods in openapi.document()["paths"].items():
        assert path in ROUTES
        assert web.request("POST" if "post" in methods else "GET", path).status_code in (200, 400)


def test_the_page_of_the_description_asks_no_other_host(web: httpx.Client) -> None:
    page = web.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "<code>POST /api/search</code>" in page.text
    assert "src=" not in page.text
    assert "http" not in page.text.replace("GET /healthz", "")


# metrics


def test_metrics_count_and_keep_questions_to_themselves(web: httpx.Client) -> None:
    web.post("/api/ask", json={"question": f"{NOBODY} marzipan"})
    web.post("/api/ask", json={"question": " "})
    for number in range(3):
        web.get(f"/marzipan/{number}")
    told = web.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=")
    lines = dict(line.rsplit(" ", 1) for line in told.text.splitlines() if not line.startswith("#"))
    assert float(lines['pincite_engine_calls_total{outcome="done",verb="ask"}']) >= 1
    assert float(lines['pincite_engine_calls_total{outcome="refused",verb="ask"}']) >= 1
    assert float(lines["pincite_abstentions_total"]) >= 1
    assert float(lines['pincite_http_requests_total{route="/api/ask",status="400"}']) >= 1
    assert float(lines['pincite_http_requests_total{route="other",status="404"}']) >= 3
    assert lines["pincite_engine_running"] == lines["pincite_engine_waiting"] == "0.0"
    assert float(lines["process_resident_memory_bytes"]) > 1e7
    assert "marzipan" not in told.text


# gradio_client


def test_gradio_client_gets_the_same(url: str, web: httpx.Client) -> None:
    client = Client(url, verbose=False)
    told: dict[str, Any] = client.predict(HIGH, api_name="/ask")
    assert told["citations"] == web.post("/api/ask", json={"question": HIGH}).json()["citations"]
    assert (
        client.predict(question=HIGH, sources=["*.txt"], api_name="/ask")["citations"][0]["source"]
        == "gard-guide.txt"
    )
    assert (
        client.predict(question=HIGH, k=1, api_name="/search")["passages"][0]["source"]
        == "aqueducts.md"
    )
    assert client.predict(api_name="/documents")["total"] == 4
    first = told["citations"][0]
    cited = {name: first[name] for name in ("hash", "start", "end", "quote")}
    assert client.predict(**cited, api_name="/verify") == {"verified": True, "problem": None}
    with pytest.raises(AppError, match="The question is empty"):
        client.predict(" ", api_name="/ask")
    client.close()


def test_gradio_offers_programs_nothing_else(web: httpx.Client) -> None:
    assert set(web.get("/gradio_api/info").json()["named_endpoints"]) == {
        "/ask",
        "/search",
        "/documents",
        "/verify",
        "/libraries",
    }


def test_one_gate_for_every_way_of_asking(tmp_path: Path) -> None:
    """While one question is being answered and none may wait, all others are told "busy", in the words of their way."""
    import threading
    import time

    with library(tmp_path / "busy.pincite") as made:
        engine = Engine(StandIn(made, pause=2.5), at_once=1, waiting=0)
        with running(engine) as url, httpx.Client(base_url=url, timeout=30) as web:
            client = Client(url, verbose=False)
            asker = threading.Thread(target=engine.ask, args=[HIGH])
            asker.start()
            time.sleep(0.2)
            refused = [
                web.post(path, json={"question": HIGH}) for path in ("/api/ask", "/api/search")
            ]
            with pytest.raises(AppError, match="Too many questions at once"):
                client.predict(HIGH, api_name="/ask")
            asker.join()
            client.close()
    assert [(reply.status_code, reply.headers["retry-after"]) for reply in refused] == [
        (503, "2")
    ] * 2
