"""The routes of the history: the page, its parts, files; users and other sites apart."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from typing import cast
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from lxml import html
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from index.library import Library
from tests.support.tabs import Tab
from tests.support.ui_engine import HIGH, INGREDIENTS, MIX, NOBODY, StandIn, document, library
from ui.api import rest
from ui.app import application
from ui.auth.identity import USER
from ui.engine.engine import Engine
from ui.engine.history.entries import Result, utc_now
from ui.engine.history.history import ENDING
from ui.engine.history.store import HistoryStore
from ui.engine.libraries import Libraries
from ui.pages.history.files import FORMATS
from ui.pages.history.routes import routes as history_routes

HOSTILE = "<img src=x onerror=alert(1)> ${x} =1+1"


class AsUser:
    """ASGI middleware in the place of the login: the user is that of a header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope[USER] = dict(scope["headers"]).get(b"x-user", b"").decode()
        await self._app(scope, receive, send)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library(tmp_path_factory.mktemp("history") / "small.pincite") as opened:
        yield opened


@pytest.fixture(scope="module")
def app(small: Library) -> Iterator[TestClient]:
    """One application for all tests: each has a user of its own."""
    made = AsUser(application(Engine(StandIn(small))))
    with TestClient(made, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


class Visit:
    """A user at a library."""

    def __init__(self, app: TestClient, library: Library, user: str) -> None:
        self.web = app
        self.library = library
        self.user = user
        self.store = HistoryStore(library.path.with_suffix(ENDING))
        self._root = f"/l/{library.path.stem}"

    def get(self, path: str = "history", **query: str) -> httpx.Response:
        address, headers = f"{self._root}/{path}", {"x-user": self.user}
        reply = self.web.get(address, params=query or None, headers=headers)
        return cast("httpx.Response", reply)

    def act(self, action: str, **form: object) -> httpx.Response:
        address, headers = f"{self._root}/history/{action}", {"x-user": self.user}
        reply = self.web.post(address, data={"part": "1", **form}, headers=headers)
        return cast("httpx.Response", reply)

    def add(self, question: str, link: str = "") -> int:
        result = Result.of(StandIn(self.library).ask(question))
        return self.store.add(self.user, question, link, result, utc_now())

    def listed(self, **query: str) -> list[str]:
        reply = self.get(**query)
        assert reply.status_code == 200
        shown = html.fromstring(reply.text)
        return list(shown.xpath("//li[contains(@class, 'entry')]/p[1]/a/bdi/text()"))

    def saved(self) -> html.HtmlElement:
        """The saved questions, once they have been asked again."""
        deadline = time.monotonic() + 10
        while "data-running" in (shown := self.get("history/saved").text):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return html.fromstring(shown)


@pytest.fixture
def ann(app: TestClient, small: Library, request: pytest.FixtureRequest) -> Visit:
    return Visit(app, small, f"ann {request.node.name}")


def test_what_is_asked_on_the_page_is_in_the_history(app: TestClient, small: Library) -> None:
    """Back and Forward ask again and add nothing."""
    tab, visit = Tab(cast("httpx.Client", app), "ask", "small", "session"), Visit(app, small, "")
    for question in (HIGH, NOBODY):
        tab.send("ask-button", "click", question)
    tab.send("answer", "go", query=f"?q={quote(INGREDIENTS)}")
    recent = html.fromstring(visit.get("history/recent").text)
    assert recent.xpath("//li/a/bdi/text()") == [NOBODY, HIGH]
    assert recent.xpath("//li/a/@href")[1] == "ask?q=How+high+is+the+Pont+du+Gard%3F"
    page = html.fromstring(visit.get().text)
    assert page.xpath("//li[@class='card entry']//q/bdi/text()") == ["48.8 metres"]
    place, _ = page.xpath("//li[contains(@class, 'place')]/a/@href")
    opened = html.fromstring(visit.get(place).text)
    assert opened.xpath("string(//*[@id='mark-1'])") == "48.8 metres"


def test_entries_are_pinned_noted_deleted_and_restored(ann: Visit) -> None:
    one, two = ann.add(HIGH), ann.add(NOBODY, link="tag=travel&risk=5")
    assert ann.listed() == [NOBODY, HIGH]
    assert "tag travel, risk 5 %" in ann.get().text
    assert ">Unsave<" in ann.act("pin", id=one, on=1).text
    assert "for\nthe board" in ann.act("note", id=one, note="for\r\nthe board").text
    assert ann.listed(saved="1") == ann.listed(q="board") == [HIGH]
    assert ann.listed(q="nothing here") == []
    assert "Undo" in ann.act("delete", id=one).text
    assert ann.listed() == [NOBODY]
    assert ann.act("restore", id=one).status_code == 200
    assert ann.listed(saved="1") == [HIGH]
    assert ann.act("clear").history[0].status_code == 303
    assert ann.listed() == [HIGH]
    ann.act("clear", saved=1)
    assert ann.listed() == []
    gone = ann.act("pin", id=two, on=1)
    assert gone.status_code == 404
    assert gone.json()["error"].startswith(f"There is no question {two} in the history.")


def test_users_do_not_see_or_change_each_others_questions(
    app: TestClient, small: Library, ann: Visit
) -> None:
    bob = Visit(app, small, "bob")
    ann.add(HIGH)
    theirs = bob.add(NOBODY)
    assert (ann.listed(), bob.listed()) == ([HIGH], [NOBODY])
    assert "Nobody else sees them" in ann.get().text
    for action in ("pin", "note", "delete", "accept", "restore"):
        assert ann.act(action, id=theirs, on=1, note="x").status_code in (400, 404)
    bob.act("delete", id=theirs)
    assert ann.act("restore", id=theirs).status_code == 400
    assert bob.act("restore", id=theirs).status_code == 200
    ann.act("clear", saved=1)
    ann.act("again")
    shown = [ann.get("history/export", format=kind) for kind in FORMATS]
    shown += [ann.get("history"), ann.get("history/recent"), ann.get("history/saved")]
    assert [reply.status_code for reply in shown] == [200] * len(shown)
    assert all("Eiffel" not in reply.text for reply in shown)
    assert ann.get("api/history").json() == {"total": 0, "entries": []}
    address, headers = "/l/small/api/history", {"x-user": ann.user}
    assert app.delete(f"{address}?id={theirs}", headers=headers).status_code == 400
    assert app.delete(f"{address}?all=everything", headers=headers).json() == {"deleted": 0}
    (kept,) = bob.store.entries("bob")
    assert (kept.question, kept.pinned, kept.note, kept.again) == (NOBODY, False, "", None)


def test_saved_questions_asked_again_show_what_has_changed(app: TestClient, small: Library) -> None:
    with library(small.path.with_name("other.pincite")) as other:
        ann = Visit(app, other, "ann")
        other.remove("gard-guide.txt")
        one, two = ann.add(HIGH), ann.add(MIX)
        for id in (one, two):
            ann.act("pin", id=id, on=1)
        other.remove("aqueducts.md")
        survey = ("Bridge", "The bridge is 48.8 metres high, or so it seems.")
        other.add(document("aqueducts.md", "New survey", survey))
        ann.act("again")
        status = " ".join(ann.saved().xpath("string(//p[@role='status'])").split())
        assert status == "2 questions · 2 Unchanged"
        other.remove("concrete.txt")
        other.remove("aqueducts.md")
        other.add(document("gard-guide.txt", "Height", survey))
        ann.act("again")
        part = ann.saved()
        labels = part.xpath("//b[contains(@class, 'change')]/text()")
        assert labels == ["No longer answered", "Same words, other document"]
        told = [" ".join(each.text_content().split()) for each in part.xpath("//dl")]
        assert told[0].startswith("Was volcanic ash 97 % Why Roman concrete lasted")
        assert "Is No answer found" in told[0]
        assert told[0].endswith("Not in the library any more concrete.txt")
        assert "Since gard-guide.txt, added 20" in told[1]
        ann.act("accept", id=two)
        assert ann.store.entry("ann", two).result.outcome == "nothing"


def test_files_have_every_entry_and_no_formula(ann: Visit) -> None:
    for question in (HIGH, INGREDIENTS, f"=SUM(1) {HOSTILE}"):
        ann.add(question)
    replies = {key: ann.get("history/export", format=key) for key in FORMATS}
    assert {reply.headers["content-disposition"] for reply in replies.values()} == {
        f'attachment; filename="history{made.suffix}"' for made in FORMATS.values()
    }
    rows = list(csv.DictReader(io.StringIO(replies["csv"].text.removeprefix("\ufeff"))))
    assert rows[0]["question"].startswith("'=SUM(1)")
    assert [row["answer"] for row in rows[1:]] == ["lime; volcanic ash", "48.8 metres"]
    assert rows[2]["document"] == "How Roman aqueducts worked"
    outcomes = [each["outcome"] for each in json.loads(replies["json"].text)]
    assert outcomes == ["nothing", "answer", "answer"]
    assert "The Pont du Gard stands **48.8 metres** high" in replies["markdown"].text
    assert "<img" not in replies["markdown"].text.replace("\\<img", "")
    assert ann.get("history/export", format="exe").status_code == 400


def test_hostile_words_are_text(ann: Visit) -> None:
    id = ann.add(HOSTILE, link="title=%3Cimg%3E&source=%3Cimg+src%3Dx%3E")
    for page in (
        ann.act("note", id=id, note=HOSTILE),
        ann.act("pin", id=id, on=1),
        ann.get(q="<img"),
        ann.get("history/recent"),
        ann.act("delete", id=id),
    ):
        assert page.status_code == 200
        assert html.fromstring(page.text).xpath("//img") == []


def test_another_site_and_bad_forms_change_nothing(app: TestClient, ann: Visit) -> None:
    id = ann.add(HIGH)
    other = {"origin": "http://evil.example", "x-user": ann.user}
    for action in ("pin", "note", "delete", "restore", "accept", "clear", "again"):
        form = {"id": id, "on": 1, "saved": 1, "note": "x"}
        assert app.post(f"/l/small/history/{action}", data=form, headers=other).status_code == 403
        assert ann.get(f"history/{action}").status_code in (404, 405)
        if action not in ("clear", "again"):
            assert ann.act(action, id="x").status_code == 400
    assert app.delete("/l/small/api/history?all=everything", headers=other).status_code == 403
    assert ann.act("note", id=id, note="x" * 60_000).status_code == 400
    assert ann.get(page="x").status_code == 400
    assert app.get("/l/gone/history", headers={"accept": "text/html"}).status_code == 404
    (kept,) = ann.store.entries(ann.user)
    assert (kept.pinned, kept.note) == (False, "")


def test_a_damaged_or_read_only_history_is_said_and_questions_are_answered(
    app: TestClient, small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library(small.path.with_name("worn.pincite")) as worn:
        ann = Visit(app, worn, "")
        ann.add(HIGH)
        monkeypatch.setattr("ui.engine.history.database.is_writable", lambda _: False)
        assert "folder of the library is read-only" in ann.get().text
        assert ann.listed() == [HIGH]
        worn.path.with_suffix(ENDING).write_bytes(b"damage" * 99)
        page = ann.get()
        assert page.status_code == 200
        assert "The history of this library is damaged." in page.text
        assert str(worn.path.parent) not in page.text
        assert ann.get("history/recent").json()["error"].startswith("The history of this")
        assert ann.get("api/history").status_code == 400
        reply = app.post("/l/worn/api/ask", json={"question": HIGH})
        assert reply.json()["answer"] == "48.8 metres"


def test_a_history_that_is_switched_off(small: Library) -> None:
    libraries = Libraries(Engine(StandIn(small)))
    off = FastAPI(routes=history_routes(libraries))  # type: ignore[arg-type]
    off.include_router(rest.router(libraries))
    with TestClient(off) as web:
        assert "switched off on this server" in web.get("/history").text
        assert web.get("/history/recent").status_code == 404
        assert web.post("/history/clear", data={"part": "1", "saved": "1"}).status_code == 404
        assert "switched off" in web.get("/api/history").json()["error"]
