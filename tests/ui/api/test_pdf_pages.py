"""The route of page pictures, and what it will not do."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index.errors import PinciteError
from index.ingest.pipeline import InputFile, ingest
from index.ingest.render import RenderedPage
from index.library import Library
from index.spans import Passage, Span
from tests.support import make_files
from tests.support.ui_engine import StandIn, library
from ui.api import pdf_pages
from ui.api.pdf_pages import PageRenderer, PageRequest, page_requests
from ui.app import application
from ui.engine.admission import ServerBusy
from ui.engine.engine import Engine
from ui.handlers import ask
from ui.views.sources import Source

WORDS = "The mill burned down. It had stood for long."


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    path = tmp_path / "1"
    path.write_bytes(
        make_files.pdf([make_files.lines(f"{WORDS[:22]}Then"), make_files.lines(WORDS)])
    )
    with library(tmp_path / "small.pincite") as opened:
        for _ in ingest(opened, [InputFile("mill.pdf", path)], store_files=True):
            pass
        yield opened


def sheet_of(made: Library, source: str, words: str = "burned", answer: str = "") -> PageRequest:
    """The page of the first place of the words."""
    document = made.document(
        next(entry.id for entry in made.list_documents() if entry.source == source)
    )
    start = document.text.index(words)
    sentence = Span(document, start, start + len(words))
    pen = (
        Span(document, document.text.index(answer), document.text.index(answer) + len(answer))
        if answer
        else None
    )
    return page_requests(Source(1, Passage(sentence, 1.0, 1, 1, ()), sentence, pen))[0][1]


@pytest.fixture
def client(made: Library) -> TestClient:
    return TestClient(
        application(Engine(StandIn(made))),
        base_url="http://localhost",
        raise_server_exceptions=False,
    )


def test_a_page_is_of_the_library_that_was_asked_whichever_the_browser_has_chosen_since(
    made: Library, tmp_path: Path
) -> None:
    (tmp_path / "2").write_bytes(make_files.pdf([make_files.lines("Another mill burned later.")]))
    with Library.open(
        made.path.with_name("second höhe.pincite"), create=True, encoder=made.encoder
    ) as second:
        for _ in ingest(second, [InputFile("later.pdf", tmp_path / "2")], store_files=True):
            pass
        asked = ask.ask(
            Engine(StandIn(second)), "What burned, says later.pdf?", library="second höhe"
        )
    client = TestClient(
        application(Engine(StandIn(made))),
        base_url="http://localhost",
        raise_server_exceptions=False,
    )
    assert asked.result is not None
    viewers = (asked.viewer, ask.open_source(asked.result, 1, "second höhe"))
    (address,) = {
        unescape(found) for shown in viewers for found in re.findall('data-page="([^"]+)"', shown)
    }
    assert address.endswith(".png?library=second%20h%C3%B6he")
    for cookie in ("", "second%20h%C3%B6he", "small"):
        client.cookies.set("pincite-library-0", cookie)
        assert client.get(address).headers["content-type"] == "image/png"
        assert client.get(address.partition("?")[0]).status_code == 404
        assert client.get(sheet_of(made, "mill.pdf").address).status_code == 200


def test_a_page_is_a_png_and_says_where_its_marks_are(made: Library, client: TestClient) -> None:
    reply = client.get(sheet_of(made, "mill.pdf").address)
    assert (reply.status_code, reply.headers["content-type"], reply.content[:4]) == (
        200,
        "image/png",
        b"\x89PNG",
    )
    shares = [float(share) for share in reply.headers["x-marks"].split()]
    assert len(shares) == 4
    assert 72 / 612 < shares[0] < shares[2] < 0.5
    assert "connect-src 'self'" in reply.headers["content-security-policy"]
    assert reply.headers["cache-control"] == "private, max-age=600"


def test_the_answer_in_the_sentence_is_drawn_too(made: Library) -> None:
    drawer = PageRenderer(made)
    plain, marked = (
        drawer.render(sheet_of(made, "mill.pdf", "The mill burned down.", answer))
        for answer in ("", "burned")
    )
    assert plain.boxes == marked.boxes
    assert plain.png != marked.png


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fetc%2fpasswd",
        "../small.pincite",
        "%2e%2e",
        "mill.pdf",
        "4-0123456789abcdef-0-0-5-0-0.pdf",
        "x-0123456789abcdef-0-0-5-0-0.png",
        "٤-0123456789abcdef-0-0-5-0-0.png",
        "4-0123456789abcdef-0-0-5-0-0.png%0a",
        f"{'9' * 5000}-0123456789abcdef-0-0-5-0-0.png",
        "99-0123456789abcdef-0-0-5-0-0.png",
    ],
)
def test_other_names_find_nothing(client: TestClient, name: str) -> None:
    reply = client.get(f"/pages/{name}")
    assert reply.status_code == 404
    assert "PNG" not in reply.text
    assert "root:" not in reply.text


def test_what_does_not_fit_the_document_is_refused(made: Library) -> None:
    sheet = sheet_of(made, "mill.pdf")
    drawer = PageRenderer(made)
    wrong = {
        "the library has changed": [
            replace(sheet, hash="0" * 16),
            replace(sheet, end=10_000),
            replace(sheet, start=9, end=9),
        ],
        "does not stand on it": [replace(sheet, page=1), replace(sheet, page=4000)],
    }
    for said, ones in wrong.items():
        for one in ones:
            with pytest.raises(PinciteError, match=said):
                drawer.render(one)


def test_documents_that_are_no_pdf_have_no_pages(made: Library) -> None:
    document = made.document(
        next(entry.id for entry in made.list_documents() if entry.source == "gard-guide.txt")
    )
    sentence = Span(document, 0, 8)
    assert page_requests(Source(1, Passage(sentence, 1.0, 1, 1, ()), sentence, None)) == ()
    sheet = replace(
        sheet_of(made, "mill.pdf"), document=document.id, hash=document.hash[:16], start=0, end=8
    )
    with pytest.raises(PinciteError, match="was not stored when it was added"):
        PageRenderer(made).render(sheet)


def test_what_was_removed_is_not_shown_from_memory(made: Library, client: TestClient) -> None:
    address = sheet_of(made, "mill.pdf").address
    assert client.get(address).status_code == 200
    made.remove("mill.pdf")
    reply = client.get(address)
    assert (reply.status_code, reply.json()["error"]) == (
        404,
        "The page cannot be shown: the document is not in the library any more.",
    )


def test_pictures_are_remembered_within_a_bound(
    made: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Span] = []

    def draw(_: object, span: Span, *rest: object, **more: object) -> list[RenderedPage]:
        drawn.append(span)
        return [RenderedPage(0, (), bytes(400))]

    monkeypatch.setattr(pdf_pages, "render_pages", draw)
    drawer = PageRenderer(made, cache_bytes=1000)
    several = [replace(sheet_of(made, "mill.pdf"), start=start) for start in range(3)]
    for sheet in (*several[:2], *several[:2], several[2], several[1], several[0]):
        drawer.render(sheet)
    assert [span.start for span in drawn] == [0, 1, 2, 0], "two fit; the one used least lately goes"


def test_a_crowd_waits_and_is_told(made: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    go, begun = threading.Event(), threading.Event()
    count: list[int] = []

    def draw(*_: object, **more: object) -> list[RenderedPage]:
        count.append(1)
        begun.set()
        go.wait(5)
        return [RenderedPage(0, (), b"x")]

    monkeypatch.setattr(pdf_pages, "render_pages", draw)
    drawer = PageRenderer(made, max_concurrent=1, timeout=0.1)
    sheet = sheet_of(made, "mill.pdf")
    first = threading.Thread(target=drawer.render, args=[sheet])
    first.start()
    begun.wait(5)
    with pytest.raises(ServerBusy, match="try again"):
        drawer.render(replace(sheet, start=sheet.start - 1))
    go.set()
    first.join(5)
    drawer.render(sheet)
    assert count == [1]
