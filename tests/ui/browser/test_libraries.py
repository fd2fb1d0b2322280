"""Several libraries in a real browser: tabs stay apart; libraries are managed; Back goes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import MOBILE, Served, Visitor, ask, no_violations
from tests.support.ui_engine import AQUEDUCTS, HIGH, MIX, WHY, library

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]

CLIENT = "Müller & co"
ROUNDS = 2


@pytest.fixture
def client(served: Served) -> Iterator[str]:
    """The root of a second library's addresses; whatever it is called at the end is removed."""
    folder = served.bot.library.path.parent
    library(folder / f"{CLIENT}.pincite", [AQUEDUCTS]).close()
    yield "/l/M%C3%BCller%20%26%20co"
    for file in folder.glob("Müller*"):
        file.unlink()
    served.bot.library.path.with_suffix(".questions.json").unlink(missing_ok=True)


def work(page: Page, root: str, path: Path, number: int) -> None:
    """A client's words are added and removed, asked for and confirmed."""
    owner = path.parent.name
    path.write_text(f"The fee of {owner} is {number + 1} euros.", encoding="utf-8")
    page.goto(f"{root}/library")
    page.locator("#upload input[type=file]").set_input_files(path)
    expect(page.locator("#ingest-report .notes li")).to_contain_text("— added")
    page.get_by_role("link", name="Ask", exact=True).click()
    ask(page, "Which fee has fee.txt?")
    expect(page.locator(".in-sentence mark").first).to_have_text(path.read_text("utf-8"))
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.locator(".feedback")).to_contain_text(f"Saved in {owner}.questions.json")


def remove(page: Page, root: str) -> None:
    page.goto(f"{root}/library")
    row = page.locator("#documents tbody tr").filter(has_text="fee.txt")
    row.locator("[data-remove]").click()
    row.locator("[data-remove]").click()
    expect(row).to_have_count(0)


def test_two_tabs_of_a_browser_are_apart(
    visitor: Visitor, served: Served, client: str, tmp_path: Path
) -> None:
    """Each step of one is followed by the same step of the other: 20 of them."""
    roots = {"small": "/l/small", CLIENT: client}
    for owner in roots:
        (tmp_path / owner).mkdir()
    with visitor.at(served.url) as one, visitor.at(served.url) as other:
        tabs = dict(zip(roots, (one, other), strict=True))
        for number in range(ROUNDS):
            for owner, page in tabs.items():
                work(page, roots[owner], tmp_path / owner / "fee.txt", number)
            for owner, page in tabs.items():
                expect(page.locator(".masthead .library-name")).to_have_text(owner)
                remove(page, roots[owner])
        expect(one.locator("#documents tbody tr:not(.gone)")).to_have_count(3)
        expect(other.locator("#documents tbody tr:not(.gone)")).to_have_count(1)


def test_a_library_is_renamed_backed_up_closed_opened_and_deleted(
    page: Page, client: str, visitor: Visitor, served: Served
) -> None:
    _asked_together(page, client)
    page.goto(f"{client}/library")
    page.get_by_text(f"Manage {CLIENT}").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Back up").click()
    assert re.fullmatch(rf"{CLIENT} [\d-]+ \d+\.pincite", download.value.suggested_filename)
    page.get_by_label("New name").fill("small")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("alert")).to_contain_text("There is already a library “small”.")
    no_violations(page)
    page.get_by_label("New name").fill("Müller (2024)")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator(".said")).to_have_text(f"“{CLIENT}” is now called “Müller (2024)”.")
    expect(page).to_have_url(re.compile(r"/l/M%C3%BCller%20\(2024\)/library$"))
    page.get_by_text("Manage Müller (2024)").click()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".said")).to_contain_text("was closed")
    expect(page).to_have_url(re.compile("/l/small/library$"))
    page.get_by_text("Closed libraries (1)").click()
    no_violations(page)
    page.get_by_role("button", name="Open Müller (2024)").click()
    expect(page.locator(".said")).to_contain_text("is open again")
    page.get_by_text("Manage Müller (2024)").click()
    page.get_by_label("type its name").fill("Müller")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not the name of this library")
    with visitor.at(served.url, MOBILE, "dark") as another:
        another.goto("/l/M%C3%BCller%20(2024)/ask")
        expect(another.get_by_role("textbox", name="Question")).to_be_visible()
        page.get_by_label("type its name").fill("Müller (2024)")
        page.keyboard.press("Enter")
        expect(page.locator(".said")).to_have_text("“Müller (2024)” was deleted.")
        ask(another, HIGH)
        expect(another.get_by_role("alert")).to_contain_text("no library “Müller (2024)”")
        no_violations(another)
        another.reload()
        expect(another.get_by_role("heading", level=1)).to_contain_text(
            "no library “Müller (2024)”"
        )


def _asked_together(page: Page, client: str) -> None:
    """All libraries answer as one; a source opens in its own."""
    page.goto(f"{client}/library")
    page.get_by_role("link", name="All libraries").click()
    expect(page.locator(".masthead .library-name")).to_have_text("All libraries")
    expect(page.locator(".masthead nav a")).to_have_text(["Ask", "Check"])
    ask(page, MIX)
    expect(page.locator(".in-sentence mark").first).to_be_visible()
    expect(page.locator(".feedback")).to_be_hidden()
    page.locator('a[href^="document/"]').first.click()
    expect(page.locator(".library-name")).to_have_text("small")


def test_back_forward_and_reload_show_the_question_of_their_address(page: Page) -> None:
    page.goto("/l/small/library")
    page.get_by_role("link", name="Ask", exact=True).click()
    question, answer = page.get_by_role("textbox", name="Question"), page.locator(".asked")
    for asked in (HIGH, WHY, MIX):
        ask(page, asked)
        expect(answer).to_have_text(asked)
    page.get_by_role("slider").press("Home")
    expect(page).to_have_url(re.compile("risk=2$"))
    page.get_by_role("slider").press("End")
    expect(page).to_have_url(re.compile("risk=30$"))
    page.go_back()
    expect(answer).to_have_text(WHY)
    expect(question).to_have_value(WHY)
    expect(page.get_by_role("slider")).to_have_value("2")
    page.go_back()
    expect(answer).to_have_text(HIGH)
    page.reload()
    expect(answer).to_have_text(HIGH)
    page.go_forward()
    expect(answer).to_have_text(WHY)
    page.go_forward()
    expect(answer).to_have_text(MIX)
    expect(page.get_by_role("slider")).to_have_value("3")
    for asked in (WHY, HIGH):
        page.go_back()
        expect(answer).to_have_text(asked)
    page.go_back()
    expect(answer).to_have_count(0)
    expect(question).to_have_value("")
    page.go_back()
    expect(page.locator("#documents tbody tr")).to_have_count(3)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("risk=3", "has the risk “3”, which this library does not offer."),
        ("sorce=a.txt", "has the setting “sorce”, which is unknown."),
        ("tag=none", "No document of this library has the tag “none”."),
        ("source=*.xyz", "No document of this library matches: source *.xyz."),
    ],
)
def test_a_setting_that_is_not_there_is_said(page: Page, settings: str, said: str) -> None:
    page.goto(f"/l/small/ask?q={HIGH.replace(' ', '+')}&{settings}")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_role("textbox", name="Question")).to_have_value(HIGH)
