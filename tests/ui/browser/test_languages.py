"""The interface in German and French in a real browser; documents stay as they are."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browser import MOBILE, Served, Visitor, no_violations
from tests.support.ui_engine import AQUEDUCTS, HIGH

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = pytest.mark.browser


def test_the_pages_in_the_language_that_is_chosen(visitor: Visitor, served: Served) -> None:
    with visitor.at(served.url, MOBILE, "dark") as page:
        page.goto("/ask")
        page.get_by_role("link", name="Deutsch").click()
        expect(page.get_by_role("button", name="Fragen", exact=True)).to_be_visible()
        expect(page).to_have_url(f"{served.url}/l/small/ask")
        page.get_by_role("textbox", name="Frage").fill(HIGH)
        page.keyboard.press("Enter")
        expect(page.locator("#answer")).to_contain_text("Hohe Sicherheit")
        expect(page.locator("#answer .lead bdi")).to_have_text("48.8 metres")
        expect(page.locator("#answer .lead bdi")).to_have_attribute("lang", "en")
        no_violations(page)
        page.get_by_role("textbox", name="Frage").fill("Wie hoch ist die Brücke am Gard?")
        page.keyboard.press("Enter")
        expect(page.locator(".searched")).to_contain_text("nur in englischem Text")
        page.get_by_role("link", name="Bibliothek").click()
        expect(page.locator(".documents h2")).to_have_text("Dokumente")
        expect(page.get_by_role("link", name=AQUEDUCTS.title, exact=True)).to_be_visible()
        expect(page.locator("#upload")).to_contain_text("Datei hier ablegen")
        no_violations(page)
        page.get_by_role("link", name="Français").click()
        expect(page.locator(".documents h2")).to_have_text("Documents")
        assert page.evaluate("document.documentElement.lang") == "fr"
        page.get_by_role("link", name="English").click()
        expect(page.locator("h1.title")).to_have_text("Library")


@pytest.mark.parametrize("path", ["/l/small/nowhere", "/l/gone/ask", "/l/small/document/999"])
def test_pages_of_errors_are_dressed(visitor: Visitor, served: Served, path: str) -> None:
    with visitor.at(served.url, MOBILE, "dark") as page:
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        no_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("main a").first.click()
        expect(page.locator("#question")).to_be_visible()
