"""The library in the address: what leads where, and what is said of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from tests.support.ui_engine import AQUEDUCTS, HIGH, StandIn, library
from ui.app import application
from ui.engine.engine import Engine

ODD = "second höhe & co"
ODD_ADDRESS = "/l/second%20h%C3%B6he%20&%20co"
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("libraries")
    library(folder / f"{ODD}.pincite", [AQUEDUCTS]).close()
    with library(folder / "small.pincite") as small:
        app = application(Engine(StandIn(small)))
        yield TestClient(app, base_url="http://localhost", follow_redirects=False)


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/", "/l/small/ask"),
        ("/?q=How+high%3F&tag=a%26b", "/l/small/ask?q=How+high%3F&tag=a%26b"),
        ("/ask?q=x", "/l/small/ask?q=x"),
        ("/library", "/l/small/library"),
        ("/library/", "/l/small/library"),
        ("/evaluation?library=", "/l/small/evaluation"),
        (f"/library?library={ODD.replace('&', '%26')}", f"{ODD_ADDRESS}/library"),
        ("/?q=caf%C3%A9&library=gone", "/l/gone/ask?q=caf%C3%A9"),
        (f"{ODD_ADDRESS}?q=x", f"{ODD_ADDRESS}/ask?q=x"),
        (f"{ODD_ADDRESS}/", f"{ODD_ADDRESS}/ask"),
        ("/l/second h%C3%B6he%20%26%20co/library?x=%26", f"{ODD_ADDRESS}/library?x=%26"),
    ],
)
def test_addresses_without_a_page_or_library_lead_to_one(
    web: TestClient, address: str, leads_to: str
) -> None:
    reply = web.get(address, headers=HTML)
    assert (reply.status_code, reply.headers["location"]) == (307, leads_to)


def test_a_page_has_its_events_and_files_below_its_library(web: TestClient) -> None:
    page = web.get(f"{ODD_ADDRESS}/library", headers=HTML)
    assert page.status_code == 200
    (root,) = re.findall(r'"root": ?"([^"]*)"', page.text)
    assert unquote(root.replace("\\u0026", "&")) == f"http://localhost/l/{ODD}"
    assert '"./assets/' not in page.text
    assert len(page.content) == int(page.headers["content-length"])


@pytest.mark.parametrize(
    "name", ["gone", "a%2Fb", "..%2Fsmall", "%FF", "%3Cb%3Ebold%3C%2Fb%3E", "small%00", "SMALL"]
)
def test_a_library_that_is_not_there_is_said_and_not_replaced(web: TestClient, name: str) -> None:
    for page in ("ask?q=x", "library", "evaluation", "anything"):
        reply = web.get(f"/l/{name}/{page}", headers=HTML)
        assert (reply.status_code, "There is no library" in reply.text) == (404, True)
        assert f'href="{escape(ODD_ADDRESS)}/ask"' in reply.text
        assert "<b>bold" not in reply.text
    reply = web.post(f"/l/{name}/api/ask", json={"question": HIGH})
    assert reply.status_code == 404
    assert f"Choose one of {ODD}, small." in reply.json()["error"]


def test_a_page_that_is_not_there_is_said(web: TestClient) -> None:
    for address in ("/nowhere", "/l/small/nowhere", "/l/small/healthz", "/l/small/l/small/ask"):
        reply = web.get(address, headers=HTML)
        assert (reply.status_code, "There is no such page" in reply.text) == (404, True)
    assert web.get("/nowhere").json() == {"detail": "Not Found"}


def test_a_backup_is_a_whole_library(web: TestClient, tmp_path: Path) -> None:
    reply = web.get(f"{ODD_ADDRESS}/backup")
    assert "filename*=utf-8''second%20h%C3%B6he%20%26%20co" in reply.headers["content-disposition"]
    (tmp_path / "copy.pincite").write_bytes(reply.content)
    with library(tmp_path / "copy.pincite", ()) as copied:
        assert [each.source for each in copied.list_documents()] == ["aqueducts.md"]
    assert web.get("/l/gone/backup").status_code == 404


def test_the_api_below_a_library_is_about_it(web: TestClient) -> None:
    everywhere, here = (web.get(f"{root}/api/documents").json() for root in ("", ODD_ADDRESS))
    assert (everywhere["total"], here["total"]) == (3, 1)
    asked = web.post(f"{ODD_ADDRESS}/api/ask", json={"question": HIGH, "library": ODD}).json()
    assert {each["source"] for each in asked["citations"]} == {"aqueducts.md"}
    assert web.get("/api/documents", params={"library": ODD}).json()["total"] == 1
    both = web.get(f"{ODD_ADDRESS}/api/documents?library=small")
    assert (both.status_code, "Name only one of them" in both.json()["error"]) == (400, True)
