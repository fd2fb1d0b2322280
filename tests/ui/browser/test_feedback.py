"""Feedback on answers in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eval.runs.run import load_set
from tests.support.browser import Served, ask
from tests.support.ui_engine import HIGH, MIX, NOBODY
from ui.handlers.feedback import question_set_path

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


@pytest.fixture
def feedback(page: Page, served: Served) -> Iterator[tuple[Page, Path]]:
    """The page, and the file that feedback is saved in; it is removed afterwards."""
    path = question_set_path(served.bot.library)
    yield page, path
    path.unlink(missing_ok=True)


def test_feedback_becomes_a_question_set_that_can_be_run(
    feedback: tuple[Page, Path], served: Served
) -> None:
    """A right answer, a correction that is changed again, an abstention; then run on the
    evaluation page."""
    page, path = feedback
    ask(page, HIGH)
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.locator(".feedback")).to_contain_text(
        "Saved in small.questions.json, which has 1 question."
    )
    ask(page, MIX)
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("Other words, exactly as in a document").fill("ash from the bay")
    page.keyboard.press("Enter")
    expect(page.locator(".feedback")).to_contain_text("which has 2 questions.")
    page.get_by_role("button", name="Change it").click()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_role("button", name="I only know that this is wrong").click()
    expect(page.locator(".feedback")).to_contain_text(
        "Noted as wrong in small.questions.json, which has 1 question."
    )
    ask(page, NOBODY)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator(".feedback")).to_contain_text("which has 2 questions.")
    assert [(q.question, q.answerable) for q in load_set([path], served.bot.library).questions] == [
        (HIGH, True),
        (NOBODY, False),
    ]
    page.locator(".feedback").get_by_role("link", name="Evaluation").click()
    page.get_by_role("radio", name="my feedback").check()
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".tile").first).to_have_text("right 100.0 %")
    expect(page.locator(".remarks")).to_contain_text("1 remark on the question set")


def test_words_that_no_document_has_give_an_error(feedback: tuple[Page, Path]) -> None:
    page, path = feedback
    ask(page, HIGH)
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("Other words").fill("no such words")
    page.locator("#correction").get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("'no such words' does not occur in")
    assert not path.exists()
