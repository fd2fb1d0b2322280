"""What the ask page offers around an answer: citations, the explanation, what fits on a phone."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import MOBILE, Served, Visitor, ask
from tests.support.ui_engine import HIGH

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_citation_is_copied_in_three_more_formats(page: Page) -> None:
    ask(page, HIGH)
    card = page.locator("#source-2")
    for name, begins in (
        ("Markdown", "> Measured from"),
        ("BibTeX", "@misc{"),
        ("Web Annotation", "{"),
    ):
        card.locator("summary").click()
        card.get_by_role("button", name=name).click()
        expect(card.locator(f".menu [data-copy^='{begins}']")).to_have_text("Copied")
        assert copied(page).startswith(begins)
        page.keyboard.press("Escape")
        expect(card.locator(".menu")).to_be_hidden()
        expect(card.locator("summary")).to_be_focused()
    annotation = json.loads(copied(page))
    assert [selector["type"] for selector in annotation["target"]["selector"]] == [
        "TextQuoteSelector",
        "TextPositionSelector",
    ]
    assert annotation["target"]["selector"][0]["exact"] == "48.8 metres"


def test_the_explanation_lists_every_passage_and_links_to_its_source(page: Page) -> None:
    ask(page, HIGH)
    page.get_by_text("Why this answer").click()
    explanation = page.locator(".explanation")
    expect(explanation).to_contain_text("an answer is given from 35.0 %")
    expect(explanation.locator("table").first.locator("tbody tr")).to_have_count(2)
    rows = explanation.locator("table").nth(1).locator("tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() > 3
    explanation.get_by_role("link", name=re.compile("^Source 3:")).click()
    expect(page.locator("#source-3")).to_be_focused()


def test_an_answer_whose_documents_have_changed_is_asked_again(page: Page, served: Served) -> None:
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")
    removed = served.bot.library.snapshot("gard-guide.txt")
    served.bot.library.remove("gard-guide.txt")
    try:
        page.locator(".source-link").first.click()
        expect(page.locator(".viewer.empty")).to_contain_text("This answer is no longer available")
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".viewer h2")).to_have_text("How Roman aqueducts worked")
        expect(page.locator(".answer .source-link")).to_have_count(1)
    finally:
        served.bot.library.restore(removed)


def test_escape_closes_a_preview(page: Page) -> None:
    ask(page, HIGH)
    link = page.get_by_role("link", name="Source 2: Visitor guide").first
    expect(link).to_be_visible()
    page.get_by_role("link", name="Source 1: How Roman").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator("#preview-2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#preview-2")).to_be_hidden()


def test_everything_fits_on_a_phone(visitor: Visitor, served: Served) -> None:
    with visitor.at(served.url, MOBILE) as page:
        ask(page, HIGH)
        page.get_by_text("Why this answer").click()
        page.get_by_role("button", name="No", exact=True).click()
        page.locator(".facts .formats summary").click()
        expect(page.locator(".facts .menu")).to_be_in_viewport()
        expect(page.locator("#correction")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= MOBILE[0]
