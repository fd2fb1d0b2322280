"""What the ask page offers round an answer, in a real browser: why, other formats, a verdict, a risk, the history of a visit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eval.runs.run import load_set
from tests.support.browser import MOBILE, Served, Visitor, ask
from tests.support.ui_engine import HIGH, MIX, NOBODY, WHY
from ui.handlers.feedback import question_set_path

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_citation_is_copied_in_three_more_formats(page: Page) -> None:
    ask(page, HIGH)
    card = page.locator("#source-2")
    for name, begins in (
        ("Markdown", "> Measured from"),
        ("BibTeX", "@misc{"),
        ("Web Annotation", "{"),
    ):
        card.locator("summary").click()
        card.get_by_role("button", name=name).click()
        expect(card.locator(f".menu [data-copy^='{begins}']")).to_have_text("Copied")
        assert copied(page).startswith(begins)
        page.keyboard.press("Escape")
        expect(card.locator(".menu")).to_be_hidden()
        expect(card.locator("summary")).to_be_focused()
    told = json.loads(copied(page))
    assert [each["type"] for each in told["target"]["selector"]] == [
        "TextQuoteSelector",
        "TextPositionSelector",
    ]
    assert told["target"]["selector"][0]["exact"] == "48.8 metres"


def test_why_names_every_passage_and_leads_to_it(page: Page) -> None:
    ask(page, HIGH)
    page.get_by_text("Why this answer").click()
    why = page.locator(".explanation")
    expect(why).to_contain_text("an answer is given from 35.0 %")
    expect(why.locator("table").first.locator("tbody tr")).to_have_count(2)
    rows = why.locator("table").nth(1).locator("tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() > 3
    why.get_by_role("link", name=re.compile("^Source 3:")).click()
    expect(page.locator("#source-3")).to_be_focused()


@pytest.fixture
def judging(page: Page, served: Served) -> Iterator[tuple[Page, Path]]:
    path = question_set_path(served.bot.library)
    yield page, path
    path.unlink(missing_ok=True)


def test_verdicts_become_a_set_that_can_be_run(judging: tuple[Page, Path], served: Served) -> None:
    """Right by a click, wrong with the words that are right, and changed again; then run on the evaluation page."""
    page, path = judging
    ask(page, HIGH)
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.locator(".feedback")).to_contain_text(
        "Saved in small.questions.json, which has 1 question."
    )
    ask(page, MIX)
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("Other words, exactly as they stand in a document").fill("ash from the bay")
    page.keyboard.press("Enter")
    expect(page.locator(".feedback")).to_contain_text("which has 2 questions.")
    page.get_by_role("button", name="Change it").click()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_role("button", name="I only know that this is wrong").click()
    expect(page.locator(".feedback")).to_contain_text(
        "Noted as wrong in small.questions.json, which has 1 question."
    )
    ask(page, NOBODY)
    page.get_by_role("button", name="They do not").click()
    expect(page.locator(".feedback")).to_contain_text("which has 2 questions.")
    assert [(q.question, q.answerable) for q in load_set([path], served.bot.library).questions] == [
        (HIGH, True),
        (NOBODY, False),
    ]
    page.locator(".feedback").get_by_role("link", name="Evaluation").click()
    page.get_by_role("radio", name="my feedback").check()
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".tile").first).to_have_text("right 100.0 %")
    expect(page.locator(".remarks")).to_contain_text("1 remark on the set")


def test_a_verdict_that_cannot_be_kept_is_said(judging: tuple[Page, Path]) -> None:
    page, path = judging
    ask(page, HIGH)
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("Other words").fill("no such words")
    page.locator("#correction").get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("stands nowhere in the texts")
    assert not path.exists()


def test_the_risk_decides_the_answer_that_is_there_and_the_next_one(page: Page) -> None:
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")
    slider = page.get_by_role("slider", name="Wrong answers accepted")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".abstained .lead")).to_have_text("No answer found in these documents.")
    expect(page.locator(".risk output:visible")).to_contain_text("at most 2 % · answers from 95 %")
    expect(slider).to_have_attribute("aria-valuetext", "at most 2 % · answers from 95 %")
    expect(page).to_have_url(re.compile("risk=2$"))
    ask(page, WHY)
    expect(page.locator(".asked")).to_have_text(WHY)
    expect(page.locator(".abstained")).to_be_visible()
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(".answer-label")).to_be_visible()
    ask(page, NOBODY)
    expect(page.locator(".in-sentence")).to_contain_text("Visitors may walk across")


def test_a_risk_that_is_set_while_a_question_is_asked_decides_its_answer(
    page: Page, served: Served
) -> None:
    ask(page, HIGH)
    expect(page.locator(".asked")).to_have_text(HIGH)
    served.bot.pause = 0.5
    try:
        ask(page, WHY)
        expect(page.locator("body.asking")).to_have_count(1)
        page.get_by_role("slider", name="Wrong answers accepted").press("End")
        expect(page).to_have_url(re.compile("q=Why.*risk=30$"))
    finally:
        served.bot.pause = 0.0
    expect(page.locator(".asked")).to_have_text(WHY)
    expect(page.locator(".answer-label")).to_be_visible()


def test_a_link_keeps_its_risk(page: Page) -> None:
    page.goto(f"/?q={HIGH.replace(' ', '+')}&risk=2")
    expect(page.locator(".abstained")).to_be_visible()
    expect(page.get_by_role("slider")).to_have_value("0")


def test_an_answer_whose_documents_have_changed_is_asked_again(page: Page, served: Served) -> None:
    ask(page, HIGH)
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")
    removed = served.bot.library.snapshot("gard-guide.txt")
    served.bot.library.remove("gard-guide.txt")
    try:
        page.locator(".source-link").first.click()
        expect(page.locator(".viewer.empty")).to_contain_text("This answer is no longer available")
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".viewer h2")).to_have_text("How Roman aqueducts worked")
        expect(page.locator(".answer .source-link")).to_have_count(1)
    finally:
        served.bot.library.restore(removed)


def test_the_history_of_a_visit_survives_other_pages_and_is_saved(
    page: Page, tmp_path: Path
) -> None:
    for question in (
        HIGH,
        NOBODY,
        NOBODY,
    ):  # the last changes nothing that could be waited for, nor may it change the history
        ask(page, question)
        expect(page.locator(".asked")).to_have_text(question)
    page.get_by_role("link", name="Library").click()
    page.get_by_role("link", name="Ask", exact=True).click()
    history = page.locator(".history")
    expect(history.locator("summary")).to_have_text("Asked in this visit (2)")
    history.locator("summary").click()
    expect(history.locator("li")).to_have_text(
        [f"{NOBODY} no answer 8 %", f"{HIGH} 48.8 metres 94 %"]
    )
    with page.expect_download() as download:
        history.get_by_role("button", name="Save as JSON").click()
    told = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert [(each["question"], each["answer"]) for each in told] == [
        (HIGH, "48.8 metres"),
        (NOBODY, None),
    ]
    assert told[0]["citations"][0]["source"] == "aqueducts.md"
    with page.expect_download() as download:
        history.get_by_role("button", name="Save as Markdown").click()
    assert (
        download.value.path()
        .read_text(encoding="utf-8")
        .startswith(f"## {HIGH}\n\n> The Pont du Gard stands **48.8 metres** high")
    )
    history.get_by_role("link", name=HIGH).click()
    expect(page.locator(".answer .lead")).to_have_text("48.8 metres")
    history.locator("summary").click()
    history.get_by_role("button", name="Clear").click()
    expect(history).to_be_hidden()


def test_escape_closes_a_preview(page: Page) -> None:
    ask(page, HIGH)
    chip = page.get_by_role("link", name="Source 2: Visitor guide").first
    expect(chip).to_be_visible()
    page.get_by_role("link", name="Source 1: How Roman").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator("#preview-2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#preview-2")).to_be_hidden()


def test_everything_fits_a_phone(visitor: Visitor, served: Served) -> None:
    with visitor.at(served.url, MOBILE) as page:
        ask(page, HIGH)
        page.get_by_text("Why this answer").click()
        page.get_by_role("button", name="No", exact=True).click()
        page.locator(".facts .formats summary").click()
        expect(page.locator(".facts .menu")).to_be_in_viewport()
        expect(page.locator("#correction")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= MOBILE[0]
