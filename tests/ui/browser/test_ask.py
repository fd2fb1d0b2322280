"""The ask page in a real browser, over the stand-in engine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import MOBILE, Served, Visitor, ask
from tests.support.ui_engine import HIGH, MIX, NOBODY, WHY

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


LONG = "x" * 2001


def test_an_answer_is_shown_in_its_document(page: Page) -> None:
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")
    expect(page.locator(".in-sentence > bdi strong")).to_have_text("48.8 metres")
    expect(page.locator("#viewer mark strong")).to_have_text("48.8 metres")
    expect(page.locator("#viewer-title")).to_have_text("How Roman aqueducts worked")
    expect(page.locator("#viewer mark")).to_be_in_viewport()
    expect(page.locator("#viewer h3")).to_have_text(["Overview", "Pont du Gard", "Upkeep"])


def test_an_answer_of_a_sentence_is_shown_once(page: Page) -> None:
    ask(page, WHY)
    expect(page.locator(".answer-label")).to_have_text("The sentence that answers")
    expect(page.locator(".in-sentence.whole mark").first).to_contain_text(
        "Crews entered through shafts"
    )
    expect(page.locator(".answer .lead")).to_have_count(0)


def test_a_source_link_previews_and_opens_its_source(page: Page) -> None:
    ask(page, HIGH)
    link = page.get_by_role("link", name="Source 2: Visitor guide")
    link.hover()
    expect(page.locator("#preview-2")).to_be_visible()
    expect(page.locator("#preview-2 .quote")).to_have_text(
        "Measured from the river bed, the bridge is 48.8 metres tall."
    )
    link.click()
    expect(page.locator("#source-2")).to_be_focused()
    expect(page.locator("#viewer-title")).to_have_text("Visitor guide: Pont du Gard")
    expect(page.locator("#viewer .location")).to_contain_text("page 2 · Figures")


def test_another_candidate_opens_in_its_document(page: Page) -> None:
    ask(page, HIGH)
    page.get_by_text("Other possible answers (1)").click()
    page.get_by_role("button", name="275 metres").click()
    expect(page.locator("#viewer mark strong")).to_have_text("275 metres")


def test_an_example_question_without_an_answer(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name=NOBODY).click()
    expect(page.locator(".answer.nothing .lead")).to_have_text(
        "No answer found in these documents."
    )
    expect(page.get_by_role("textbox", name="Question")).to_have_value(NOBODY)
    expect(page.locator(".facts")).to_contain_text("Too uncertain to answer · 8 %")
    expect(page.locator("#source-1")).to_contain_text("Visitors may walk across")
    expect(page.locator("#viewer mark")).to_contain_text("Visitors may walk across")


@pytest.mark.parametrize(
    ("question", "message"),
    [("", "The question is empty."), (LONG, "The question has 2,001 characters")],
)
def test_an_invalid_question_gives_an_error_on_the_page(
    page: Page, question: str, message: str
) -> None:
    page.goto("/")
    page.get_by_role("textbox", name="Question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(message)
    expect(page.locator("#viewer")).to_be_hidden()


def test_a_link_asks_and_asking_changes_the_address(page: Page) -> None:
    page.goto("/?q=What+did+Roman+builders+mix+with+lime%3F")
    expect(page.locator(".answer .lead")).to_have_text("volcanic ash")
    expect(page.get_by_role("textbox", name="Question")).to_have_value(MIX)
    ask(page, WHY)
    expect(page).to_have_url(re.compile(r"\?q=Why\+was\+the"))


def test_a_link_with_a_question_that_is_too_long(page: Page) -> None:
    page.goto(f"/?q={LONG}")
    expect(page.get_by_role("alert")).to_contain_text("Shorten it.")


def test_keyboard_shortcuts(page: Page) -> None:
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_be_visible()
    page.locator("#viewer .document-text").focus()
    page.keyboard.press("2")
    expect(page.locator("#source-2")).to_be_focused()
    expect(page.locator("#viewer-title")).to_have_text("Visitor guide: Pont du Gard")
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Question")).to_be_focused()
    page.keyboard.type("3 tiers")
    expect(page.get_by_role("textbox", name="Question")).to_have_value("3 tiers")


def test_a_citation_is_copied_as_text(page: Page) -> None:
    ask(page, HIGH)
    page.locator(".facts").get_by_role("button", name="Copy citation").click()
    expect(page.locator(".facts .copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r"“48\.8 metres” — How Roman aqueducts worked, Pont du Gard, "
        r"characters \d+–\d+ of aqueducts\.md",
        copied,
    )


def test_on_a_phone_the_document_is_a_sheet(visitor: Visitor, served: Served) -> None:
    with visitor.at(served.url, MOBILE) as page:
        ask(page, HIGH)
        expect(page.locator(".answer .lead")).to_be_visible()
        expect(page.locator("#viewer .document-text")).to_be_hidden()
        opener = page.get_by_role("button", name="Open in document Visitor guide").first
        opener.click()
        expect(page.locator("#viewer-title")).to_have_text("Visitor guide: Pont du Gard")
        expect(page.locator("#viewer mark")).to_be_in_viewport()
        expect(page.get_by_role("button", name="Close the document")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#viewer .document-text")).to_be_hidden()
        expect(opener).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= MOBILE[0]


def test_a_question_that_is_being_answered_shows(page: Page, served: Served) -> None:
    page.goto("/")
    expect(page.locator(".welcome")).to_be_visible()
    served.bot.pause = 0.5
    try:
        ask(page, HIGH)
        expect(page.locator("body")).to_have_class(re.compile("asking"))
    finally:
        served.bot.pause = 0.0
    expect(page.locator(".answer .lead")).to_be_visible()
    expect(page.locator("body")).not_to_have_class(re.compile("asking"))
