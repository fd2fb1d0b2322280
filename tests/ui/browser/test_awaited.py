"""What is shown while an answer is awaited."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Served, ask, no_violations
from tests.support.ui_engine import HIGH, MIX

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


@pytest.fixture
def slow(served: Served) -> Iterator[Served]:
    served.bot.pause = 1.5
    yield served
    served.bot.pause = 0.0


def test_a_card_stands_for_the_answer_and_tells_how_far_it_is(page: Page, slow: Served) -> None:
    import httpx

    page.goto("/ask")
    expect(page.locator(".welcome")).to_be_visible()
    address = f"{slow.url}/api/ask"
    others = [
        threading.Thread(
            target=httpx.post, args=[address], kwargs={"json": {"question": HIGH}, "timeout": 30}
        )
        for _ in range(3)
    ]
    for each in others:
        each.start()
    page.wait_for_timeout(200)
    ask(page, MIX)
    card = page.locator(".awaited")
    expect(card).to_be_visible()
    expect(page.locator(".welcome")).to_be_hidden()
    expect(card.get_by_role("status")).to_have_text("1 question before yours …")
    no_violations(page)
    expect(page.locator(".answer .lead")).to_have_text("volcanic ash")
    expect(card).to_be_hidden()
    for each in others:
        each.join(30)
