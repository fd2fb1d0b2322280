"""Pages of PDFs as images in the viewer, with the sentence marked; and what is shown instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import Page, expect

from index.ingest.pipeline import InputFile, ingest
from tests.index.formats.test_pdf import pixels
from tests.support import make_pdfs
from tests.support.browser import (
    DESKTOP,
    MOBILE,
    SCHEMES,
    Served,
    Visitor,
    ask,
    in_scheme,
    no_violations,
)

pytest_plugins = ["tests.support.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]

MARK = bytes((255, 236, 130))
FILLER = "Nothing of note was written down in the book of the mill that year. "
SENTENCE = "The wheel of the mill at Ilm was turned by the river until it burned."


def mill() -> bytes:
    """A PDF whose second page has one sentence, far down on the right."""
    first, second = SENTENCE.split(" by ")
    return make_pdfs.pdf(
        [make_pdfs.lines(FILLER * 9), [(280, 96, first), (280, 84, f"by {second}")]]
    )


@pytest.fixture
def uploaded(page: Page, served: Served, tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "wheel mill.pdf"
    path.write_bytes(mill())
    page.goto("/library")
    page.locator("#upload input[type=file]").set_input_files(path)
    expect(page.locator("#ingest-report .notes li")).to_have_text(
        re.compile(r"wheel mill\.pdf — added")
    )
    path.unlink()
    yield "wheel mill.pdf"
    served.bot.library.remove("wheel mill.pdf")


def question(source: str) -> str:
    return f"Which wheel turned at Ilm, says {source}?"


def marks_are_visible(page: Page) -> bool:
    """True if the marks of the page image are in the visible part of it."""
    code = """() => {
      const image = document.querySelector("#viewer img");
      const pane = document.querySelector("#viewer .page-images").getBoundingClientRect();
      const [left, top, right, bottom] = image.dataset.marks.split(" ").map(Number);
      const box = image.getBoundingClientRect();
      const y = (share) => box.top + share * box.height;
      const inside = (share) => y(share) >= pane.top && y(share) <= pane.bottom;
      return inside(top) && inside(bottom) && box.left + left * box.width >= pane.left;
    }"""
    return bool(page.evaluate(code))


def test_a_pdf_is_shown_as_an_image_of_its_page_with_the_sentence_marked(
    page: Page, uploaded: str
) -> None:
    ask(page, question(uploaded))
    expect(page.locator(".in-sentence.whole mark").first).to_have_text(SENTENCE)
    expect(page.locator("#viewer .location")).to_contain_text("page 2")
    picture = page.get_by_role(
        "img", name=f"Image of page 2 of wheel mill. Marked in it: {SENTENCE}"
    )
    expect(picture).to_be_visible()
    expect(page.locator("#viewer .document-text")).to_be_hidden()
    expect(page.locator("#viewer .loading-page")).to_have_count(0)
    assert picture.evaluate("picture => picture.naturalWidth") == 1200
    assert marks_are_visible(page)
    reply = page.request.get(str(picture.get_attribute("src")))
    assert (reply.status, reply.headers["content-type"]) == (200, "image/png")
    width, height, rows = pixels(reply.body())
    yellow = [
        (x, y) for y, row in enumerate(rows) for x in range(width) if row[3 * x : 3 * x + 3] == MARK
    ]
    left, top, right, bottom = (float(share) for share in reply.headers["x-marks"].split())
    assert (
        min(x for x, _ in yellow) / width
        == pytest.approx(left, abs=0.002)
        == pytest.approx(280 / 612, abs=0.01)
    )
    assert (
        max(y for _, y in yellow) / height
        == pytest.approx(bottom, abs=0.002)
        == pytest.approx(1 - 84 / 792, abs=0.01)
    )
    assert (top, right) > (0.8, 0.6)


def test_switching_between_page_and_text(page: Page, uploaded: str) -> None:
    ask(page, question(uploaded))
    picture = page.locator("#viewer img")
    expect(picture).to_be_visible()
    page.get_by_role("button", name="Text", exact=True).click()
    expect(picture).to_be_hidden()
    expect(page.locator("#viewer .document-text mark")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Text", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    ask(page, f"{question(uploaded)} Again?")
    expect(page.locator("#viewer .document-text mark")).to_be_in_viewport()  # as it was last chosen
    page.get_by_role("button", name="Page", exact=True).click()
    expect(picture).to_be_visible()
    narrow = picture.bounding_box()
    page.get_by_role("button", name="Enlarge").click()
    wide = picture.bounding_box()
    assert narrow is not None
    assert wide is not None
    assert wide["width"] >= 1.9 * narrow["width"]
    assert marks_are_visible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_document_without_pages_is_shown_as_text(page: Page) -> None:
    ask(page, "How high is the Pont du Gard?")
    expect(page.locator("#viewer mark")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Page", exact=True)).to_have_count(0)


@pytest.mark.parametrize("change", ["gone", "changed", "not stored"])
def test_without_the_file_that_was_added_the_text_is_shown_and_the_reason(
    page: Page, served: Served, tmp_path: Path, change: str
) -> None:
    path = tmp_path / "wheel other.pdf"
    path.write_bytes(mill())
    source = path.name if change == "not stored" else path.as_posix()
    for _ in ingest(served.bot.library, [InputFile(source, path)]):
        pass
    reasons = {
        "gone": "The page cannot be shown: the file is no longer where it was added from.",
        "changed": "The page cannot be shown: page 2 does not read",
        "not stored": "The page cannot be shown: the file was not stored when it was added.",
    }
    try:
        if change == "gone":
            path.unlink()
        if change == "changed":
            path.write_bytes(
                make_pdfs.pdf([make_pdfs.lines("Another."), make_pdfs.lines("Another.")])
            )
        ask(page, question(source))
        expect(page.locator("#viewer [role=status]")).to_contain_text(reasons[change])
        expect(page.locator("#viewer .document-text mark")).to_be_in_viewport()
        expect(page.locator("#viewer img")).to_have_count(0)
        expect(page.get_by_role("button", name="Page", exact=True)).to_be_hidden()
        no_violations(page)
    finally:
        served.bot.library.remove(source)


def test_a_file_on_disk_is_drawn_from_where_it_is(
    page: Page, served: Served, tmp_path: Path
) -> None:
    path = tmp_path / "wheel disk.pdf"
    path.write_bytes(mill())
    for _ in ingest(served.bot.library, [InputFile(path.as_posix(), path)]):
        pass
    try:
        ask(page, question(path.as_posix()))
        expect(page.locator("#viewer img")).to_be_visible()
    finally:
        served.bot.library.remove(path.as_posix())


def test_on_a_phone_and_in_dark_mode(visitor: Visitor, served: Served, tmp_path: Path) -> None:
    path = tmp_path / "1.pdf"
    path.write_bytes(mill())
    for _ in ingest(served.bot.library, [InputFile("wheel phone.pdf", path)], store_files=True):
        pass
    try:
        for size, scheme in ((MOBILE, "dark"), (DESKTOP, "light")):
            with visitor.at(served.url, size, scheme) as page:
                ask(page, question("wheel phone.pdf"))
                expect(page.locator(".in-sentence.whole mark").first).to_have_text(SENTENCE)
                if size == MOBILE:
                    page.get_by_role("button", name="Open in document wheel phone").first.click()
                expect(page.locator("#viewer img")).to_be_visible()
                page.wait_for_timeout(300)
                for shown in SCHEMES:
                    in_scheme(page, shown)
                    assert marks_are_visible(page)
                    no_violations(page)
                    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        served.bot.library.remove("wheel phone.pdf")


@pytest.mark.skipif(
    not which("tesseract"),
    reason="tesseract is not installed (on Debian: apt-get install tesseract-ocr)",
)
def test_a_scanned_pdf_is_read_by_ocr_and_marked(
    page: Page, served: Served, tmp_path: Path
) -> None:
    path = tmp_path / "wheel scan.pdf"
    path.write_bytes(make_pdfs.scan(make_pdfs.pdf([make_pdfs.lines(SENTENCE)])))
    page.goto("/library")
    try:
        page.locator("#upload input[type=file]").set_input_files(path)
        expect(page.locator("#ingest-report .notes li.bad")).to_contain_text(
            "page 1 has no text; scanned?"
        )
        page.get_by_label("Also read scanned pages of PDFs").check()
        page.locator("#upload input[type=file]").set_input_files(path)
        expect(page.locator("#ingest-report .notes li")).to_contain_text(
            "page 1 was read by OCR, which makes mistakes", timeout=60_000
        )
        expect(
            page.locator("#documents tbody tr").filter(has_text="wheel scan").locator(".losses")
        ).to_contain_text("1 page read by OCR")
        ask(page, question("wheel scan.pdf"))
        expect(page.locator(".in-sentence.whole mark").first).to_have_text(SENTENCE)
        expect(page.locator("#viewer img")).to_be_visible(timeout=60_000)
        assert marks_are_visible(page)
    finally:
        served.bot.library.remove("wheel scan.pdf")
