"""The library page in a real browser: progress, cancelling, searching, taking a removal back, several libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Served, ask
from tests.support.ui_engine import HIGH, WordEncoder

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


@pytest.fixture
def slowly(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordEncoder, "pause", 0.6)


@pytest.fixture
def files(served: Served, tmp_path: Path) -> Iterator[list[Path]]:
    paths = [tmp_path / f"heap {number}.txt" for number in range(6)]
    for path in paths:
        path.write_text(f"This is {path.stem} of some words.", encoding="utf-8")
    yield paths
    for entry in served.bot.library.list_documents():
        if entry.source.startswith("heap"):
            served.bot.library.remove(entry.source)


def test_every_file_has_its_progress_and_the_rest_can_be_cancelled(
    page: Page, served: Served, slowly: None, files: list[Path], tmp_path: Path
) -> None:
    page.goto("/library")
    page.locator("#upload input[type=file]").set_input_files(files)
    report = page.locator("#ingest-report")
    expect(report.get_by_role("progressbar", name="All files read")).to_be_visible()
    expect(report.locator("section > b")).to_contain_text(re.compile(r"Reading file \d of 6"))
    expect(report.locator(".waiting").last).to_have_text("heap 5.txt — waiting")
    expect(report).to_contain_text(re.compile("about .* left"))
    expect(report.locator("li").first).to_have_text("heap 0.txt — added, 1 sentence")
    page.get_by_role("button", name="Cancel").click()
    expect(report.locator(".cancelled")).to_contain_text(re.compile(r"Stopped\. \d files? w"))
    expect(report.locator(".waiting").last).to_have_text("heap 5.txt — not read")
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    stored = {entry.source for entry in served.bot.library.list_documents()}
    assert "heap 0.txt" in stored
    assert "heap 5.txt" not in stored
    expect(page.locator("#documents tbody tr").filter(has_text="heap 0.txt")).to_have_count(1)


def test_files_are_read_on_when_the_page_is_left(
    page: Page, served: Served, slowly: None, files: list[Path]
) -> None:
    page.goto("/library")
    page.locator("#upload input[type=file]").set_input_files(files)
    report = page.locator("#ingest-report")
    expect(report.get_by_role("progressbar", name="All files read")).to_be_visible()
    page.get_by_role("link", name="Ask").click()
    expect(page.locator(".welcome")).to_be_visible()
    page.get_by_role("link", name="Library").click()
    expect(report.locator("section > b")).to_contain_text(re.compile(r"Reading file \d of 6"))
    expect(report.locator(".notes li").filter(has_text="— added, 1 sentence")).to_have_count(6)
    expect(page.locator("#documents tbody tr").filter(has_text="heap")).to_have_count(6)
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_a_removal_is_taken_back(page: Page, served: Served) -> None:
    before = {
        (entry.source, entry.hash, entry.added) for entry in served.bot.library.list_documents()
    }
    page.goto("/library")
    row = page.locator("#documents tbody tr").filter(has_text="aqueducts.md")
    row.get_by_role("button").click()
    row.get_by_role("button").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo removing aqueducts.md").click()
    expect(page.locator("#ingest-report")).to_contain_text("aqueducts.md — back in the library")
    expect(row).to_have_count(1)
    assert {
        (entry.source, entry.hash, entry.added) for entry in served.bot.library.list_documents()
    } == before
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")


def test_the_list_is_searched_while_one_types(page: Page) -> None:
    page.goto("/library")
    rows = page.locator("#documents tbody tr")
    expect(rows).to_have_count(3)
    page.get_by_label("Search the list").press_sequentially("roman con")
    expect(rows).to_have_count(1)
    expect(page.locator("#documents")).to_contain_text("1 of them has “roman con”")
    page.get_by_label("Search the list").fill("")
    expect(rows).to_have_count(3)


@pytest.fixture
def second(page: Page, served: Served) -> Iterator[Path]:
    path = served.bot.library.path.with_name("second one.pincite")
    yield path
    page.goto("/library?library=small")
    page.context.clear_cookies()
    for each in path.parent.glob("second one.pincite*"):
        each.unlink()


def test_another_library_is_made_filled_asked_and_left(
    page: Page, second: Path, tmp_path: Path
) -> None:
    page.goto("/library")
    page.get_by_text("New library").click()
    page.get_by_label("Name", exact=True).fill("../bad")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be the name of a library")
    page.get_by_text("New library").click()
    page.get_by_label("Name", exact=True).fill("second one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="second one")).to_have_attribute("aria-current", "page")
    expect(page.locator(".documents .lead")).to_have_text("The library is empty.")
    assert second.is_file()
    (tmp_path / "moon.txt").write_text("The moon is 384,400 kilometres away.", encoding="utf-8")
    page.locator("#upload input[type=file]").set_input_files(tmp_path / "moon.txt")
    expect(page.locator("#ingest-report .notes li")).to_have_text("moon.txt — added, 1 sentence")
    ask(page, "How far is it, says moon.txt?")
    expect(page.locator(".in-sentence mark").first).to_have_text(
        "The moon is 384,400 kilometres away."
    )
    expect(page.locator(".facts")).to_contain_text("from 1 document in second one")
    expect(page).to_have_url(re.compile("library=second"))
    address = page.url
    page.goto("/?library=small")
    expect(page.locator(".welcome")).to_contain_text("your 3 documents can answer")
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")
    page.goto(address)
    expect(page.locator(".in-sentence mark").first).to_have_text(
        "The moon is 384,400 kilometres away."
    )
