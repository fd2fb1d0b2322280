"""The page that checks a draft, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.qa.drafts.support import harbour
from tests.support.serving import running
from tests.support.ui_engine import StandIn
from ui.engine.engine import Engine

DRAFT = (
    "The tenant “shall not store fuel on the northern quay”, for a notice period of 25 days.\r\n"
    "\r\nIt says “shall not store ropes on the northern quay” <img src=x onerror=alert(x)> ${x}."
)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        harbour(tmp_path_factory.mktemp("page")) as made,
        running(Engine(StandIn(made))) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        yield client


def test_a_pasted_draft_is_checked(web: httpx.Client) -> None:
    page = web.post("/l/harbour/check", files={"draft": (None, DRAFT)})
    assert page.status_code == 200
    assert '<li>2 <span class="verdict altered">altered</span></li>' in page.text
    assert "notice period of <mark>28</mark> days" in page.text
    assert '<a class="claim verbatim"' in page.text
    assert page.text.count('class="claim altered"') == 2
    assert "shall not store <mark>ropes</mark> on the northern quay" in page.text
    assert "shall not store <mark>fuel</mark> on the northern quay" in page.text
    assert "document/1?mark=17-58-6-72&amp;text=" in page.text
    assert "&lt;img src=x onerror" in page.text
    assert "<img" not in page.text
    assert 'download="check.md"' in page.text


def test_a_file_is_read_by_the_readers_of_documents(web: httpx.Client) -> None:
    html = "<html><body><p>“shall not store fuel on the northern quay”</p></body></html>"
    page = web.post("/l/harbour/check", files={"file": ("my <b>draft</b>.html", html.encode())})
    assert "All verbatim" in page.text
    assert "<b>draft" not in page.text


def test_what_cannot_be_checked_is_said_in_a_sentence(web: httpx.Client) -> None:
    form = web.get("/l/harbour/check")
    assert (form.status_code, form.headers["cache-control"]) == (200, "no-store")
    assert '<textarea id="draft"' in form.text
    empty = web.post("/l/harbour/check", files={"draft": (None, " ")})
    assert empty.status_code == 400
    assert "The draft is empty." in empty.text
    broken = web.post("/l/harbour/check", files={"file": ("a.docx", b"PK no archive")})
    assert broken.status_code == 400
    assert 'role="alert"' in broken.text
    assert "Traceback" not in broken.text
