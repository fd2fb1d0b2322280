"""The history in a real browser; and quick steps through the browser's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import MOBILE, Served, Visitor, ask, no_violations
from tests.support.ui_engine import HIGH, MIX, NOBODY, WHY, document

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]

NOTICE = "How long is the notice in notice.txt?"


def button(page: Page, name: str, question: str) -> Locator:
    """Its name for screen readers ends with the question."""
    return page.get_by_role("button", name=re.compile(f"^{name} ?: {re.escape(question)}"))


@pytest.fixture
def asked(page: Page, served: Served) -> Iterator[Page]:
    """The page of a history with three questions."""
    page.request.delete(f"{served.url}/l/small/api/history?all=everything")
    served.bot.library.add(document("notice.txt", "Policy", ("", "The notice is 25 days.")))
    page.goto("/l/small/ask")
    for question in (HIGH, NOTICE, NOBODY):
        ask(page, question)
        expect(page.locator(".asked")).to_have_text(question)
    yield page
    served.bot.library.remove("notice.txt")


def test_questions_are_saved_noted_deleted_and_asked_again(
    asked: Page, served: Served, visitor: Visitor
) -> None:
    page = asked
    page.get_by_text("Recent questions").click()
    recent = page.locator(".history li")
    expect(recent).to_have_text(
        [
            f"{NOBODY} no answer 8 %",
            f"{NOTICE} The notice is 25 days. 90 %",
            f"{HIGH} 48.8 metres 94 %",
        ]
    )
    page.get_by_role("link", name="The whole history").click()
    entries = page.locator(".entry")
    expect(entries.locator(".asked a")).to_have_text([NOBODY, NOTICE, HIGH])
    button(page, "Save", NOTICE).press("Enter")
    expect(button(page, "Unsave", NOTICE)).to_be_focused()
    notice = entries.filter(has_text=NOTICE)
    notice.get_by_text("Add a note").press("Enter")
    notice.get_by_label("Note", exact=True).fill("ask HR\nin May")
    notice.get_by_role("button", name="Store the note").click()
    expect(notice.locator(".note")).to_have_text("ask HR\nin May")
    button(page, "Delete", NOBODY).click()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(button(page, "Delete", NOBODY)).to_be_focused()
    button(page, "Delete", NOBODY).click()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.get_by_label("Search the history").fill("hr may")
    page.keyboard.press("Enter")
    expect(entries.locator(".asked a")).to_have_text([NOTICE])
    page.get_by_label("Export as").select_option("markdown")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert "The notice is 25 days." in download.value.path().read_text(encoding="utf-8")

    served.bot.library.remove("notice.txt")
    served.bot.library.add(document("notice.txt", "Policy", ("", "The notice is 28 days.")))
    page.goto("/l/small/history")
    page.get_by_role("button", name="Ask saved questions again").click()
    check_again(page, visitor, served)
    page.get_by_role("button", name="Save the new answer").click()
    expect(page.locator(".changes")).to_have_count(0)
    entries.locator(".asked a", has_text=HIGH).click()
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")


def check_again(page: Page, visitor: Visitor, served: Served) -> None:
    """What it was and is, and since when; in light and dark, large and small."""
    expect(page.locator(".change.changed").first).to_have_text("Changed")
    expect(page.locator("#saved dd")).to_have_text(
        [
            re.compile("The notice is 25 days"),
            re.compile("The notice is 28 days"),
            re.compile("notice.txt, added"),
        ]
    )
    no_violations(page)
    with visitor.at(served.url, MOBILE, "dark") as phone:
        phone.goto("/l/small/history")
        phone.get_by_text("Change the note").click()
        phone.get_by_text("Delete the history").click()
        assert phone.evaluate("document.documentElement.scrollWidth") <= MOBILE[0]
        no_violations(phone)


def test_quick_steps_through_the_browsers_history_end_at_their_address(
    page: Page, served: Served
) -> None:
    """Several steps before the first is answered; one entry a question, and the answer of each."""
    questions = (HIGH, WHY, MIX, NOBODY)
    page.goto("/l/small/ask")
    for question in questions:
        ask(page, question)
        expect(page.locator(".asked")).to_have_text(question)
    entries, at = page.evaluate("history.length"), len(questions) - 1
    go = """async (steps) => {
      for (const step of steps) {
        const arrived = new Promise((done) => addEventListener("popstate", done, { once: true }));
        history.go(step);
        await arrived;  // the browser would drop a step that the next one overtakes
      }
    }"""
    served.bot.pause = 0.15
    try:
        for steps in ([-1, -1, -1], [1, 1, 1], [-1, 1, -1, -1, 1, -1], [2, -1, 1, -2, 2]):
            at += sum(steps)
            page.evaluate(go, steps)
            expect(page).to_have_url(re.compile(re.escape(quote_plus(questions[at]))))
            expect(page.locator("body")).not_to_have_class(re.compile("asking"))
            expect(page.locator(".asked")).to_have_text(questions[at])
            expect(page.get_by_role("textbox", name="Question")).to_have_value(questions[at])
            assert page.evaluate("history.length") == entries
        page.evaluate("history.back()")
        expect(page).to_have_url(re.compile(re.escape(quote_plus(questions[at - 1]))))
        page.reload()  # before the answer has come
        expect(page.locator(".asked")).to_have_text(questions[at - 1])
    finally:
        served.bot.pause = 0.0
    ask(page, HIGH)
    expect(page.locator(".asked")).to_have_text(HIGH)
    page.go_back()
    expect(page.locator(".asked")).to_have_text(questions[at - 1])


def test_an_address_that_looks_as_what_was_there_before(page: Page) -> None:
    """The same error twice; the next question has an entry of its own all the same."""
    page.goto(f"/l/small/ask?q={quote_plus(HIGH)}&title=xyz")
    expect(page.get_by_role("alert")).to_contain_text("title xyz")
    page.get_by_label("Words in the title").fill("")
    ask(page, MIX)
    expect(page.locator(".asked")).to_have_text(MIX)
    page.get_by_label("Words in the title").fill("xyz")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("title xyz")
    page.go_back()
    expect(page.get_by_role("textbox", name="Question")).to_have_value(HIGH)
    page.get_by_label("Words in the title").fill("")
    ask(page, WHY)
    expect(page).to_have_url(re.compile(re.escape(quote_plus(WHY))))
    page.go_back()
    expect(page.get_by_role("alert")).to_contain_text("title xyz")
