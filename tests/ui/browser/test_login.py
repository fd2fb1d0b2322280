"""The pages that Gradio does not make, in a real browser: login and API reference."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, MOBILE, Visitor, ask
from tests.support.serving import running
from tests.support.ui_engine import HIGH, StandIn, library
from ui.auth.password import Password
from ui.engine.engine import Engine

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = pytest.mark.browser


def accessible(page: Page) -> None:
    """axe-core reports no violation."""
    violations = Axe().run(page).response["violations"]
    assert not [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations]


def test_sign_in_and_out(visitor: Visitor, tmp_path: Path) -> None:
    """By keyboard alone; after signing in, the page that was requested is shown."""
    with (
        library(tmp_path / "small.pincite") as opened,
        running(Engine(StandIn(opened)), Password.from_plaintext("open sesame")) as url,
    ):
        for size, scheme in ((DESKTOP, "light"), (MOBILE, "dark")):
            with visitor.at(url, size, scheme) as page:
                page.goto("/library")
                expect(page.get_by_role("heading", name="Password required")).to_be_visible()
                accessible(page)
                page.keyboard.type("wrong password")
                page.keyboard.press("Enter")
                expect(page.get_by_role("alert")).to_have_text("That is not the password.")
                accessible(page)
                page.keyboard.type("open sesame")
                page.keyboard.press("Enter")
                expect(page.get_by_role("heading", name="Library")).to_be_visible()
                ask(page, HIGH)
                expect(page.get_by_role("region", name="Answer")).to_contain_text("48.8 metres")
                page.get_by_role("link", name="Sign out").click()
                page.get_by_role("button", name="Sign out").click()
                page.goto("/")
                expect(page.get_by_label("Password")).to_be_focused()


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (MOBILE, "dark")])
def test_the_api_reference_is_readable(
    visitor: Visitor, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    with (
        library(tmp_path / "small.pincite") as opened,
        running(Engine(StandIn(opened))) as url,
        visitor.at(url, size, scheme) as page,
    ):
        page.goto("/api/docs")
        expect(page.get_by_role("heading", name="POST /api/ask")).to_be_visible()
        accessible(page)
        page.get_by_role("link", name="Citation").first.click()
        expect(page).to_have_url(f"{url}/api/docs#Citation")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
