"""The page in a real browser, over the stand-in engine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.load.page import seconds as page_seconds
from tests.support.browser import MOBILE, Served, Visitor, ask
from tests.support.ui_engine import HIGH, MIX, NOBODY, WHY

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]

LONG = "x" * 2001


def test_the_page_can_be_used_within_a_second(visitor: Visitor, served: Served) -> None:
    """The quickest of ten: what else this machine does meanwhile is not the page's. At length: `python -m tests.load page`."""
    _, warm = page_seconds(visitor.browser, served.url, 10)
    assert min(warm) <= 1


def test_a_second_visit_fetches_nothing_but_the_page(visitor: Visitor, served: Served) -> None:
    fetched = """() => performance.getEntriesByType("resource").filter(each => each.transferSize > 0)
      .map(each => new URL(each.name).pathname)"""
    for _ in range(2):
        with visitor.at(served.url) as page:
            page.goto("/")
            expect(page.locator(".welcome")).to_be_visible()
            page.evaluate("document.fonts.ready.then(() => null)")
            asked = page.evaluate(fetched)
    assert {path for path in asked if not path.startswith("/gradio_api/")} == set()


# asking


def test_ask_shows_the_answer_and_its_place(page: Page) -> None:
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")
    expect(page.locator(".in-sentence > bdi strong")).to_have_text("48.8 metres")
    expect(page.locator("#viewer mark strong")).to_have_text("48.8 metres")
    expect(page.locator("#viewer-title")).to_have_text("How Roman aqueducts worked")
    expect(page.locator("#viewer mark")).to_be_in_viewport()
    expect(page.locator("#viewer h3")).to_have_text(["Overview", "Pont du Gard", "Upkeep"])


def test_a_sentence_answer_is_shown_once(page: Page) -> None:
    ask(page, WHY)
    expect(page.locator(".answer-label")).to_have_text("The sentence that answers")
    expect(page.locator(".in-sentence.whole mark").first).to_contain_text(
        "Crews entered through shafts"
    )
    expect(page.locator(".answer .lead")).to_have_count(0)


def test_chip_previews_and_opens_its_source(page: Page) -> None:
    ask(page, HIGH)
    chip = page.get_by_role("link", name="Source 2: Visitor guide")
    chip.hover()
    expect(page.locator("#preview-2")).to_be_visible()
    expect(page.locator("#preview-2 .quote")).to_have_text(
        "Measured from the river bed, the bridge is 48.8 metres tall."
    )
    chip.click()
    expect(page.locator("#source-2")).to_be_focused()
    expect(page.locator("#viewer-title")).to_have_text("Visitor guide: Pont du Gard")
    expect(page.locator("#viewer .location")).to_contain_text("page 2 · Figures")


def test_another_reading_opens_in_its_document(page: Page) -> None:
    ask(page, HIGH)
    page.get_by_text("Other possible answers (1)").click()
    page.get_by_role("button", name="275 metres").click()
    expect(page.locator("#viewer mark strong")).to_have_text("275 metres")


def test_examples_ask_and_abstaining_is_a_state(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name=NOBODY).click()
    expect(page.locator(".abstained .lead")).to_have_text("No answer found in these documents.")
    expect(page.get_by_role("textbox", name="Question")).to_have_value(NOBODY)
    expect(page.locator(".facts")).to_contain_text("Too uncertain to answer · 8 %")
    expect(page.locator("#source-1")).to_contain_text("Visitors may walk across")
    expect(page.locator("#viewer mark")).to_contain_text("Visitors may walk across")


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "The question is empty."), (LONG, "The question has 2,001 characters")],
)
def test_what_cannot_be_asked_is_said_inline(page: Page, question: str, said: str) -> None:
    page.goto("/")
    page.get_by_role("textbox", name="Question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.locator("#viewer")).to_be_hidden()


def test_a_link_asks_and_asking_makes_a_link(page: Page) -> None:
    page.goto("/?q=What+did+Roman+builders+mix+with+lime%3F")
    expect(page.locator(".answer .lead")).to_have_text("volcanic ash")
    expect(page.get_by_role("textbox", name="Question")).to_have_value(MIX)
    ask(page, WHY)
    expect(page).to_have_url(re.compile(r"\?q=Why\+was\+the"))


def test_a_link_with_too_long_a_question(page: Page) -> None:
    page.goto(f"/?q={LONG}")
    expect(page.get_by_role("alert")).to_contain_text("Shorten it.")


def test_keys(page: Page) -> None:
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_be_visible()
    page.locator("#viewer .document-text").focus()
    page.keyboard.press("2")
    expect(page.locator("#source-2")).to_be_focused()
    expect(page.locator("#viewer-title")).to_have_text("Visitor guide: Pont du Gard")
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Question")).to_be_focused()
    page.keyboard.type("3 tiers")
    expect(page.get_by_role("textbox", name="Question")).to_have_value("3 tiers")


def test_citation_is_copied_as_text(page: Page) -> None:
    ask(page, HIGH)
    page.locator(".facts").get_by_role("button", name="Copy citation").click()
    expect(page.locator(".facts .copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r"“48\.8 metres” — How Roman aqueducts worked, Pont du Gard, characters \d+–\d+ of aqueducts\.md",
        copied,
    )


def test_on_a_phone_the_document_is_a_sheet(visitor: Visitor, served: Served) -> None:
    with visitor.at(served.url, MOBILE) as page:
        ask(page, HIGH)
        expect(page.locator(".answer .lead")).to_be_visible()
        expect(page.locator("#viewer .document-text")).to_be_hidden()
        opener = page.get_by_role("button", name="Open in document Visitor guide").first
        opener.click()
        expect(page.locator("#viewer-title")).to_have_text("Visitor guide: Pont du Gard")
        expect(page.locator("#viewer mark")).to_be_in_viewport()
        expect(page.get_by_role("button", name="Close the document")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#viewer .document-text")).to_be_hidden()
        expect(opener).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= MOBILE[0]


def test_a_question_under_way_shows(page: Page, served: Served) -> None:
    page.goto("/")
    expect(page.locator(".welcome")).to_be_visible()
    served.bot.pause = 0.5
    try:
        ask(page, HIGH)
        expect(page.locator("body")).to_have_class(re.compile("asking"))
    finally:
        served.bot.pause = 0.0
    expect(page.locator(".answer .lead")).to_be_visible()
    expect(page.locator("body")).not_to_have_class(re.compile("asking"))


# library


def test_upload_list_ask_remove(page: Page, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("A bridge is a road over water.", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    page.goto("/library")
    page.locator("#upload input[type=file]").set_input_files(
        [tmp_path / name for name in ("bridge.txt", "empty.txt", "photo.png")]
    )
    report = page.locator("#ingest-report .notes li")
    expect(report).to_have_count(3)
    expect(report.nth(0)).to_have_text("bridge.txt — added, 1 sentence")
    expect(report.nth(1)).to_contain_text("the file is empty")
    expect(report.nth(2)).to_contain_text("cannot read .png")
    row = page.locator("#documents tbody tr").filter(has_text="bridge.txt")
    expect(row).to_have_count(1)
    ask(page, "What does bridge.txt say?")
    expect(page.locator(".in-sentence.whole mark").first).to_have_text(
        "A bridge is a road over water."
    )
    page.goto("/library")
    row.get_by_role("button").click()
    expect(row.get_by_role("button")).to_contain_text("Really remove?")
    row.get_by_role("button").click()
    expect(row).to_have_count(0)
    expect(page.locator("#ingest-report")).to_contain_text("removed from the library")


def test_removing_can_be_thought_better_of(page: Page) -> None:
    page.goto("/library")
    button = (
        page.locator("#documents tbody tr").filter(has_text="concrete.txt").get_by_role("button")
    )
    button.click()
    expect(button).to_contain_text("Really remove?")
    page.get_by_role("link", name="Ask").focus()
    expect(button).to_have_text("Remove Why Roman concrete lasted")


# evaluation


@pytest.fixture
def questions(served: Served, tmp_path: Path) -> Path:
    """Ninety questions that the stand-in answers, without gold."""
    asked = [
        {"id": str(number), "question": f"{HIGH} {number}", "gold": []} for number in range(90)
    ]
    head = {
        "format": "pincite-questions",
        "version": 1,
        "name": "ninety",
        "description": "",
        "licence": "Apache-2.0",
    }
    (tmp_path / "ninety.json").write_text(
        json.dumps({**head, "questions": asked}), encoding="utf-8"
    )
    return tmp_path / "ninety.json"


def choose(page: Page, *paths: Path) -> None:
    page.goto("/evaluation")
    page.get_by_role("radio", name="my own files").check()
    page.locator("#question-files input[type=file]").set_input_files(list(paths))
    for path in paths:
        expect(page.locator("#question-files")).to_contain_text(path.stem)
    page.get_by_role("button", name="Run").click()


def test_evaluation_shows_scores_and_plots(page: Page, questions: Path) -> None:
    choose(page, questions)
    expect(page.locator(".tile")).to_have_count(8)
    expect(page.locator(".tile").first).to_have_text("right 0.0 %")
    expect(page.locator("figure svg")).to_have_count(3)
    expect(page.locator("table.questions tbody tr")).to_have_count(90)
    page.locator("table.questions a").first.click()
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")


def test_evaluation_stops_on_request(page: Page, served: Served, questions: Path) -> None:
    served.bot.pause = 0.05
    try:
        choose(page, questions)
        expect(page.locator("#results progress")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".remarks")).to_contain_text("Stopped after")
        expect(page.locator(".tile")).to_have_count(8)
        expect(page.get_by_role("button", name="Run")).to_be_enabled()
    finally:
        served.bot.pause = 0.0


def test_evaluation_of_a_table_names_what_it_does_not_find(page: Page, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(
        f"question,answer\n{HIGH},48.8 metres\n{MIX},pink paint\n", encoding="utf-8"
    )
    choose(page, tmp_path / "mine.csv")
    expect(page.locator(".tile").first).to_have_text("right 50.0 %")
    expect(page.locator("table.questions .wrong")).to_contain_text("not indexed")
    page.locator(".remarks summary").click()
    expect(page.locator(".remarks li").nth(1)).to_contain_text(
        "'pink paint' stands nowhere in the library"
    )
    expect(page.locator("table.risks tbody tr")).to_have_count(4)


def test_evaluation_of_the_files_of_a_beir_folder(page: Page, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "1", "text": "Another text."}', encoding="utf-8"
    )
    (tmp_path / "queries.jsonl").write_text(
        json.dumps({"_id": "q", "text": HIGH}), encoding="utf-8"
    )
    (tmp_path / "test.tsv").write_text("q\t1\t1\n", encoding="utf-8")
    choose(page, *(tmp_path / name for name in ("corpus.jsonl", "queries.jsonl", "test.tsv")))
    expect(page.locator(".remarks")).to_contain_text("1 question cannot be answered here")
    expect(page.locator("table.questions tbody tr")).to_contain_text("files chosen:1")


def test_runs_are_compared_and_saved(page: Page, questions: Path, tmp_path: Path) -> None:
    choose(page, questions)
    expect(page.get_by_role("radio", name="nothing")).to_be_checked()
    with page.expect_download() as download:
        page.get_by_text("Download the results").click()
    download.value.save_as(tmp_path / "run.json")
    with page.expect_download() as download:
        page.get_by_text("Download a report").click()
    assert download.value.path().read_text(encoding="utf-8").endswith("</html>\n")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#comparison h2")).to_have_text("Compared with run 1: ninety, 90 questions")
    expect(page.locator("#comparison")).to_contain_text("All settings are the same.")
    page.get_by_role("radio", name="a run I saved").check()
    expect(page.locator("#comparison h2")).to_have_count(0)
    page.locator("#saved-run input[type=file]").set_input_files(tmp_path / "run.json")
    expect(page.locator("#comparison h2")).to_have_text("Compared with run.json")
    page.get_by_role("radio", name="nothing").check()
    expect(page.locator("#comparison h2")).to_have_count(0)


def test_evaluation_of_a_broken_file_says_so(page: Page, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    choose(page, tmp_path / "broken.json")
    expect(page.get_by_role("alert")).to_contain_text("JSON")
