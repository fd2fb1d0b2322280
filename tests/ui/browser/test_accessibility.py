"""axe-core on every page and in every state, light and dark, on a desktop and on a phone.

On a desktop the pages are opened light, on a phone dark.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import (
    DESKTOP,
    MOBILE,
    Served,
    Visitor,
    ask,
    no_violations_in_both,
    serving,
)
from tests.support.ui_engine import (
    HIGH,
    INGREDIENTS,
    LENGTH,
    NOBODY,
    VISITORS,
    WHY,
    StandIn,
    library,
)

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


OPENED = pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (MOBILE, "dark")])


@OPENED
def test_the_ask_page(visitor: Visitor, served: Served, size: tuple[int, int], scheme: str) -> None:
    with visitor.at(served.url, size, scheme) as page:
        page.goto("/")
        expect(page.locator(".welcome")).to_be_visible()
        no_violations_in_both(page)
        for question, state in (
            (HIGH, ".lead"),
            (WHY, ".answer-label"),
            (NOBODY, ".answer.nothing"),
            (VISITORS, ".answer.possible"),
            (INGREDIENTS, ".items"),
            (LENGTH, ".conflicting"),
            ("", ".error-card"),
        ):
            ask(page, question)
            expect(page.locator(f"#answer {state}").first).to_be_visible()
            no_violations_in_both(page)
        ask(page, HIGH)
        for section in (".others", ".explanation", ".unquoted", ".history", ".facts .formats"):
            page.locator(f"{section} summary").click()
        no_violations_in_both(page)
        page.get_by_role("button", name="No", exact=True).click()
        expect(page.locator("#correction")).to_be_visible()
        page.get_by_role("button", name="Open in document").first.click()
        expect(page.locator("#viewer mark")).to_be_in_viewport()
        no_violations_in_both(page)


@OPENED
def test_the_library_page(
    visitor: Visitor, served: Served, size: tuple[int, int], scheme: str
) -> None:
    with visitor.at(served.url, size, scheme) as page:
        page.goto("/library")
        row = page.locator(".documents tbody tr").filter(has_text="concrete.txt")
        row.locator("[data-remove]").click()
        row.locator("[data-remove]").click()
        expect(row).to_have_count(0)
        page.get_by_text("New library").click()
        no_violations_in_both(page)
        page.get_by_role("button", name="Undo").click()
        expect(row).to_have_count(1)
        row.get_by_role("button", name="Edit").click()
        page.get_by_label("Choose How Roman aqueducts worked").check()
        no_violations_in_both(page)
        page.get_by_label("Search the list").fill("guide")
        expect(page.locator(".documents tbody tr")).to_have_count(1)
        no_violations_in_both(page)


@OPENED
def test_the_evaluation_page(
    visitor: Visitor, served: Served, size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(f"question,answer\n{HIGH},48.8 metres\n{WHY},pink paint\n", encoding="utf-8")
    with visitor.at(served.url, size, scheme) as page:
        page.goto("/evaluation")
        page.get_by_role("radio", name="20").check()
        page.locator("#question-files input[type=file]").set_input_files(table)
        expect(page.locator("#question-files")).to_contain_text(table.stem)
        page.get_by_role("button", name="Run").click()
        expect(page.locator(".tile").first).to_be_visible()
        no_violations_in_both(page)
        for earlier in ("run 1", "run 2"):  # offered for comparison once the next run is over
            page.get_by_role("button", name="Run").click()
            expect(page.get_by_role("radio", name=earlier)).to_be_visible()
        page.locator(".remarks summary").click()
        page.get_by_role("radio", name="a run I saved").check()
        expect(page.locator("#saved-run")).to_be_visible()
        no_violations_in_both(page)
        page.get_by_role("radio", name="run 2").check()
        expect(page.locator("#comparison table")).to_be_visible()
        no_violations_in_both(page)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over an empty library."""
    path = tmp_path_factory.mktemp("empty") / "empty.pincite"
    with library(path, ()) as opened, serving(StandIn(opened)) as running:
        yield running


@OPENED
def test_an_empty_library(
    visitor: Visitor, empty: Served, size: tuple[int, int], scheme: str
) -> None:
    with visitor.at(empty.url, size, scheme) as page:
        page.goto("/")
        expect(page.get_by_role("link", name="Open the library")).to_be_visible()
        no_violations_in_both(page)
        page.get_by_role("link", name="Open the library").click()
        expect(page.locator(".documents .lead")).to_have_text("The library is empty.")
        no_violations_in_both(page)
