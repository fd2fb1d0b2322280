"""The history over REST: what was asked on the page, found, and deleted."""

from __future__ import annotations

import httpx
import pytest

from tests.support.tabs import Tab
from tests.support.ui_engine import HIGH, MIX, NOBODY


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
