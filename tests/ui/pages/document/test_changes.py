"""The page of what changed, its files, and the page of all mentions, without a browser."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml import html
from starlette.testclient import TestClient

from index.library import Library
from index.spans import Document, Marker
from tests.support.ui_engine import StandIn, library
from ui.api.pdf_pages import is_pdf
from ui.app import application
from ui.engine.engine import Engine

OLD = "The rent is £500 a month. The tenant may sublet the attic. The law of Ilm applies to it all."
NEW = OLD.replace("£500", "£520").replace("may sublet", "may not sublet") + " =SUM(1) is written."


@pytest.fixture(scope="module")
def leases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library(tmp_path_factory.mktemp("changes") / "leases.pincite") as opened:
        opened.add(Document(0, "/srv/lease v1.txt", "Lease", OLD, date="2021"))
        opened.add(Document(0, "/srv/lease v2.txt", "Lease", NEW, date="2020"))
        yield opened


@pytest.fixture(scope="module")
def web(leases: Library) -> TestClient:
    app = application(Engine(StandIn(leases)))
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def both(leases: Library) -> dict[str, str]:
    first, second = (leases.info(f"/srv/lease v{number}.txt").id for number in (1, 2))
    return {"old": str(first), "new": str(second)}


def test_likely_pairs_are_offered_the_older_first(web: TestClient, both: dict[str, str]) -> None:
    shown = html.fromstring(web.get("/changes").text)
    (pair,) = shown.xpath("//section[@aria-labelledby='pairs']//a/@href")
    assert pair == f"changes?old={both['new']}&new={both['old']}"  # by their dates
    one = html.fromstring(web.get("/changes", params={"old": both["old"]}).text)
    assert one.xpath("//ul[@class='chooser']/li[1]/a/@href") == [pair]
    assert "likely a version" in one.xpath("string(//ul[@class='chooser']/li[1])")
    found = html.fromstring(web.get("/changes", params={"find": "v2.txt"}).text)
    assert found.xpath("//ul[@class='chooser']/li/a/@href") == [f"changes?old={both['new']}"]


def test_changes_have_both_passages_and_lead_to_them(web: TestClient, both: dict[str, str]) -> None:
    shown = html.fromstring(web.get("/changes", params=both).text)
    assert [each.text_content() for each in shown.xpath("//del")] == ["500"]
    figures = shown.xpath("//ins[@class='figure']")
    assert [each.text_content() for each in figures] == ["520", "1"]
    address = shown.xpath("//section[@id='change-1']//div[@class='new']/a/@href")[0]
    opened = html.fromstring(web.get(f"/{address}").text)
    assert opened.xpath("string(//*[@id='mark-1'])") == "520"
    only = html.fromstring(web.get("/changes", params={**both, "show": "negations"}).text)
    assert [each.text_content() for each in only.xpath("//section//ins")] == ["not"]
    none = html.fromstring(web.get("/changes", params={**both, "q": "monkey"}).text)
    assert "No such change." in none.xpath("string(//main)")


def test_changes_are_exported(web: TestClient, both: dict[str, str]) -> None:
    def made(kind: str, **more: str) -> bytes:
        reply = web.get("/changes/export", params={**both, "format": kind, **more})
        assert reply.status_code == 200, reply.text
        assert 'filename="changes.' in reply.headers["content-disposition"]
        return reply.content

    rows = [*csv.reader(io.StringIO(made("csv").decode("utf-8-sig")))]
    assert [row[1:4] for row in rows[1:]] == [
        ["altered", "500", "520"],
        ["altered", "", "not"],
        ["added", "", "1"],
    ]
    assert rows[3][5] == "'=SUM(1) is written."
    assert "/srv" not in str(rows)
    markdown = made("markdown", show="figures").decode()
    assert "> The rent is £~~500~~ a month." in markdown
    assert "> The rent is £**520** a month." in markdown
    assert "sublet" not in markdown
    with zipfile.ZipFile(io.BytesIO(made("docx"))) as file:
        text = file.read("word/document.xml").decode()
        notes = file.read("word/footnotes.xml").decode()
    assert re.search(r"<w:strike/></w:rPr><w:t[^>]*>500<", text)
    assert re.search(r"<w:b/></w:rPr><w:t[^>]*>520<", text)
    assert "Lease (lease v2.txt)." in notes
    assert web.get("/changes/export", params={**both, "format": "exe"}).status_code == 400


def test_what_is_not_there_is_said(web: TestClient, both: dict[str, str]) -> None:
    assert web.get("/changes", params={**both, "new": "999"}).status_code == 404
    assert web.get("/changes", params={"old": "x"}).status_code == 404
    reply = web.get("/changes", params={**both, "show": "all"})
    assert reply.status_code == 400
    assert "There are no changes of the kind" in reply.text


def test_mentions_are_listed_by_document_and_exported(
    web: TestClient, both: dict[str, str]
) -> None:
    shown = html.fromstring(web.get("/mentions", params={"q": "attics"}).text)
    assert "2 sentences in 2 documents." in shown.xpath("string(//header[2])") or (
        "2 sentences in 2 documents." in " ".join(shown.xpath("string(//main)").split())
    )
    assert [each.text_content() for each in shown.xpath("//mark")] == ["attic", "attic"]
    places = shown.xpath("//input[@name='place']/@value")
    form = {"question": "attics", "format": "csv", "place": places}
    rows = web.post("/places/export", data=form).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 3
    assert "Mention,attic,The tenant may sublet the attic." in rows[1]
    one = web.get("/mentions", params={"q": "attics", "document": both["new"]}).text
    assert html.fromstring(one).xpath("count(//mark)") == 1
    assert "No sentence has all of these words." in web.get("/mentions?q=attic+monkey").text
    refused = web.get("/mentions", params={"q": '"&"'})
    assert refused.status_code == 400
    assert "There is no word to search for." in refused.text


def test_a_pdf_is_known_by_its_suffix_or_its_pages() -> None:
    pages = (Marker("page", 0, 0, "1"),)
    of_web = Document(1, "https://a.invalid/reports/7?x=1", "Report", "Words.", pages)
    assert is_pdf(of_web)
    assert is_pdf(replace(of_web, source="box.zip!/a/B.PDF"))
    assert is_pdf(replace(of_web, source="https://a.invalid/a.pdf?page=2"))
    assert not is_pdf(replace(of_web, source="https://a.invalid/slides.pptx"))
    assert not is_pdf(replace(of_web, source="slides"))
    assert not is_pdf(replace(of_web, markers=()))
