"""The library page in a real browser: adding, cancelling, searching, undo, several libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support import make_pdfs
from tests.support.browser import Served, ask
from tests.support.encrypt_pdf import encrypted
from tests.support.ui_engine import HIGH, MIX, WordEncoder

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


@pytest.fixture
def slow(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call of the encoder takes 0.6 s longer."""
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


def test_every_file_shows_its_progress_and_the_rest_can_be_cancelled(
    page: Page, served: Served, slow: None, files: list[Path], tmp_path: Path
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
    expect(report.locator(".cancelled")).to_contain_text(re.compile(r"Stopped\.\s+\d files? w"))
    expect(report.locator(".waiting").last).to_have_text("heap 5.txt — not read")
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    stored = {entry.source for entry in served.bot.library.list_documents()}
    assert "heap 0.txt" in stored
    assert "heap 5.txt" not in stored
    expect(page.locator("#documents tbody tr").filter(has_text="heap 0.txt")).to_have_count(1)


def test_files_are_read_to_the_end_when_the_page_is_left(
    page: Page, served: Served, slow: None, files: list[Path]
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


def test_a_removal_can_be_undone(page: Page, served: Served) -> None:
    before = {
        (entry.source, entry.hash, entry.added) for entry in served.bot.library.list_documents()
    }
    page.goto("/library")
    row = page.locator("#documents tbody tr").filter(has_text="aqueducts.md")
    row.locator("[data-remove]").click()
    row.locator("[data-remove]").click()
    expect(row).to_have_count(0)
    undo = page.get_by_role("button", name="Undo removing How Roman aqueducts worked")
    expect(undo).to_be_focused()
    undo.click()
    expect(page.locator("#said")).to_contain_text("aqueducts.md — back in the library")
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
    for each in path.parent.glob("second one.pincite*"):
        each.unlink()


def test_another_library_is_created_filled_asked_and_left(
    page: Page, second: Path, tmp_path: Path
) -> None:
    page.goto("/library")
    page.get_by_text("New library").click()
    page.get_by_label("Name", exact=True).fill("../bad")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be the name of a library")
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
    expect(page).to_have_url(re.compile(r"/l/second%20one/ask\?q="))
    address = page.url
    page.goto("/l/small/ask")
    expect(page.locator(".welcome")).to_contain_text("your 3 documents in small can answer")
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")
    page.goto(address)
    expect(page.locator(".in-sentence mark").first).to_have_text(
        "The moon is 384,400 kilometres away."
    )


def test_files_are_added_listed_asked_and_removed(
    page: Page, served: Served, tmp_path: Path
) -> None:
    (tmp_path / "bridge.txt").write_text("A bridge is a road over water.", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    page.goto("/library")
    locked = encrypted(make_pdfs.pdf([make_pdfs.lines("The mill burned down.")]), "opensesame")
    (tmp_path / "mill.pdf").write_bytes(locked)
    page.locator("#upload input[type=file]").set_input_files(
        [tmp_path / name for name in ("bridge.txt", "empty.txt", "photo.png", "mill.pdf")]
    )
    report = page.locator("#ingest-report .notes li")
    expect(page.locator("#ingest-report h2")).to_have_text("1 added, 3 not read")
    expect(report).to_have_count(4)
    expect(report.nth(0)).to_contain_text("the file is empty")
    expect(report.nth(1)).to_contain_text("its content is a PNG picture")
    page.get_by_label("Its password, of mill.pdf").fill("opensesame")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#ingest-report h2")).to_have_text("2 added, 2 not read")
    expect(report.filter(has_text="mill.pdf")).to_have_text("mill.pdf — added, 1 sentence")
    row = page.locator("#documents tbody tr").filter(has_text="bridge.txt")
    expect(row).to_have_count(1)
    ask(page, "What does bridge.txt say?")
    expect(page.locator(".in-sentence.whole mark").first).to_have_text(
        "A bridge is a road over water."
    )
    page.goto("/library")
    row.locator("[data-remove]").click()
    expect(row.locator("[data-remove]")).to_contain_text("Really remove?")
    row.locator("[data-remove]").click()
    expect(row).to_have_count(0)
    expect(page.locator("#said")).to_contain_text("removed from the library")
    page.locator("#upload input[type=file]").set_input_files(tmp_path / "bridge.txt")
    page.get_by_role("button", name="Undo: remove the document that was added").click()
    expect(page.locator("#ingest-report")).to_contain_text("1 document removed again")
    expect(row).to_have_count(0)
    served.bot.library.remove("mill.pdf")


def test_removing_asks_for_confirmation(page: Page) -> None:
    page.goto("/library")
    row = page.locator("#documents tbody tr").filter(has_text="concrete.txt")
    button = row.locator("[data-remove]")
    button.click()
    expect(button).to_contain_text("Really remove?")
    page.get_by_role("link", name="Ask").focus()
    expect(button).to_have_text("Remove Why Roman concrete lasted")


def test_a_title_is_edited_in_its_row_and_tags_of_several_are_set(
    page: Page, served: Served
) -> None:
    page.goto("/library")
    row = page.locator("#documents tr").filter(has_text="concrete.txt")
    row.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.get_by_label("Title", exact=True).fill("Opus caementicium")
    page.get_by_label("Date", exact=True).fill("yesterday")
    page.keyboard.press("Enter")  # which the browser refuses
    page.get_by_label("Date", exact=True).fill("0077")
    page.keyboard.press("Enter")
    expect(row.get_by_role("rowheader").get_by_role("link")).to_have_text("Opus caementicium")
    expect(row.locator(".edited")).to_have_text("Edited: title, date")
    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    page.get_by_label("Choose Opus caementicium").check()
    page.get_by_label("Choose How Roman aqueducts worked").check()
    expect(page.locator(".selection [role=status]")).to_have_text("Chosen: 2")
    page.get_by_label("Tags", exact=True).fill("rome, stone")
    page.get_by_role("button", name="Add tags").click()
    expect(page.locator("#documents .tag").filter(has_text="stone")).to_have_count(2)
    ask(page, MIX)
    expect(page.locator(".sources").first).to_contain_text("Opus caementicium")
    page.goto("/library")
    row.get_by_role("button", name="Edit").click()
    for name in ("title", "date", "tags"):
        page.get_by_role("button", name=f"Take that again as {name}").click()
    page.get_by_role("button", name="Save").click()
    expect(row.locator(".edited")).to_have_count(0)
    expect(row.get_by_role("rowheader").get_by_role("link")).to_have_text(
        "Why Roman concrete lasted"
    )
    served.bot.library.edit({"aqueducts.md": {"tags": None}})
