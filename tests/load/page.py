"""The time until the page can be used, in Debian's chromium.

It ends when the question field has the focus and a letter has been typed into it.
"""

from __future__ import annotations

import math
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.support.browser import CHROMIUM, SWITCHES
from tests.support.serving import running
from tests.support.ui_engine import StandIn, library
from ui.engine.engine import Engine

_HAS_FOCUS = "() => document.activeElement?.matches('#question textarea')"
_IS_TYPED = "() => document.activeElement.value === 'W'"
"""Checked at every frame. Playwright's own waiting checks after .02, .07, .17, .27, .77 and 1.27
seconds: a page that is ready after .3 would count as one of .8."""


def seconds(
    browser: Browser, url: str, times: int, enough: float = 0.0
) -> tuple[float, list[float]]:
    """(the first time, with an empty cache; `times` more times, each in a new tab).

    Ends at one that takes at most `enough`.
    """
    with browser.new_context() as context:
        cold, warm = _until_usable(context, url), list[float]()
        while len(warm) < times and min(warm, default=math.inf) > enough:
            warm.append(_until_usable(context, url))
        return cold, warm


def measure(times: int) -> tuple[float, list[float]]:
    """Like `seconds`, in a new browser and over a small library."""
    with (
        tempfile.TemporaryDirectory() as folder,
        library(Path(folder) / "small.pincite") as small,
        running(Engine(StandIn(small))) as url,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES) as browser,
    ):
        return seconds(browser, url, times)


def _until_usable(context: BrowserContext, url: str) -> float:
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(_HAS_FOCUS)
    page.keyboard.press("W")
    page.wait_for_function(_IS_TYPED)
    elapsed = time.perf_counter() - began
    page.close()
    return elapsed
