"""What the browser tests share: chromium against the real server with a stand-in engine.

The fixtures are in tests/support/browser_fixtures.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, expect

from tests.support.serving import running
from tests.support.ui_engine import StandIn
from ui.engine.engine import Engine

CHROMIUM = Path("/usr/bin/chromium")
expect.set_options(timeout=20_000)  # milliseconds; the machine is shared and can be slow
DESKTOP, MOBILE = (1280, 860), (390, 844)
SCHEMES = ("dark", "light")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]


@dataclass(frozen=True, slots=True)
class Served:
    """A running server and its engine."""

    url: str
    bot: StandIn


WEB = "http://nowhere.invalid/docs/"
"""What the server may fetch: no name ends so (RFC 2606)."""


@contextmanager
def serving(bot: StandIn) -> Iterator[Served]:
    with running(Engine(bot), urls=[WEB]) as url:
        yield Served(url, bot)


class Visitor:
    """Opens pages. Browser contexts and their caches are reused, which makes most pages faster."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._contexts: dict[tuple[str, tuple[int, int], str], BrowserContext] = {}

    @contextmanager
    def at(
        self, url: str, size: tuple[int, int] = DESKTOP, scheme: str = "light"
    ) -> Iterator[Page]:
        """A new page. On exit: no request went to another host, and no script failed."""
        outside: list[str] = []
        errors: list[str] = []

        def watch(request: Request) -> None:
            if not request.url.startswith((url, "data:", "blob:")):
                outside.append(request.url)

        def dismiss(dialog: Dialog) -> None:
            errors.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        page = self._context(url, size, scheme).new_page()
        page.on("request", watch)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", dismiss)
        try:
            yield page
        finally:  # an open page would keep its connections from the tests that follow
            page.close()
        assert not outside, f"asked of other hosts: {outside}"
        assert not errors, f"errors in the page: {errors}"

    def _context(self, url: str, size: tuple[int, int], scheme: str) -> BrowserContext:
        key = (url, size, scheme)
        if key not in self._contexts:
            context = self.browser.new_context(
                base_url=url,
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
                permissions=["clipboard-read", "clipboard-write"],
            )
            context.set_default_timeout(20_000)
            self._contexts[key] = context
        return self._contexts[key]


def ask(page: Page, question: str) -> None:
    """Opens the ask page where another one is open, and asks."""
    if page.locator("#question").count() == 0:
        at_library = page.url.rpartition("/")[0] if "/l/" in page.url else ""
        page.goto(f"{at_library}/ask")
    page.get_by_role("textbox", name="Question").fill(question)
    page.keyboard.press("Enter")


_RUN_AXE = """() => axe.run({resultTypes: ["violations"]}).then(({violations}) => violations.map(
  (each) => `${each.id}: ${each.help}: ${each.nodes.map((node) => node.target.join(" "))}`))"""
_END_OF_TRANSITIONS = """() => Promise.all(document.getAnimations()
  .filter((each) => each instanceof CSSTransition).map((each) => each.finished)).then(() => null)"""


def violations(page: Page) -> list[str]:
    """What axe-core finds, one line for each rule."""
    if page.evaluate("() => !window.axe"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(_RUN_AXE)
    return found


def no_violations(page: Page) -> None:
    """axe-core reports no violation."""
    expect(page.locator(".masthead")).to_be_visible()
    expect(page.locator(".loading")).to_have_count(0)  # Gradio's own splash
    assert violations(page) == []


def no_violations_in_both(page: Page) -> None:
    """Nor in the dark page, nor in the light one: they differ in their styles alone."""
    for scheme in SCHEMES:
        in_scheme(page, scheme)
        no_violations(page)


def in_scheme(page: Page, scheme: str) -> None:
    """As if the reader had just switched the system to light or dark."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    expect(page.locator("html.dark")).to_have_count(int(scheme == "dark"))
    page.evaluate(_END_OF_TRANSITIONS)
