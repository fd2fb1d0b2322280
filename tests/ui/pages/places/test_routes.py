"""The page of all places, and its export."""

from __future__ import annotations

import re

import pytest
from lxml import html
from starlette.testclient import TestClient

from tests.support.ui_engine import HIGH, INGREDIENTS, LENGTH, NOBODY, VISITORS
from ui.pages.places.files import FORMATS


def page(web: TestClient, question: str, **more: str) -> html.HtmlElement:
    reply = web.get("/places", params={"q": question, **more})
    assert reply.status_code == 200
    return html.fromstring(reply.text)


def told(shown: html.HtmlElement) -> str:
    return " ".join(shown.xpath("string(//header[@class='document-head'])").split())


def test_each_outcome_says_what_its_places_are(web: TestClient) -> None:
    assert "The same words stand in 2 places." in told(page(web, HIGH))
    assert "only possible: check it" in told(page(web, VISITORS))
    assert "No answer was found" in told(page(web, NOBODY))
    assert "a list of 2 items: take them together" in told(page(web, INGREDIENTS))
    assert "Documents disagree. The answer given is of 2021" in told(page(web, LENGTH))
    roles = page(web, LENGTH).xpath("//b[contains(@class, 'role')]/text()")
    assert roles[:1] == ["Answer"]
    assert "Says something else" in roles


def test_what_is_chosen_is_exported_in_each_format(web: TestClient) -> None:
    shown = page(web, HIGH)
    chosen = shown.xpath("//input[@name='place'][@checked]/@value")
    assert len(chosen) == 2
    assert len(shown.xpath("//input[@name='place']")) > 2
    assert shown.xpath("//select/option/@value") == list(FORMATS)
    for kind, made in FORMATS.items():
        form = {"question": HIGH, "format": kind, "place": chosen}
        reply = web.post("/places/export", data=form)
        assert reply.status_code == 200
        assert reply.headers["content-type"] == made.media_type
        assert f'filename="places{made.suffix}"' in reply.headers["content-disposition"]
    notes = web.post("/places/export", data={**form, "format": "footnotes"}).text
    assert re.findall(r"^\d+\. “48.8 metres”", notes, re.MULTILINE) == [
        *("1. “48.8 metres”", "2. “48.8 metres”")
    ]


def test_a_place_opens_its_document_with_the_others_marked(web: TestClient) -> None:
    shown = page(web, LENGTH)
    address = shown.xpath("//a[contains(., 'Read in the document')]/@href")[0]
    opened = html.fromstring(web.get(f"/{address}").text)
    assert opened.xpath("string(//*[@id='mark-1'])") == "275 metres"


def test_filters_are_those_of_the_answer(web: TestClient) -> None:
    shown = page(web, HIGH, source="aqueducts.md")
    assert shown.xpath("//section/h2/bdi/text()") == ["How Roman aqueducts worked"]
    (back,) = shown.xpath("//a[text()='Back to the answer']/@href")
    assert back == "./ask?q=How+high+is+the+Pont+du+Gard%3F&source=aqueducts.md"


@pytest.mark.parametrize("query", ["", "?q=", "?q=x&since=yesterday", f"?q={'x' * 3000}"])
def test_a_question_that_cannot_be_asked_gets_a_reason(web: TestClient, query: str) -> None:
    reply = web.get(f"/places{query}")
    assert reply.status_code == 400
    assert '<h1 class="lead">' in reply.text


def test_a_bad_export_gets_a_reason_and_nothing_of_another_site(web: TestClient) -> None:
    for form in (
        {},
        {"format": "exe", "place": "x"},
        {"format": "csv"},
        {"format": "csv", "place": "x"},
    ):
        reply = web.post("/places/export", data=form)
        assert (reply.status_code, '<h1 class="lead">' in reply.text) == (400, True)
    assert web.post("/places/export", content=b"place=" + b"x" * 300_000).status_code == 400
    other = {"origin": "http://evil.example"}
    assert web.post("/places/export", data={"format": "csv"}, headers=other).status_code == 403
