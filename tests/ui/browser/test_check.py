"""The page that checks a draft, in a browser: accessible, narrow, and hostile texts stay texts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.qa.drafts.support import harbour
from tests.support.browser import DESKTOP, MOBILE, Served, Visitor, no_violations, serving
from tests.support.ui_engine import StandIn, document

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]

HOSTILE = "</textarea><script>alert(1)</script><img src=x onerror=alert(2)> ${alert(3)} {{ 7*7 }}"
DRAFT = f"""The tenant “shall not store fuel on the northern quay”, says the Quay Lease.

It also “shall not store ropes on the northern quay”, with a notice period of 25 days.

“The gate says {HOSTILE} to everyone” and “nobody wrote these words about an otter”.
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with harbour(tmp_path_factory.mktemp("check")) as made:
        made.add(document("x.md", HOSTILE, ("Gate", f"The gate says {HOSTILE} to everyone.")))
        with serving(StandIn(made)) as server:
            yield server


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (MOBILE, "dark")])
def test_a_draft_is_checked(
    visitor: Visitor, served: Served, size: tuple[int, int], scheme: str
) -> None:
    with visitor.at(served.url, size, scheme) as page:
        page.goto("/check")
        no_violations(page)
        page.get_by_role("textbox", name="Paste the text").fill(DRAFT)
        page.get_by_role("button", name="Check").click()
        expect(page.locator(".finding")).to_have_count(5)
        assert page.locator(".finding .verdict").all_text_contents() == [
            "verbatim", "altered", "altered", "verbatim", "not found",
        ]  # fmt: skip
        no_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.locator(".claim").nth(1).click()
        expect(page.locator("#finding-2")).to_be_in_viewport()
        expect(page.locator("#finding-2 mark").first).to_have_text("ropes")
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (dark == "rgb(20, 22, 26)") == (scheme == "dark")
