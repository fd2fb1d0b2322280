"""The routes of a document: what they send, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.errors import PinciteError
from index.ingest.pipeline import InputFile, ingest
from index.library import Library
from index.spans import Document, Span
from qa.citations import verify
from tests.support import make_pdfs
from tests.support.ui_engine import StandIn, library
from tests.ui.pages.conftest import document
from ui.api.pdf_pages import PageRenderers
from ui.app import application
from ui.auth.password import Password
from ui.engine.engine import Engine
from ui.pages.document import routes
from ui.pages.document.selection import cite_selection
from ui.views.addresses import Mark, document_address

GUIDE = "gard-guide.txt"


def address(shown: Document, words: str) -> str:
    start = shown.text.index(words)
    return "/" + document_address(shown, [Mark.of(Span(shown, start, start + len(words)))])


def test_the_page_has_the_text_its_structure_and_the_mark(web: TestClient, small: Library) -> None:
    guide = document(small, GUIDE)
    page = html.fromstring(web.get(address(guide, "275 metres")).text)
    assert page.xpath("string(//h1)") == guide.title
    assert page.xpath("//article//h2/text()") == ["The site", "Figures"]
    assert page.xpath("//p[@class='page-break']/text()") == ["page 1", "page 2"]
    assert page.xpath("string(//*[@id='mark-1'])") == "275 metres"
    for block in page.xpath("//*[@data-at]"):
        start, end = int(block.get("data-at")), int(block.get("data-end"))
        assert block.text_content() == guide.text[start:end]
    data = json.loads(page.xpath("//main/@data-document")[0])
    assert data["marks"] == [guide.text.index("275 metres")]
    assert (data["labels"], data["starts"], data["length"]) == (["1", "2"], [0], len(guide.text))
    assert page.xpath("//script[not(@src)]") == page.xpath("//@style") == []


def test_a_citation_of_another_text_marks_nothing_and_says_so(
    web: TestClient, small: Library
) -> None:
    changed = address(document(small, GUIDE), "275 metres")[:-16] + "0" * 16
    reply = web.get(changed)
    assert reply.status_code == 200
    assert "has changed since it was cited" in reply.text
    assert "mark-1" not in reply.text


@pytest.mark.parametrize(
    "path", ["", "/text?start=0&end=5", "/outline", "/find?q=a", "/page/1.png"]
)
@pytest.mark.parametrize("id", ["999", "0", "x", "٤", "9" * 30, "-1", "%2e%2e"])
def test_a_document_that_is_not_there_is_not_found(web: TestClient, id: str, path: str) -> None:
    reply = web.get(f"/document/{id}{path}")
    assert reply.status_code == 404
    if "is not in the library" not in reply.text:  # an address that names no document
        assert id == "%2e%2e"


def test_bad_ranges_are_refused_with_a_reason(web: TestClient, small: Library) -> None:
    guide = document(small, GUIDE)
    base, text = f"/document/{guide.id}", guide.hash[:16]
    for query in ("mark=5-99999", "mark=9-3", "mark=x", "at=x", "at=-1"):
        reply = web.get(f"{base}?{query}")
        assert reply.status_code == 400, query
        assert '<h1 class="lead">' in reply.text
    for path in (
        f"text?start=5&end=5&text={text}",
        f"text?start=0&end=99999&text={text}",
        f"text?start=0&end=x&text={text}",
        f"text?end=5&text={text}",
        "text?start=0&end=5&text=0",
        "text?start=0&end=5",
        f"text?start=0&end=5&text={text}&q={'a' * 201}",
        f"citation?start=0&end=99999&text={text}",
        f"citation?start=8&end=9&text={text}",
        f"citation?start=0&end=4&text={'0' * 16}",
        f"page/1.png?width=7&text={text}",
        "page/1.png",
    ):
        reply = web.get(f"{base}/{path}")
        assert (reply.status_code, list(reply.json())) == (400, ["error"]), path
    assert web.get(f"{base}/page/9.png").status_code == 404


def test_text_is_sent_in_parts_and_a_search_marks_its_places(
    web: TestClient, small: Library
) -> None:
    guide = document(small, GUIDE)
    base, text = f"/document/{guide.id}", guide.hash[:16]
    found = web.get(f"{base}/find", params={"q": "THE  Bridge"}).json()
    assert found["more"] is False
    assert [guide.text[start:][:10].lower() for start in found["hits"]] == ["the bridge"] * 2
    middle = guide.text.index("Figures")
    part: dict[str, str | int] = {
        "start": middle,
        "end": len(guide.text),
        "text": text,
        "q": "the bridge",
    }
    shown = html.fromstring(f"<div>{web.get(f'{base}/text', params=part).text}</div>")
    assert shown.xpath("//mark[@class='hit']/text()") == ["the bridge"]
    assert shown.xpath("//mark/@id") == [f"hit-{found['hits'][1]}"]
    outline = html.fromstring(web.get(f"{base}/outline", params={"q": "FIG"}).text)
    assert outline.xpath("//a/@data-offset") == [str(middle)]
    assert "No heading has" in web.get(f"{base}/outline?q=zebra").text


def test_selected_words_are_cited_at_their_offsets(web: TestClient, small: Library) -> None:
    guide = document(small, GUIDE)
    words = "48.8 metres tall"
    start = guide.text.index(words) - 1
    query: dict[str, str | int] = {
        "start": start,
        "end": start + len(words) + 1,
        "text": guide.hash[:16],
    }
    cited = web.get(f"/document/{guide.id}/citation", params=query).json()
    assert cited["quote"] == words == guide.text[cited["start"] : cited["end"]]
    assert cited["place"] == "page 2 · Figures"
    assert [name for name, _ in cited["formats"]] == [
        *("Text", "Markdown", "BibTeX", "Web Annotation")
    ]
    sentence = "Measured from the river bed, the bridge is **48.8 metres tall**."
    assert dict(cited["formats"])["Markdown"].startswith(f"> {sentence}")
    selectors = json.loads(dict(cited["formats"])["Web Annotation"])["target"]["selector"]
    assert selectors[1]["start"] == cited["start"]
    marks = parse_qs(cited["address"].partition("?")[2])
    assert marks["text"] == [guide.hash[:16]]
    assert marks["mark"][0].startswith(f"{cited['start']}-{cited['end']}-")
    found = cite_selection(small, guide, start, start + len(words) + 1)
    assert verify(small, {"hash": found.hash, "start": found.start, "end": found.end,
                          "quote": found.quote}) is None  # fmt: skip
    with pytest.raises(PinciteError, match="at most 5,000"):
        cite_selection(small, Document(9, "a", "A", "a " * 6000), 0, 6000)


def test_pages_of_a_pdf_have_all_marks_on_them(tmp_path: Path) -> None:
    path = tmp_path / "mill.pdf"
    lines = [(72, 700, "The mill burned down in May."), (72, 600, "It was rebuilt in June.")]
    path.write_bytes(make_pdfs.pdf([make_pdfs.lines("Nothing."), lines]))
    with library(tmp_path / "small.pincite", ()) as opened:
        for _ in ingest(opened, [InputFile("mill.pdf", path)], store_files=True):
            pass
        mill = document(opened, "mill.pdf")
        app = application(Engine(StandIn(opened)))
        web = TestClient(app, base_url="http://localhost")
        tops = []
        for words in ("", "May", "June"):
            marks = [address(mill, words).partition("?")[2]] if words else []
            marks += [address(mill, "The mill").partition("?")[2]] if words == "June" else []
            reply = web.get(f"/document/{mill.id}/page/2.png?{'&'.join(marks)}")
            assert reply.headers["content-type"] == "image/png"
            tops.append([float(share) for share in reply.headers["x-marks"].split()])
        assert tops[0] == []
        assert tops[1][3] < 0.15  # the first line alone
        assert tops[2][1] < 0.15 < 0.23 < tops[2][3]  # from the first line to the second
        assert 'data-view="pages"' in web.get(f"/document/{mill.id}").text
        opened.remove("mill.pdf")
        assert web.get(f"/document/{mill.id}/page/2.png").status_code == 404


def test_the_library_is_that_of_the_address(small: Library, tmp_path: Path) -> None:
    """Which another layer puts into the scope; one that is not there is not replaced."""

    def find(name: str) -> Library:
        if name != "small":
            raise PinciteError("There is no library of this name.")
        return small

    app = Starlette(routes=routes.routes(find, PageRenderers()))
    for name, status in (("small", 200), ("other", 404), ("", 404)):

        async def named(scope, receive, send, name=name):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            await app({**scope, "pincite.library": name}, receive, send)

        web = TestClient(named)
        reply = web.get(f"/document/{document(small, GUIDE).id}")
        assert reply.status_code == status
        assert (f'library-name">{name}' in reply.text) == bool(name)


def test_the_password_and_the_host_are_required_as_everywhere(small: Library) -> None:
    app = application(Engine(StandIn(small)), password=Password.from_plaintext("the secret"))
    id = document(small, GUIDE).id
    below = ("text", "outline", "find", "citation", "page/1.png")
    paths = [f"/document/{id}", *(f"/document/{id}/{path}" for path in below), "/places?q=x"]
    paths = [f"/l/small{path}" for path in paths]
    web = TestClient(app, base_url="http://localhost", follow_redirects=False)
    assert {web.get(path).status_code for path in paths} == {401}
    assert web.post("/l/small/places/export", data={"place": "x"}).status_code == 401
    assert web.get(paths[0], headers={"accept": "text/html"}).status_code == 303
    assert web.get(paths[0], auth=("me", "the secret")).status_code == 200
    other = TestClient(app, base_url="http://evil.example")
    assert {other.get(path, auth=("me", "the secret")).status_code for path in paths} == {400}
