"""How long the page takes until it can be used: from the address to a question field that takes a letter. In Debian's chromium."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser import CHROMIUM, SWITCHES


def seconds(browser: Browser, url: str, times: int) -> tuple[float, list[float]]:
    """The first time, nothing being kept yet, and so many times again in the same browser, each in a new tab."""
    with browser.new_context() as context:
        cold = _usable(context, url)
        return cold, [_usable(context, url) for _ in range(times)]


def measured(url: str, times: int) -> tuple[float, list[float]]:
    """In a browser of its own."""
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES) as browser:
        return seconds(browser, url, times)


def _usable(context: BrowserContext, url: str) -> float:
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    field = page.get_by_role("textbox", name="Question")
    field.press_sequentially("W")
    expect(field).to_have_value("W")
    took = time.perf_counter() - began
    page.close()
    return took
