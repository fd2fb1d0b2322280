"""The page and the API of web addresses, with a real server to fetch from."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from index.errors import PinciteError
from index.library import Library
from tests.support.ui_engine import StandIn, library
from tests.ui.engine.web.site import PAGE, Page, Site, serving
from ui.app import application
from ui.auth.audit import AuditLog
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.engine.web import address_list
from ui.engine.web.address_list import ListedAddress, WebAddresses
from ui.handlers.libraries import list_libraries

PATH = "/l/small/addresses"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Library]:
    with library(tmp_path / "small.pincite", ()) as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def client(opened: Library, *urls: str) -> TestClient:
    app = application(Engine(StandIn(opened)), urls=urls)
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def shown(web: TestClient) -> str:
    """The page, when nothing is being fetched any more."""
    ends = time.monotonic() + 20
    while "data-running" in (page := web.get(PATH).text):
        assert time.monotonic() < ends
        time.sleep(0.05)
    return " ".join(html.fromstring(page).xpath("string(//main)").split())


def send(web: TestClient, **values: str) -> int:
    return web.post(PATH, data=values, follow_redirects=False).status_code


def test_without_the_option_there_is_no_such_page(opened: Library) -> None:
    web = client(opened)
    assert web.get(PATH).status_code == web.post(PATH, data={"action": "again"}).status_code == 404
    assert "--allow-url" in web.get("/l/small/api/addresses").json()["error"]
    engine = Engine(StandIn(opened))
    assert "addresses" not in list_libraries(Libraries(engine), "small")
    listed = Libraries(engine, web=WebAddresses(["https://"]))
    assert '<a href="addresses">' in list_libraries(listed, "small")


def test_addresses_are_fetched_when_somebody_asks_and_then_compared(
    opened: Library, site: Site
) -> None:
    site.pages["/docs/mill"] = Page(headers={"Content-Type": "text/html", "ETag": '"1"'})
    site.pages["/docs/bees.txt"] = Page(b"Ann keeps bees.", headers={})
    web = client(opened, site.url("/docs/"))
    mill, bees = site.url("/docs/mill"), site.url("/docs/bees.txt")
    typed = f" {mill}#top \r\n\n{bees}\n{site.url('/private')}\n<b>"
    reply = web.post(PATH, data={"action": "add", "addresses": typed})
    assert reply.status_code == 200
    page = html.fromstring(reply.text)
    assert page.xpath("string(//textarea)").split() == [site.url("/private"), "<b>"]
    assert "may be fetched here" in page.xpath("string(//*[@role='alert'])")
    assert shown(web).count("· last fetched") == 2
    assert opened.sources() == [bees, mill]
    stored = opened.document(opened.info(mill).id)
    assert (stored.title, stored.text) == ("The mill", "The mill burned down in 1911.")
    assert web.get(f"/l/small/document/{stored.id}").text.count(f'href="{mill}"') == 1
    asked = len(site.requests)

    assert send(web, action="again") == 303
    assert shown(web).count("Unchanged ·") == 2
    assert len(site.requests) == asked + 2

    changed = PAGE.replace("1911", "1912").encode()
    site.pages["/docs/mill"] = Page(changed, headers={"Content-Type": "text/html", "ETag": '"2"'})
    del site.pages["/docs/bees.txt"]
    assert send(web, action="again") == 303
    page_text = shown(web)
    assert page_text.count("Changed, and read again ·") == 1
    assert "Gone from the web ·" in page_text
    assert "There is nothing at this address. Check it" in page_text
    assert opened.document(opened.info(mill).id).text.endswith("1912.")
    assert opened.has_source(bees)  # what is gone stays

    opened.remove(mill)
    assert send(web, action="again", address=mill) == 303  # its ETag would say: unchanged
    assert "Changed, and read again ·" in shown(web)
    assert opened.has_source(mill)

    assert send(web, action="remove", address=mill) == 303
    assert send(web, action="remove", address=mill) == 400
    assert mill not in shown(web)
    assert opened.has_source(mill)
    assert len(site.requests) == asked + 5
    private = site.url("/private")
    for values in (
        *({}, {"action": "x"}, {"action": "again", "address": private}),
        {"action": "add", "addresses": private},
    ):
        assert send(web, **values) == 400
    assert len(site.requests) == asked + 5


def test_what_cannot_be_read_is_said(opened: Library, site: Site) -> None:
    site.pages["/a.png"] = Page(b"\x89PNG\r\n\x1a\n" + bytes(50), headers={})
    site.pages["/b"] = Page(b"<p></p>")
    web = client(opened, site.url())
    send(web, action="add", addresses=f"{site.url('/a.png')}\n{site.url('/b')}\n{site.url('/b')}")
    text = shown(web)
    assert text.count("Not read ·") == 2
    assert "it is a PNG picture." in text
    assert "there are no words in it" in text
    assert opened.sources() == []


def test_the_api_does_the_same(opened: Library, site: Site) -> None:
    site.pages["/mill"] = Page()
    web = client(opened, site.url())
    path, mill = "/l/small/api/addresses", site.url("/mill")
    assert web.get(path).json() == {"allowed": [site.url()], "addresses": []}
    reply = web.post(path, json={"addresses": [mill, "http://127.0.0.1:1/"]})
    assert reply.status_code == 400
    assert "may be fetched here" in reply.json()["error"]
    assert site.requests == []  # none, if one may not
    assert web.post(path, json={"addresses": [mill]}).json()["addresses"][0]["running"]
    shown(web)
    (entry,) = web.get("/api/addresses").json()["addresses"]
    assert (entry["address"], entry["status"], entry["running"]) == (mill, "added", False)
    assert web.post(path, json={}).status_code == 200
    shown(web)
    assert web.get(path).json()["addresses"][0]["status"] == "unchanged"
    assert web.delete(path, params={"address": mill}).json()["addresses"] == []
    assert "not on the list" in web.delete(path, params={"address": mill}).json()["error"]


def test_the_list_is_bounded_and_reads_only_what_it_has_written(
    opened: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_list, "MAX_ADDRESSES", 2)
    engine, web = Engine(StandIn(opened)), WebAddresses(["http://none.invalid/"])
    with pytest.raises(PinciteError, match="would have 3 addresses; at most 2"):
        web.fetch(engine, [f"http://none.invalid/{number}" for number in range(3)])
    good = {"address": "http://none.invalid/", "status": "gone", "etag": '"1"', "other": 1}
    bad: tuple[object, ...] = (
        "x",
        {},
        {"address": "javascript:alert(1)"},
        {**good, "status": "<b>"},
    )
    opened.set_settings(addresses=[*bad, good])
    expected = ListedAddress("http://none.invalid/", "gone", etag='"1"')
    assert web.listed(engine) == [(expected, False)]
    opened.set_settings(addresses="x")
    assert web.listed(engine) == []


def test_the_audit_log_says_who_fetched_what(opened: Library, site: Site, tmp_path: Path) -> None:
    site.pages["/mill"] = Page()
    log, mill = tmp_path / "audit", site.url("/mill")
    app = application(Engine(StandIn(opened)), audit=AuditLog(log), urls=[site.url()])
    web = TestClient(app, base_url="http://localhost")
    send(web, action="add", addresses=f"{mill}\nhttp://127.0.0.1:1/")
    shown(web)
    send(web, action="again")
    shown(web)
    send(web, action="remove", address=mill)
    web.post("/l/small/api/addresses", json={"addresses": [mill]})
    web.delete("/l/small/api/addresses", params={"address": mill})
    lines = [json.loads(line) for line in log.read_text(encoding="ascii").splitlines()]
    assert [(line["action"], line["object"]) for line in lines] == [
        ("fetched", mill),
        ("fetched", "all of the list"),
        ("took off the list", mill),
        ("fetched", mill),
        ("took off the list", mill),
    ]
