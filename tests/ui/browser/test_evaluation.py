"""The evaluation page in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import WEB, Served, no_violations
from tests.support.ui_engine import HIGH, MIX

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


@pytest.fixture
def questions(served: Served, tmp_path: Path) -> Path:
    """Ninety questions without gold, which the stand-in answers."""
    questions = [
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
        json.dumps({**head, "questions": questions}), encoding="utf-8"
    )
    return tmp_path / "ninety.json"


def run(page: Page, *paths: Path) -> None:
    """Runs the evaluation with these question files."""
    page.goto("/evaluation")
    page.get_by_role("radio", name="my own files").check()
    page.locator("#question-files input[type=file]").set_input_files(list(paths))
    for path in paths:
        expect(page.locator("#question-files")).to_contain_text(path.stem)
    page.get_by_role("button", name="Run").click()


def test_scores_and_plots(page: Page, questions: Path) -> None:
    run(page, questions)
    expect(page.locator(".tile")).to_have_count(8)
    expect(page.locator(".tile").first).to_have_text("right 0.0 %")
    expect(page.locator("figure svg")).to_have_count(3)
    expect(page.locator("table.questions tbody tr")).to_have_count(90)
    page.locator("table.questions a").first.click()
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")


def test_a_threshold_is_used_and_undone_in_the_settings(
    page: Page, served: Served, tmp_path: Path
) -> None:
    (tmp_path / "two.csv").write_text(
        f"question,answer\n{HIGH},48.8 metres\n{MIX},volcanic ash\n", encoding="utf-8"
    )
    page.goto("/evaluation")
    expect(page.locator("#about")).to_contain_text("asked of small, which has 3 documents")
    expect(page.locator("#about")).to_contain_text("No set of questions fits these documents")
    run(page, tmp_path / "two.csv")
    page.locator("[data-apply]").first.click()
    expect(page.locator("#applied")).to_contain_text("answers are now given")
    assert served.bot.library.settings
    page.locator("#applied").get_by_role("link", name="settings").click()
    expect(page.locator("h1")).to_have_text("Settings")
    no_violations(page)
    page.get_by_label("Wrong answers accepted").select_option("default")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("form").first).to_contain_text("from a confidence of 35 % on")
    assert served.bot.library.settings == {}
    page.get_by_label("Dark").check()
    expect(page.locator("html.dark")).to_have_count(1)
    no_violations(page)
    page.get_by_role("link", name="Ask").click()
    expect(page.locator("html.dark .welcome")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_label("Dark")).to_be_checked()
    no_violations(page)
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wider)
    page.get_by_label("As the system").check()
    expect(page.locator("html.dark")).to_have_count(0)
    page.get_by_role("link", name="Library").click()
    page.get_by_role("link", name="Documents from the web").click()
    page.get_by_label("Addresses to fetch").fill(f"{WEB}a\nhttp://10.0.0.1/")
    page.get_by_role("button", name="Fetch them").click()
    expect(page.get_by_role("alert")).to_contain_text('10.0.0.1/" is not among the addresses')
    expect(page.locator("#list .failed")).to_contain_text("There is no server nowhere.invalid")
    no_violations(page)
    assert not page.evaluate(wider)
    page.get_by_role("button", name="Take off the list").click()
    expect(page.locator("#list")).to_contain_text("There are none yet.")
    assert served.bot.library.settings == {}


def test_a_run_can_be_stopped(page: Page, served: Served, questions: Path) -> None:
    served.bot.pause = 0.05
    try:
        run(page, questions)
        expect(page.locator("#results progress")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".remarks")).to_contain_text("Stopped after")
        expect(page.locator(".tile")).to_have_count(8)
        expect(page.get_by_role("button", name="Run")).to_be_enabled()
    finally:
        served.bot.pause = 0.0


def test_a_table_with_an_answer_that_no_document_has(page: Page, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(
        f"question,answer\n{HIGH},48.8 metres\n{MIX},pink paint\n", encoding="utf-8"
    )
    run(page, tmp_path / "mine.csv")
    expect(page.locator(".tile").first).to_have_text("right 50.0 %")
    expect(page.locator("table.questions .wrong")).to_contain_text("not indexed")
    page.locator(".remarks summary").click()
    expect(page.locator(".remarks li").nth(1)).to_contain_text(
        "'pink paint' does not occur in the library"
    )
    expect(page.locator("table.risks tbody tr")).to_have_count(4)


def test_the_files_of_a_beir_folder(page: Page, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "1", "text": "Another text."}', encoding="utf-8"
    )
    (tmp_path / "queries.jsonl").write_text(
        json.dumps({"_id": "q", "text": HIGH}), encoding="utf-8"
    )
    (tmp_path / "test.tsv").write_text("q\t1\t1\n", encoding="utf-8")
    run(page, *(tmp_path / name for name in ("corpus.jsonl", "queries.jsonl", "test.tsv")))
    expect(page.locator(".remarks")).to_contain_text("1 question cannot be answered here")
    expect(page.locator("table.questions tbody tr")).to_contain_text("files chosen:1")


def test_runs_are_compared_and_saved(page: Page, questions: Path, tmp_path: Path) -> None:
    run(page, questions)
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


def test_a_broken_file_gives_an_error(page: Page, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    run(page, tmp_path / "broken.json")
    expect(page.get_by_role("alert")).to_contain_text("JSON")
