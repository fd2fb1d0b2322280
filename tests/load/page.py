"""How long the page takes until it can be used: from the address to the question field, which has the focus, with a letter typed into it.

In Debian's chromium.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.support.browser import CHROMIUM, SWITCHES
from tests.support.serving import running
from tests.support.ui_engine import StandIn, library
from ui.engine.engine import Engine

_READY = "() => document.activeElement?.matches('#question textarea')"
_TYPED = "() => document.activeElement.value === 'W'"
"""Looked for at every frame. Playwright's own waiting looks after .02, .07, .17, .27, .77 and 1.27 seconds, and between those a page that
is there in .3 would count as one of .8."""


def seconds(browser: Browser, url: str, times: int) -> tuple[float, list[float]]:
    """The first time, nothing being kept yet, and so many times again in the same browser, each in a new tab."""
    with browser.new_context() as context:
        cold = _usable(context, url)
        return cold, [_usable(context, url) for _ in range(times)]


def measured(times: int) -> tuple[float, list[float]]:
    """In a browser of its own, over a small library."""
    with (
        tempfile.TemporaryDirectory() as folder,
        library(Path(folder) / "small.pincite") as made,
        running(Engine(StandIn(made))) as url,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES) as browser,
    ):
        return seconds(browser, url, times)


def _usable(context: BrowserContext, url: str) -> float:
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(_READY)
    page.keyboard.press("W")
    page.wait_for_function(_TYPED)
    took = time.perf_counter() - began
    page.close()
    return took
