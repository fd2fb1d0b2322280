"""REST: answers, passages, documents, verification, libraries and the history."""

from __future__ import annotations

import httpx
import pytest

from tests.support.tabs import Tab
from tests.support.ui_engine import HIGH, MIX, NOBODY
from tests.ui.api.conftest import HOSTILE


def test_ask_answers_with_citations(web: httpx.Client) -> None:
    response = web.post("/api/ask", json={"question": HIGH})
    answer = response.json()
    assert (response.status_code, answer["answer"]) == (200, "48.8 metres")
    assert len(answer["citations"]) == 2
    first = answer["citations"][0]
    assert (first["source"], first["quote"]) == ("aqueducts.md", "48.8 metres")


def test_ask_searches_the_documents_that_match_the_filters(web: httpx.Client) -> None:
    def sources(**filters: object) -> list[str]:
        answer = web.post("/api/ask", json={"question": HIGH, **filters}).json()
        return [citation["source"] for citation in answer["citations"]]

    assert sources() == ["aqueducts.md", "gard-guide.txt"]
    assert sources(sources=["*.txt"]) == ["gard-guide.txt"]
    assert sources(title=" visitor  guide ") == ["gard-guide.txt"]
    assert sources(sources=[" "], title="", tags=[]) == ["aqueducts.md", "gard-guide.txt"]
    assert sources(sources=None, tags=None) == ["aqueducts.md", "gard-guide.txt"]
    assert sources(sources=["*.txt"], title="concrete") == []
    assert sources(tags=["travel"]) == ["gard-guide.txt"]


def test_ask_abstains(web: httpx.Client) -> None:
    answer = web.post("/api/ask", json={"question": NOBODY}).json()
    assert (answer["answer"], answer["citations"]) == (None, [])


def test_ask_accepts_json_under_any_content_type(web: httpx.Client) -> None:
    """curl -d sends the type of a form."""
    for content_type in ("application/x-www-form-urlencoded", "text/plain", "application/json"):
        response = web.post(
            "/api/ask",
            content=f'{{"question": "{HIGH}"}}',
            headers={"content-type": content_type},
        )
        assert response.json()["answer"] == "48.8 metres"


def test_found_passages_can_be_verified(web: httpx.Client) -> None:
    request = {"question": f" {HIGH} ", "k": 2, "method": "lexical"}
    found = web.post("/api/search", json=request).json()
    assert (found["question"], len(found["passages"])) == (HIGH, 2)
    best = found["passages"][0]
    assert (best["source"], best["lexical_rank"], best["dense_rank"]) == ("aqueducts.md", 1, None)
    quotation = {name: best[name] for name in ("hash", "start", "end")} | {"quote": best["text"]}

    def verify(**changes: str) -> dict[str, object]:
        response: dict[str, object] = web.get("/api/verify", params={**quotation, **changes}).json()
        return response

    assert verify() == {"verified": True, "problem": None}
    forged = verify(quote="The bridge is 50 metres high.")
    assert forged["verified"] is False
    assert "not 'The bridge is 50 metres high.'" in str(forged["problem"])
    assert "no document" in str(verify(hash="0" * 64)["problem"])


def test_documents_are_listed_in_parts(web: httpx.Client) -> None:
    everything = web.get("/api/documents").json()
    sources = [each["source"] for each in everything["documents"]]
    assert sources == ["aqueducts.md", "concrete.txt", "gard-guide.txt", "hostile<b>.md"]
    part = web.get("/api/documents?limit=1&offset=1").json()
    assert (part["total"], part["documents"]) == (4, everything["documents"][1:2])


def test_documents_are_filtered(web: httpx.Client) -> None:
    def total(query: str) -> int:
        return int(web.get(f"/api/documents?{query}").json()["total"])

    assert total("sources=*.md&sources=*.pdf&title=roman") == 1
    assert total("since=2021") == 1
    assert total("until=2021-05") == 0
    assert total("since=2021-06-01") == 1
    tagged = web.get("/api/documents?tags=travel").json()["documents"]
    assert [each["source"] for each in tagged] == ["gard-guide.txt"]
    dated = {"question": HIGH, "since": "2021", "until": "2021"}
    assert web.post("/api/ask", json=dated).json()["documents"] == 1


def test_another_library_of_the_folder_is_asked_by_its_name(web: httpx.Client) -> None:
    assert web.get("/api/libraries").json() == {"libraries": ["second", "small"], "first": "small"}
    listed = web.get("/api/documents?library=second").json()["documents"]
    assert [each["source"] for each in listed] == ["moon.txt"]

    question = "How far is it, says moon.txt?"
    assert web.post("/api/ask", json={"question": question}).json()["answer"] is None
    in_second = {"question": question, "library": "second"}
    answer = web.post("/api/ask", json=in_second).json()
    assert (answer["answer"], answer["documents"]) == ("Distance", 1)  # the first sentence

    quotation = {name: answer["citations"][0][name] for name in ("hash", "start", "end", "quote")}
    verified = web.get("/api/verify", params={**quotation, "library": "second"}).json()
    assert verified["verified"] is True
    assert "no document" in web.get("/api/verify", params=quotation).json()["problem"]
    passages = web.post("/api/search", json=in_second).json()["passages"]
    assert [each["source"] for each in passages] == ["moon.txt"]


def test_a_draft_is_checked(web: httpx.Client) -> None:
    draft = "It says “The moon is 384,400 kilometres away.” and “The moon is 300 kilometres away.”"
    checked = web.post("/api/check", json={"draft": draft, "library": "second"}).json()
    assert (checked["fine"], checked["documents"]) == (False, 1)
    verbatim, altered = checked["findings"]
    assert (verbatim["verdict"], altered["verdict"]) == ("verbatim", "altered")
    (citation,) = verbatim["citations"]
    assert citation["quote"] == "The moon is 384,400 kilometres away"
    names = {name: citation[name] for name in ("hash", "start", "end", "quote")}
    assert web.get("/api/verify", params={**names, "library": "second"}).json()["verified"]
    (difference,) = altered["differences"]
    assert (difference["draft"], difference["source"]) == ("300", "384,400")
    assert draft[difference["draft_start"] : difference["draft_end"]] == "300"
    assert "The draft is empty." in web.post("/api/check", json={"draft": " "}).json()["error"]
    long = web.post("/api/check", json={"draft": f"{'word ' * 30_000}“{HOSTILE}”"})
    assert long.json()["fine"] is False or long.json()["counts"]["verbatim"] == 1
    assert web.post("/api/check", json={"draft": "x" * 1_000_001}).status_code in (400, 413)


def test_markup_stays_text(web: httpx.Client) -> None:
    """Every response is JSON with the content type of JSON, which no browser takes for a page."""
    for response in (
        web.post("/api/ask", json={"question": "What does the gate say in hostile<b>.md?"}),
        web.post("/api/search", json={"question": HOSTILE}),
        web.get("/api/documents"),
        web.post("/api/ask", json={"question": HOSTILE, HOSTILE: 1}),
        web.get("/api/verify", params={"hash": HOSTILE, "start": 0, "end": 1, "quote": HOSTILE}),
    ):
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-content-type-options"] == "nosniff"
        response.json()
    passages = web.post("/api/search", json={"question": "gate hostile"}).json()["passages"]
    assert HOSTILE in passages[0]["title"]


def test_healthz(web: httpx.Client) -> None:
    assert web.get("/healthz").json()["status"] == "ok"
    assert web.get("/healthz").json()["documents"] == 4
    assert web.head("/healthz").status_code == 200


def test_title_and_tags_are_set_and_taken_back(web: httpx.Client) -> None:
    (moon,) = web.get("/l/second/api/documents").json()["documents"]
    address = f"/l/second/api/documents/{moon['id']}"
    values = {"title": "Our moon", "date": "2024-02", "tags": ["b", "a"]}
    changed = web.patch(address, json=values).json()
    assert changed == {
        **moon,
        **values,
        "tags": ["a", "b"],
        "of_file": {"title": "The moon", "date": "", "tags": []},
    }
    assert web.get("/l/second/api/documents?tags=a&title=our").json()["documents"] == [changed]
    assert web.patch(address, json={"author": "Ann"}).json()["title"] == "Our moon"
    back = web.patch(address, json={"title": None, "author": None, "date": None, "tags": None})
    assert back.json() == moon
    assert web.patch(address, json={}).json() == moon
    for body, message in (
        ({"title": ""}, "The title is empty"),
        ({"title": 3}, '"title" is 3, not a text'),
        ({"tags": "a"}, '"tags" is "a", not a list'),
        ({"date": "2024-13"}, "Write it as 2024"),
        ({"text": "Other words."}, 'no field "text"'),
    ):
        refused = web.patch(address, json=body)
        assert refused.status_code == 400
        assert message in refused.json()["error"]
    assert "no document 77" in web.patch("/l/second/api/documents/77", json={}).json()["error"]
    assert web.patch("/l/second/api/documents/x", json={}).status_code == 404
    assert web.get("/l/second/api/documents").json()["documents"] == [moon]


def test_the_history_is_listed_searched_and_deleted(web: httpx.Client) -> None:
    tab = Tab(web, "ask", "small", "history")
    for question in (HIGH, NOBODY, MIX):
        tab.send("ask-button", "click", question)
    everything = web.get("/api/history").json()
    assert everything["total"] == 3
    assert [(each["question"], each["answer"]) for each in everything["entries"]] == [
        (MIX, ["volcanic ash"]),
        (NOBODY, []),
        (HIGH, ["48.8 metres"]),
    ]
    entry = everything["entries"][2]
    assert (entry["outcome"], entry["saved"], entry["note"], entry["again"]) == (
        *("answer", False, ""),
        None,
    )
    cited = entry["citations"][0]
    keys = ("hash", "start", "end", "quote")
    verified = web.get("/api/verify", params={key: cited[key] for key in keys}).json()
    assert verified["verified"]
    found = web.get("/l/small/api/history?words=eiffel&limit=1").json()
    assert [each["question"] for each in found["entries"]] == [NOBODY]
    assert web.get("/l/second/api/history").json()["total"] == 0
    assert web.get("/api/history?saved=true").json()["total"] == 0
    assert web.delete(f"/api/history?id={entry['id']}").json() == {"deleted": 1}
    assert web.delete("/l/small/api/history?all=unsaved").json() == {"deleted": 2}
    assert web.get("/api/history").json()["total"] == 0


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "It is not said what to delete."),
        ("?id=1&all=everything", "It is not said what to delete."),
        ("?id=99", "There is no question 99 in the history."),
        ("?id=-1", '"id" is "-1"'),
        ("?all=1", '"all" is "1". Choose one of'),
        ("?who=bob", 'There is no parameter "who".'),
    ],
)
def test_what_cannot_be_deleted_is_said(web: httpx.Client, query: str, message: str) -> None:
    reply = web.delete(f"/api/history{query}")
    assert reply.status_code == 400
    assert reply.json()["error"].startswith(message)


def test_a_yes_that_is_no_truth_value_is_said(web: httpx.Client) -> None:
    reply = web.post("/api/ask", json={"question": HIGH, "everywhere": "yes"})
    assert (reply.status_code, reply.json()["error"]) == (
        400,
        '"everywhere" is "yes". Send true or false.',
    )
    assert web.get("/api/history?saved=maybe").json()["error"] == (
        '"saved" is "maybe". Send true or false.'
    )
