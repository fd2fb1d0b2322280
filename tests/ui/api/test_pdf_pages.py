"""Images of PDF pages: what is rendered, cached, rejected."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
from tests.support import make_pdfs
from tests.support.ui_engine import StandIn, library
from ui.api import pdf_pages
from ui.api.pdf_pages import PageRenderer, PageRequest, page_requests
from ui.app import application
from ui.engine.admission import ServerBusy
from ui.engine.engine import Engine
from ui.handlers import ask
from ui.views.sources import Source

TEXT = "The mill burned down. It had stood for long."


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Library]:
    with _small(tmp_path) as opened:
        yield opened


@contextmanager
def _small(tmp_path: Path) -> Iterator[Library]:
    path = tmp_path / "1"
    path.write_bytes(make_pdfs.pdf([make_pdfs.lines(f"{TEXT[:22]}Then"), make_pdfs.lines(TEXT)]))
    with library(tmp_path / "small.pincite") as opened:
        for _ in ingest(opened, [InputFile("mill.pdf", path)], store_files=True):
            pass
        yield opened


def request_of(small: Library, source: str, words: str = "burned", answer: str = "") -> PageRequest:
    """The page on which `words` first occur."""
    document = small.document(
        next(entry.id for entry in small.list_documents() if entry.source == source)
    )
    start = document.text.index(words)
    sentence = Span(document, start, start + len(words))
    marked = None
    if answer:
        marked = Span(
            document, document.text.index(answer), document.text.index(answer) + len(answer)
        )
    source_shown = Source(1, Passage(sentence, 1.0, 1, 1, ()), sentence, marked)
    return page_requests(source_shown)[0][1]


@pytest.fixture
def client(small: Library) -> TestClient:
    return _client(small)


@pytest.fixture(scope="module")
def shared_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """For tests that change nothing."""
    with _small(tmp_path_factory.mktemp("small")) as opened:
        yield _client(opened)


def _client(small: Library) -> TestClient:
    return TestClient(
        application(Engine(StandIn(small))),
        base_url="http://localhost",
        raise_server_exceptions=False,
    )


def test_a_page_is_of_the_library_that_was_asked(small: Library, tmp_path: Path) -> None:
    (tmp_path / "2").write_bytes(make_pdfs.pdf([make_pdfs.lines("Another mill burned later.")]))
    with Library.open(
        small.path.with_name("second höhe.pincite"), create=True, encoder=small.encoder
    ) as second:
        for _ in ingest(second, [InputFile("later.pdf", tmp_path / "2")], store_files=True):
            pass
        asked = ask.ask(
            Engine(StandIn(second)), "What burned, says later.pdf?", library="second höhe"
        )
    client = TestClient(
        application(Engine(StandIn(small))),
        base_url="http://localhost",
        raise_server_exceptions=False,
    )
    assert asked.result is not None
    viewers = (asked.viewer, ask.open_source(asked.result, 1, "second höhe"))
    addresses = re.findall('data-page="([^"]+)"', "".join(viewers))
    (address,) = {unescape(address) for address in addresses}
    assert re.fullmatch(r"/l/second%20h%C3%B6he/pages/[\d\w-]+\.png", address)
    assert client.get(address).headers["content-type"] == "image/png"
    page = request_of(small, "mill.pdf").address
    assert client.get(page).status_code == client.get(f"/l/small{page}").status_code == 200
    assert client.get(f"/l/small{address.removeprefix('/l/second%20h%C3%B6he')}").status_code == 404
    assert client.get(f"/l/second%20h%C3%B6he{page}").status_code == 404
    assert client.get(f"/l/third{page}").status_code == 404


def test_a_page_is_a_png_with_the_box_of_its_marks(small: Library, client: TestClient) -> None:
    reply = client.get(request_of(small, "mill.pdf").address)
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


def test_the_answer_in_the_sentence_is_marked_too(small: Library) -> None:
    renderer = PageRenderer(small)
    plain, marked = (
        renderer.render(request_of(small, "mill.pdf", "The mill burned down.", answer))
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
def test_other_names_are_not_found(shared_client: TestClient, name: str) -> None:
    reply = shared_client.get(f"/pages/{name}")
    assert reply.status_code == 404
    assert "PNG" not in reply.text
    assert "root:" not in reply.text


def test_a_request_that_does_not_fit_the_document_is_rejected(small: Library) -> None:
    request = request_of(small, "mill.pdf")
    renderer = PageRenderer(small)
    wrong = {
        "the library has changed": [
            replace(request, hash="0" * 16),
            replace(request, end=10_000),
            replace(request, start=9, end=9),
        ],
        "is not on it": [replace(request, page=1), replace(request, page=4000)],
    }
    for message, requests in wrong.items():
        for request in requests:
            with pytest.raises(PinciteError, match=message):
                renderer.render(request)


def test_only_pdfs_have_pages(small: Library) -> None:
    document = small.document(
        next(entry.id for entry in small.list_documents() if entry.source == "gard-guide.txt")
    )
    sentence = Span(document, 0, 8)
    assert page_requests(Source(1, Passage(sentence, 1.0, 1, 1, ()), sentence, None)) == ()
    request = replace(
        request_of(small, "mill.pdf"), document=document.id, hash=document.hash[:16], start=0, end=8
    )
    with pytest.raises(PinciteError, match="was not stored when it was added"):
        PageRenderer(small).render(request)


def test_a_removed_document_is_not_shown_from_the_cache(small: Library, client: TestClient) -> None:
    address = request_of(small, "mill.pdf").address
    assert client.get(address).status_code == 200
    small.remove("mill.pdf")
    reply = client.get(address)
    assert (reply.status_code, reply.json()["error"]) == (
        404,
        "The page cannot be shown: the document is no longer in the library.",
    )


def test_the_cache_evicts_the_least_recently_used_page(
    small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[Span] = []

    def render(_: object, span: Span, *rest: object, **more: object) -> list[RenderedPage]:
        rendered.append(span)
        return [RenderedPage(0, (), bytes(400))]

    monkeypatch.setattr(pdf_pages, "render_pages", render)
    renderer = PageRenderer(small, cache_bytes=1000)
    requests = [replace(request_of(small, "mill.pdf"), start=start) for start in range(3)]
    for request in (*requests[:2], *requests[:2], requests[2], requests[1], requests[0]):
        renderer.render(request)
    assert [span.start for span in rendered] == [0, 1, 2, 0], (
        "two fit; the one least recently used is evicted"
    )


def test_a_page_too_many_waits_and_is_rejected(
    small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, begun = threading.Event(), threading.Event()
    count: list[int] = []

    def render(*_: object, **more: object) -> list[RenderedPage]:
        count.append(1)
        begun.set()
        finish.wait(5)
        return [RenderedPage(0, (), b"x")]

    monkeypatch.setattr(pdf_pages, "render_pages", render)
    renderer = PageRenderer(small, max_concurrent=1, timeout=0.1)
    request = request_of(small, "mill.pdf")
    first = threading.Thread(target=renderer.render, args=[request])
    first.start()
    begun.wait(5)
    with pytest.raises(ServerBusy, match="try again"):
        renderer.render(replace(request, start=request.start - 1))
    finish.set()
    first.join(5)
    renderer.render(request)
    assert count == [1]
