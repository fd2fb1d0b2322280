"""The accepted risk in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Served, ask
from tests.support.ui_engine import HIGH, NOBODY, WHY

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


def test_the_risk_applies_to_the_answer_that_is_shown_and_to_the_next_one(page: Page) -> None:
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")
    slider = page.get_by_role("slider", name="Wrong answers accepted")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".answer.possible .answer-label")).to_contain_text("Possible answer")
    expect(page.locator(".risk output:visible")).to_contain_text("at most 2 % · answers from 95 %")
    expect(slider).to_have_attribute("aria-valuetext", "at most 2 % · answers from 95 %")
    expect(page).to_have_url(re.compile("risk=2$"))
    ask(page, WHY)
    expect(page.locator(".asked")).to_have_text(WHY)
    expect(page.locator(".answer.possible")).to_be_visible()
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(".answer-label")).to_have_text("The sentence that answers")
    ask(page, NOBODY)
    expect(page.locator(".in-sentence")).to_contain_text("Visitors may walk across")


def test_a_risk_that_is_set_while_a_question_is_being_answered_applies_to_it(
    page: Page, served: Served
) -> None:
    ask(page, HIGH)
    expect(page.locator(".asked")).to_have_text(HIGH)
    served.bot.pause = 0.5
    try:
        ask(page, WHY)
        expect(page.locator("body.asking")).to_have_count(1)
        page.get_by_role("slider", name="Wrong answers accepted").press("End")
        expect(page).to_have_url(re.compile("q=Why.*risk=30$"))
    finally:
        served.bot.pause = 0.0
    expect(page.locator(".asked")).to_have_text(WHY)
    expect(page.locator(".answer-label")).to_have_text("The sentence that answers")


def test_a_link_sets_the_risk(page: Page) -> None:
    page.goto(f"/?q={HIGH.replace(' ', '+')}&risk=2")
    expect(page.locator(".answer.possible")).to_be_visible()
    expect(page.get_by_role("slider")).to_have_value("0")
