"""Follow-up questions on the ask page: what is taken over, seen and removed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import ask, no_violations
from tests.support.ui_engine import HIGH

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]

WRITTEN, ASKED = "why was it abandoned?", "Why was the Pont du Gard abandoned?"


def test_a_follow_up_is_asked_in_other_words_and_as_written(page: Page) -> None:
    ask(page, HIGH)
    parts = page.locator(".follow-up li bdi")
    expect(parts.first).to_have_text("the Pont du Gard")
    ask(page, WRITTEN)
    expect(page.locator(".asked")).to_have_text(ASKED)
    expect(page.locator(".searched").first).to_contain_text(f"You wrote {WRITTEN}; asked as")
    expect(page).to_have_url(re.compile(r"written=why\+was\+it"))
    no_violations(page)
    page.get_by_role("link", name="ask it as written").click()
    expect(page.locator(".asked")).to_have_text(WRITTEN)
    expect(page.locator(".searched")).to_have_count(0)
    page.go_back()
    expect(page.locator(".searched").first).to_contain_text(ASKED)


def test_what_is_removed_is_not_taken_over(page: Page) -> None:
    ask(page, HIGH)
    remove = page.locator(".follow-up [data-part]")
    expect(remove).to_have_count(2)
    remove.first.click()
    expect(page.locator(".follow-up li bdi")).to_have_text(
        ["How Roman aqueducts worked; Visitor guide: Pont du Gard"]
    )
    expect(page).to_have_url(re.compile("without=topic"))
    page.reload()
    expect(remove).to_have_count(1)
    remove.first.click()
    expect(remove).to_have_count(0)
    ask(page, WRITTEN)
    expect(page.locator(".asked")).to_have_text(WRITTEN)
    expect(page.locator(".searched")).to_have_count(0)
