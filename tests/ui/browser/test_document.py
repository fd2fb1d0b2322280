"""Reading a document: long ones, marks, search, outline, citing, pages; and hostile texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.ingest.pipeline import InputFile, ingest
from index.spans import Document, Marker, Span
from tests.support import make_pdfs
from tests.support.browser import (
    DESKTOP,
    MOBILE,
    Served,
    Visitor,
    no_violations,
    no_violations_in_both,
    serving,
)
from tests.support.ui_engine import LENGTH, StandIn, library
from tests.ui.browser.test_hostile import PAYLOADS, harmless
from ui.views.addresses import Mark, document_address

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]

PAGES = 60
ODD = "The 🦉 paid\r\n£\u00a05 to\u200b the ﬁrm."
"""Two code units, a line end of two characters, an odd space, an invisible sign, a ligature."""


def book() -> Document:
    text, markers = "", []
    for number in range(1, PAGES + 1):
        markers.append(Marker("page", len(text), len(text), str(number)))
        heading = f"Chapter {number}"
        markers.append(Marker("heading", len(text), len(text) + len(heading), heading))
        text += f"{heading}\n\n" + "\n\n".join(
            f"On day {day} of chapter {number} the mill ground corn for the village of Ilm."
            for day in range(25)
        )
        text += f"\n\nThe Kestrel came in year {number}.\n\n" if number % 20 == 0 else "\n\n"
    return Document(0, "book.txt", "The book of the mill", text + ODD, tuple(markers))


def leases() -> tuple[Document, Document]:
    """Two versions: a figure, a negation, an added sentence."""
    clauses = [f"Clause {number} of the lease stays as it was." for number in range(40)]
    old = "The rent is £500 a month. The tenant may sublet the attic. " + " ".join(clauses)
    new = old.replace("£500", "£<b>520</b>").replace("may sublet", "may not sublet")
    new += " Every pigeon in the attic pays 3 crowns."
    return (
        Document(0, "lease-draft.txt", "Lease, draft", old, date="2021-01-01"),
        Document(0, "lease-signed.txt", "Lease, signed <i>", new, date="2021-03-01"),
    )


def hostile() -> Document:
    """Every payload as a heading, a row, a quoted reply and a paragraph."""
    text, markers = "", []
    for payload in PAYLOADS:
        for kind in ("heading", "row", "quote", ""):
            if kind:
                marker = Marker(kind, len(text), len(text) + len(payload), payload)  # type: ignore[arg-type]
                markers.append(marker)
            text += f"{payload}\n\n"
    title = "<img src=x onerror=window.bad=1>${window.bad=1}{{window.bad=1}}\u202e"
    return Document(0, f"{title}.txt", title, text, tuple(markers), author=title)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("reading")
    with library(folder / "read.pincite") as opened:
        for each in (book(), hostile(), *leases()):
            opened.add(each)
        words = ("The mill stood at Ilm.", "The wheel burned in May.", "Corn was dear that year.")
        lines = [make_pdfs.lines(each) for each in words]
        (folder / "1.pdf").write_bytes(make_pdfs.pdf(lines))
        mill = InputFile("https://mill.invalid/report", folder / "1.pdf")
        for _ in ingest(opened, [mill], store_files=True):
            pass
        with serving(StandIn(opened)) as running:
            yield running


def stored(served: Served, source: str) -> Document:
    entries = served.bot.library.list_documents()
    return served.bot.library.document(next(each.id for each in entries if source in each.source))


def opened_at(page: Page, shown: Document, *words: str) -> None:
    spans = [Span(shown, start, start + len(each))
             for each in words for start in [shown.text.index(each)]]  # fmt: skip
    page.goto("/" + document_address(shown, [Mark.of(span) for span in spans]))
    expect(page.locator("main[data-ready]")).to_have_count(1)


def loaded(page: Page) -> int:
    return page.locator(".part:not(:empty)").count()


def test_a_long_document_is_read_in_parts(visitor: Visitor, reading: Served) -> None:
    shown = stored(reading, "book")
    with visitor.at(reading.url) as page:
        opened_at(page, shown, "The Kestrel came in year 60", "The Kestrel came in year 20")
        expect(page.locator("#mark-1")).to_be_in_viewport()
        expect(page.locator(".page-chooser input")).to_have_value("60")
        assert 1 <= loaded(page) < page.locator(".part").count() / 3
        page.get_by_role("button", name="Next citation").click()
        expect(page.locator("#mark-2")).to_be_in_viewport()
        expect(page.locator("#mark-2")).to_be_focused()
        page.get_by_role("searchbox", name="Search in this document").fill("the  KESTREL")
        page.keyboard.press("Enter")
        expect(page.locator("[data-hits]")).to_have_text("1 of 3, page 20")
        page.keyboard.press("Enter")
        expect(page.locator("[data-hits]")).to_have_text("2 of 3, page 40")
        expect(page.locator(".hit.current")).to_be_in_viewport()
        expect(page.locator("#outline li").first).to_be_visible()  # open where there is room
        page.get_by_label("Search the outline").fill("chapter 47")
        page.get_by_role("link", name="Chapter 47").click()
        expect(page.get_by_role("heading", name="Chapter 47")).to_be_in_viewport()
        page.locator(".page-chooser input").fill("3")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Chapter 3", exact=True)).to_be_in_viewport()
        for top in range(0, 40_000, 4_000):  # what is far away is let go
            page.evaluate("top => scrollTo(0, top)", top)
            page.wait_for_timeout(60)
        assert loaded(page) < page.locator(".part").count() / 2


def test_selected_words_are_cited_at_their_exact_offsets(visitor: Visitor, reading: Served) -> None:
    shown = stored(reading, "book")
    start = shown.text.index(ODD)
    with visitor.at(reading.url) as page:
        page.goto(f"/document/{shown.id}?at={start}")
        block = page.locator(f'[data-at="{start}"]')
        expect(block).to_be_in_viewport()
        block.evaluate(
            """(block) => {
              const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
              const nodes = [];
              while (walker.nextNode()) nodes.push(walker.currentNode);
              const first = nodes[0], last = nodes.at(-1);
              getSelection().setBaseAndExtent(
                first, first.data.indexOf("paid"), last, last.data.indexOf("ﬁrm") + 3);
            }"""
        )
        page.get_by_role("button", name="Web Annotation").click()
        expect(page.locator("[data-cited]")).to_contain_text("Copied: page 60")
        copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
        position = copied["target"]["selector"][1]
        words = "paid\r\n£\u00a05 to\u200b the ﬁrm"
        assert shown.text[position["start"] : position["end"]] == words
        page.keyboard.press("Escape")
        expect(page.locator("#cite")).to_be_hidden()


def test_pages_of_a_pdf(visitor: Visitor, reading: Served) -> None:
    with visitor.at(reading.url) as page:
        opened_at(page, stored(reading, "mill.invalid"), "burned")
        page.get_by_role("button", name="Pages", exact=True).click()
        picture = page.get_by_role("img", name="Image of page 2, with the citation marked.")
        expect(picture).to_be_visible()
        page.get_by_role("searchbox", name="Search in this document").fill("burned")
        with page.expect_response(lambda reply: "page/2.png" in reply.url) as drawn:
            page.keyboard.press("Enter")
        assert drawn.value.headers["x-marks"]
        picture = page.get_by_role("img", name="Image of page 2, with the words marked.")
        expect(picture).to_be_visible()
        page.get_by_role("searchbox", name="Search in this document").fill("")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Next page").click()
        expect(page.get_by_role("img", name="Image of page 3.")).to_be_visible()
        page.get_by_role("textbox", name="Page").fill("1")
        page.keyboard.press("Enter")
        picture = page.get_by_role("img", name="Image of page 1.")
        expect(picture).to_be_visible()
        narrow = picture.bounding_box()
        page.get_by_role("button", name="Larger").click()
        wide = picture.bounding_box()
        assert narrow
        assert wide
        assert wide["width"] > 1.2 * narrow["width"]
        no_violations(page)


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (MOBILE, "dark")])
def test_accessible(
    visitor: Visitor, reading: Served, size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    with visitor.at(reading.url, size, scheme) as page:
        opened_at(page, stored(reading, "guide"), "275 metres")
        expect(page.locator("#mark-1")).to_be_in_viewport()
        page.get_by_role("searchbox", name="Search in this document").fill("bridge")
        page.keyboard.press("Enter")
        expect(page.locator(".hit.current")).to_have_count(1)
        page.get_by_role("button", name="Outline").click()
        expect(page.locator("#outline li").first).to_be_visible()
        no_violations_in_both(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto(f"/places?q={LENGTH}")
        expect(page.locator("[data-chosen]")).to_contain_text("2 of")
        page.get_by_role("button", name="None").click()
        expect(page.locator("[data-chosen]")).to_contain_text("0 of")
        no_violations_in_both(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto("/document/999")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "This document is not in the library."
        )
        no_violations_in_both(page)


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (MOBILE, "dark")])
def test_what_changed_and_all_mentions(
    visitor: Visitor, reading: Served, size: tuple[int, int], scheme: str
) -> None:
    with visitor.at(reading.url, size, scheme) as page:
        page.goto("/changes")
        page.get_by_role("link", name="Lease, draft").first.click()
        expect(page.locator(".change")).to_have_count(3)
        expect(page.locator("#change-1 ins.figure")).to_have_text("<b>520</b>")
        expect(page.locator("#change-2 ins.negation")).to_have_text("not")
        expect(page.locator("[data-at]")).to_have_text("0 of 3")  # its script runs
        page.keyboard.press("n")
        expect(page.locator("#change-1")).to_be_focused()
        page.keyboard.press("n")
        expect(page.locator("#change-2")).to_be_focused()
        expect(page.locator("[data-at]")).to_have_text("2 of 3")
        page.locator(".same summary").first.click()
        expect(page.locator(".same [data-text]").first).to_contain_text("Clause 39 of the lease")
        no_violations_in_both(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("link", name="Negations 1").click()
        expect(page.locator(".change")).to_have_count(1)
        page.locator("#change-1 .new").get_by_role("link").click()
        expect(page.locator("#mark-1")).to_have_text("not")
        page.get_by_role("link", name="Compare with …").click()
        expect(page.locator(".chooser li").first).to_contain_text("likely a version of it")
        no_violations_in_both(page)
        page.goto("/mentions")
        page.get_by_role("searchbox", name="Words to search for").fill("attics pigeons")
        page.keyboard.press("Enter")
        expect(page.locator("[data-chosen]")).to_have_text("1 of 1 chosen")
        expect(page.locator(".place-row mark")).to_have_text(["pigeon", "attic"])
        page.get_by_role("searchbox", name="Words to search for").fill("rent")
        page.keyboard.press("Enter")
        expect(page.locator(".by-document li")).to_have_count(2)
        no_violations_in_both(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_texts_are_shown_as_they_are(visitor: Visitor, reading: Served) -> None:
    shown = stored(reading, "onerror")
    with visitor.at(reading.url) as page:
        page.goto(f"/document/{shown.id}")
        expect(page.locator("main[data-ready]")).to_have_count(1)
        first = page.locator("#text h2").first
        assert first.text_content() == PAYLOADS[0]
        page.get_by_role("button", name="Outline").click()
        expect(page.locator("#outline li").first).to_have_text(PAYLOADS[0])
        for payload in ("<script>window.bad=1</script>", "${window.bad=1}", "{{window.bad=1}}"):
            page.get_by_role("searchbox", name="Search in this document").fill(payload)
            page.keyboard.press("Enter")
            expect(page.locator("[data-hits]")).to_contain_text("1 of")
            harmless(page)
        for top in range(0, 20_000, 2_000):
            page.evaluate("top => scrollTo(0, top)", top)
            page.wait_for_timeout(50)
        harmless(page)
        page.goto(f"/places?q={shown.source}")
        expect(page.locator(".place-row").first).to_be_visible()
        harmless(page)
        page.goto("/document/%3Cimg%20src=x%20onerror=window.bad=1%3E")
        harmless(page)
