"""Tags, losses and filters in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support import make_pdfs
from tests.support.browser import MOBILE, Served, Visitor, ask, no_violations
from tests.support.ui_engine import HIGH

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]

TABLE = "| A | B |\n|---|---|\n| 1 | 2 |"


@pytest.fixture
def tagged(page: Page, served: Served, tmp_path: Path) -> Iterator[Page]:
    """The page, after adding two files with two tags, one of them with losses."""
    (tmp_path / "half.pdf").write_bytes(
        make_pdfs.pdf([make_pdfs.lines("The bridge is 12 metres high, they say."), [], []])
    )
    (tmp_path / "whole.txt").write_text("The bridge was painted green.", encoding="utf-8")
    page.goto("/library")
    page.get_by_label("Tags for the documents you add").fill(" bridges, <b>odd</b> ,bridges,")
    page.locator("#upload input[type=file]").set_input_files(
        [tmp_path / "half.pdf", tmp_path / "whole.txt"]
    )
    expect(page.locator("#ingest-report .notes li").filter(has_text="— added")).to_have_count(2)
    yield page
    for source in ("half.pdf", "whole.txt"):
        served.bot.library.remove(source)


def test_the_list_shows_tags_and_losses(tagged: Page, served: Served, tmp_path: Path) -> None:
    row = tagged.locator("#documents tbody tr").filter(has_text="half.pdf")
    expect(row.locator(".tag")).to_have_text(["<b>odd</b>", "bridges"])
    expect(row.locator(".losses")).to_have_text("Lost in extraction: 2 pages without text")
    expect(row).to_contain_text("pages 2–3 have no text; scanned?")
    whole = tagged.locator("#documents tbody tr").filter(has_text="whole.txt")
    expect(whole.locator(".losses")).to_have_text("Nothing was lost in extraction")
    assert {
        entry.tags for entry in served.bot.library.list_documents() if "bridges" in entry.tags
    } == {("<b>odd</b>", "bridges")}
    no_violations(tagged)
    tagged.screenshot(path=tmp_path / "documents.png", full_page=True)


def test_a_question_can_be_limited_to_some_documents(tagged: Page, tmp_path: Path) -> None:
    tagged.goto("/")
    expect(tagged.locator(".welcome")).to_be_visible()  # the tags are there with it
    tagged.get_by_role("button", name="Ask only some of the documents").click()
    tagged.get_by_label("Words in the title").fill("visitor guide")
    ask(tagged, HIGH)
    expect(tagged.locator(".facts")).to_contain_text("Only with title visitor guide")
    expect(
        tagged.locator(".source .title-and-place").filter(has_not_text="Visitor guide")
    ).to_have_count(0)
    expect(tagged.locator(".facts")).to_contain_text("from 1 document")
    expect(tagged).to_have_url(re.compile(r"q=How\+high.*&title=visitor\+guide$"))
    tagged.get_by_label("Words in the title").fill("")
    tagged.get_by_label("bridges").check()
    tagged.get_by_label("File name, or a pattern").fill("*.pdf, *.txt")
    ask(tagged, HIGH)
    expect(tagged.locator(".facts")).to_contain_text(
        "Only with source *.pdf, source *.txt, tag bridges"
    )
    expect(tagged.locator(".facts")).to_contain_text("from 2 documents")
    no_violations(tagged)
    tagged.screenshot(path=tmp_path / "ask.png")
    tagged.get_by_label("bridges").uncheck()
    tagged.get_by_label("File name, or a pattern").fill("")
    tagged.get_by_label("Dated in or after").fill("2021-06-30")
    tagged.get_by_label("Dated in or after").press("Enter")
    expect(tagged.locator(".facts")).to_contain_text("Only with date since 2021-06-30")
    expect(tagged.locator(".facts")).to_contain_text("from 1 document")
    expect(tagged).to_have_url(re.compile(r"q=How\+high.*&since=2021-06-30$"))
    tagged.get_by_label("Dated in or after").fill("last week")
    tagged.get_by_label("Dated in or after").press("Enter")
    expect(tagged.locator("#answer [role=alert]")).to_contain_text("“last week” is not a date.")


def test_a_link_sets_the_filters(page: Page) -> None:
    page.goto(f"/?q={HIGH.replace(' ', '+')}&source=*.txt&tag=travel&since=2021&until=2022-12")
    expect(page.locator(".facts")).to_contain_text(
        "Only with source *.txt, tag travel, date since 2021 until 2022-12"
    )
    expect(page.locator(".sources .source").first).to_contain_text("Visitor guide")
    expect(page.get_by_label("travel")).to_be_checked()
    expect(page.get_by_label("File name, or a pattern")).to_have_value("*.txt")
    expect(page.get_by_label("Dated in or after")).to_have_value("2021")
    expect(page.get_by_label("Dated in or before")).to_have_value("2022-12")
    page.get_by_label("Dated in or after").fill("")
    page.get_by_label("Dated in or before").fill("")
    page.get_by_label("travel").uncheck()
    page.get_by_label("File name, or a pattern").fill("")
    ask(page, HIGH)
    expect(page.locator(".facts")).not_to_contain_text("Only with")
    expect(page).to_have_url(re.compile(r"/ask\?q=[^&]*$"))


def test_on_a_phone(visitor: Visitor, served: Served) -> None:
    for scheme in ("light", "dark"):
        with visitor.at(served.url, MOBILE, scheme) as page:
            page.goto("/")
            expect(page.locator(".welcome")).to_be_visible()
            page.get_by_role("button", name="Ask only some of the documents").click()
            expect(page.get_by_label("Words in the title")).to_be_visible()
            no_violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= MOBILE[0]
