"""Fixtures of the browser tests: `pytest_plugins = ["tests.support.browser_fixtures"]`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.support.browser import CHROMIUM, SWITCHES, Served, Visitor, serving
from tests.support.ui_engine import StandIn, library


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("ui")
    with pytest.MonkeyPatch.context() as patch, library(folder / "small.pincite") as made:
        patch.setenv("GRADIO_TEMP_DIR", str(folder / "uploads"))
        with serving(StandIn(made)) as running:
            yield running


@pytest.fixture(scope="session")
def visitor() -> Iterator[Visitor]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}; on Debian: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield Visitor(browser)
        browser.close()


@pytest.fixture
def page(visitor: Visitor, served: Served) -> Iterator[Page]:
    with visitor.at(served.url) as opened:
        yield opened
