"""Possible answers, lists, answers that conflict, and documents that the question names."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browser import Served, Visitor, ask
from tests.support.ui_engine import INGREDIENTS, LENGTH, VISITORS

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


def test_a_possible_answer_can_be_opened_and_is_in_the_history(
    visitor: Visitor, served: Served
) -> None:
    with visitor.at(served.url) as page:
        page.goto("/")
        ask(page, VISITORS)
        expect(page.locator(".possible .answer-label")).to_contain_text("Possible answer")
        expect(page.locator("#viewer mark").first).to_contain_text("Visitors may walk across")
        page.locator(".history summary").click()
        expect(page.locator(".history q.possible")).to_contain_text("Visitors may walk across")


def test_the_items_of_a_list_open_their_sources(visitor: Visitor, served: Served) -> None:
    with visitor.at(served.url) as page:
        page.goto("/")
        ask(page, INGREDIENTS)
        expect(page.locator(".items li > bdi")).to_have_text(["lime", "volcanic ash"])
        page.locator(".items a").nth(1).click()
        expect(page.locator("#sources #source-2")).to_have_attribute("aria-current", "true")
        expect(page.locator("#viewer strong.span")).to_have_text("volcanic ash")


def test_a_conflicting_answer_opens_its_document(visitor: Visitor, served: Served) -> None:
    with visitor.at(served.url) as page:
        page.goto("/")
        ask(page, LENGTH)
        expect(page.locator("#answer .lead")).to_have_text("275 metres")
        conflict = page.locator(".conflicting li")
        expect(conflict.locator("q")).to_have_text("48.8 metres")
        expect(conflict).to_contain_text("How Roman aqueducts worked")
        conflict.locator("a").click()
        expect(page.locator("#viewer")).to_contain_text("How Roman aqueducts worked")


def test_a_question_that_names_a_document_can_be_asked_of_all_alike(
    visitor: Visitor, served: Served
) -> None:
    with visitor.at(served.url) as page:
        page.goto("/")
        question = "How high is it, says the Visitor guide: Pont du Gard?"
        ask(page, question)
        expect(page.locator(".searched")).to_contain_text("In: Visitor guide: Pont du Gard")
        page.get_by_role("link", name="search everywhere").click()
        expect(page.locator(".asked")).to_have_text(question)
        expect(page.locator(".searched")).to_have_count(0)
        assert "everywhere=1" in page.url
