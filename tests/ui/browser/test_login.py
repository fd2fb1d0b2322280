"""The pages that Gradio does not make, in a real browser: login and API reference."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import DESKTOP, MOBILE, Visitor, ask, violations
from tests.support.serving import running
from tests.support.ui_engine import HIGH, StandIn, library
from tests.ui.auth.test_users import put
from ui.auth.audit import AuditLog
from ui.auth.password import Password
from ui.auth.roles import Role
from ui.auth.users import User, UsersFile
from ui.engine.engine import Engine

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = pytest.mark.browser


def test_sign_in_and_out(visitor: Visitor, tmp_path: Path) -> None:
    """By keyboard alone; after signing in, the page that was requested is shown."""
    with (
        library(tmp_path / "small.pincite") as opened,
        running(Engine(StandIn(opened)), Password.from_plaintext("open sesame")) as url,
    ):
        for size, scheme in ((DESKTOP, "light"), (MOBILE, "dark")):
            with visitor.at(url, size, scheme) as page:
                page.goto("/library")
                expect(page.get_by_role("heading", name="Password required")).to_be_visible()
                assert violations(page) == []
                page.keyboard.type("wrong password")
                page.keyboard.press("Enter")
                expect(page.get_by_role("alert")).to_have_text("That is not the password.")
                assert violations(page) == []
                page.keyboard.type("open sesame")
                page.keyboard.press("Enter")
                expect(page.get_by_role("heading", name="Library")).to_be_visible()
                ask(page, HIGH)
                expect(page.get_by_role("region", name="Answer")).to_contain_text("48.8 metres")
                page.get_by_role("link", name="Sign out").click()
                page.get_by_role("button", name="Sign out").click()
                page.goto("/")
                expect(page.get_by_label("Password")).to_be_focused()


def test_each_user_sees_what_the_role_allows(visitor: Visitor, tmp_path: Path) -> None:
    """An editor adds, removes and evaluates; once the role is lower, the page offers less."""
    users, names = tmp_path / "users", ("harbour", "mill")
    anna = User("anna", Password.from_plaintext("open sesame"), {"small": Role.EDITOR})
    put(users, anna)
    (tmp_path / "moon.txt").write_text("The moon is 384,400 kilometres away from the earth.")
    (tmp_path / "questions.csv").write_text("question,answer\nHow far is the moon?,384400\n")
    manage, upload = re.compile("^Manage"), "#upload input[type=file]"
    with (
        library(tmp_path / "small.pincite") as opened,
        running(
            Engine(StandIn(opened)), UsersFile(users), audit=AuditLog(tmp_path / "audit")
        ) as url,
        visitor.at(url) as page,
    ):
        for name in names:
            library(tmp_path / f"{name}.pincite", ()).close()
        page.goto("/library")
        expect(page.get_by_label("Name")).to_be_focused()
        assert violations(page) == []
        page.keyboard.type("Anna")
        page.keyboard.press("Tab")
        page.keyboard.type("open sesame")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Sign out (anna)")).to_be_visible()
        page.locator(upload).set_input_files(tmp_path / "moon.txt")
        row = page.locator("#documents tbody tr").filter(has_text="moon.txt")
        remove = row.locator("[data-remove]")
        expect(remove).to_be_visible()
        expect(page.get_by_text(manage)).to_be_hidden()
        assert not any(name in page.content() for name in names)
        remove.click()
        remove.click()  # to confirm
        page.locator("#documents [data-undo]").click()
        expect(remove).to_be_visible()
        page.goto("evaluation")
        page.get_by_role("radio", name="my own files").check()
        page.locator("#question-files input[type=file]").set_input_files(tmp_path / "questions.csv")
        page.get_by_role("button", name="Run").click()
        with page.expect_download() as report:
            page.get_by_text("Download a report").click()
        assert report.value.path().stat().st_size > 1000

        put(users, replace(anna, roles={"small": Role.READER}))
        page.goto("library")
        expect(row).to_be_visible()
        expect(page.locator("#upload-bar")).to_be_hidden()
        expect(remove).to_be_hidden()
        ask(page, HIGH)
        expect(page.get_by_role("region", name="Answer")).to_contain_text("48.8 metres")
        expect(page.locator("section.feedback")).to_be_hidden()
        page.get_by_role("link", name="Sign out").click()
        assert violations(page) == []
        page.get_by_role("button", name="Sign out everywhere").click()
        expect(page.get_by_label("Name")).to_be_focused()
    log = (tmp_path / "audit").read_text()
    assert ["refused" in log, "restored" in log] == [False, True]  # nothing that pages send


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (MOBILE, "dark")])
def test_the_api_reference_is_readable(
    visitor: Visitor, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    with (
        library(tmp_path / "small.pincite") as opened,
        running(Engine(StandIn(opened))) as url,
        visitor.at(url, size, scheme) as page,
    ):
        page.goto("/api/docs")
        expect(page.get_by_role("heading", name="POST /api/ask")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("link", name="Citation").first.click()
        expect(page).to_have_url(f"{url}/api/docs#Citation")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
