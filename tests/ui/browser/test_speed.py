"""The time that opening the page takes, and what it fetches."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.load.page import seconds as page_seconds
from tests.support.browser import Served, Visitor

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


def test_the_page_can_be_used_within_a_second(visitor: Visitor, served: Served) -> None:
    """The fastest of forty visits, so that other work on this machine does not count.

    The first one that is fast enough ends them.

    `python -m tests.load page` measures it at length.
    """
    _, warm = page_seconds(visitor.browser, served.url, 40, enough=1)
    assert min(warm) <= 1


def test_a_second_visit_fetches_only_the_page(visitor: Visitor, served: Served) -> None:
    fetched = """() => performance.getEntriesByType("resource")
      .filter((resource) => resource.transferSize > 0)
      .map((resource) => new URL(resource.name).pathname)"""
    for _ in range(2):
        with visitor.at(served.url) as page:
            page.goto("/")
            expect(page.locator(".welcome")).to_be_visible()
            page.evaluate("document.fonts.ready.then(() => null)")
            paths = page.evaluate(fetched)
    assert {path for path in paths if "/gradio_api/" not in path} == set()
