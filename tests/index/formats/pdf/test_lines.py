"""Lines and words from pdfium's characters, and the way back from the text to the page."""

from __future__ import annotations

import pypdfium2
import pytest

from index.formats.pdf import alignment, render
from index.formats.pdf.layout import glyphs, lines, plain_lines
from index.formats.pdf.layout.page import Line, Word
from index.formats.pdf.page_text import read_page
from index.formats.pdf.reader import read_pdf
from index.ingest.readers import read_document
from index.spans import Span
from tests.support.draw_pdfs import Page, pdf_pages
from tests.support.flow_pdfs import FILLER, flow


def page_lines(page: Page) -> list[Line]:
    return read_page(pypdfium2.PdfDocument(pdf_pages(page))[0], 0, "1").lines


def test_words_of_a_plain_line_are_where_they_were_drawn() -> None:
    (line,) = page_lines(Page().text(72, 700, "The mill of the abbey burned in autumn."))
    pdf = pypdfium2.PdfDocument(pdf_pages(Page().text(72, 700, line.text)))
    chars = glyphs.Glyphs(pdf[0].get_textpage())
    assert [word.text for word in line.words] == line.text.split()
    for word in line.words:
        assert chars.text[word.start : word.end] == word.text
        first, last = chars.box(word.start), chars.box(word.end - 1)
        assert first is not None
        assert last is not None
        assert word.box[0] == pytest.approx(first[0])
        assert word.box[2] == pytest.approx(last[2], abs=2)


def test_a_line_is_parted_at_wide_gaps() -> None:
    page = Page().text(72, 700, "Boat").text(200, 700, "Sea Thrift of Elmford").text(400, 700, "x")
    assert [line.text for line in page_lines(page)] == ["Boat", "Sea Thrift of Elmford", "x"]


def test_spaced_letters_are_words() -> None:
    page = Page()
    x = 72.0
    for word in ("TOTAL", "OF", "925"):
        for letter in word:
            page.text(x, 700, letter)
            x += 10
        x += 8
    assert [line.text for line in page_lines(page)] == ["TOTAL OF 925"]


def test_wide_spaced_letters_are_words_though_some_are_joined() -> None:
    page = Page()
    page.drawn.append("BT /F1 18 Tf 4 Tc 1 0 0 1 72 700 Tm (Timetable of fairs) Tj 0 Tc ET")
    page.text(72, 650, "A x or y is b in it.")
    assert [line.text for line in page_lines(page)] == [
        "Timetable of fairs",
        "A x or y is b in it.",
    ]


def test_superscripts_are_parted_from_their_words() -> None:
    page = Page().text(72, 700, "It owns 4,500").text(131, 704, "2", 6).text(137, 700, "maps here.")
    (line,) = page_lines(page)
    assert [word.text for word in line.words if word.raised] == ["2"]
    assert read_pdf(pdf_pages(page)).text == "It owns 4,500 ² maps here."


def test_a_superscript_between_short_words_is_no_spaced_letter() -> None:
    page = Page().text(72, 700, "It is 60 m").text(112.6, 704, "2", 6).text(116, 700, ". So it is.")
    assert read_pdf(pdf_pages(page)).text == "It is 60 m². So it is."


def test_a_space_is_restored_after_the_label_of_an_item() -> None:
    page = Page().text(72, 700, "c.").text(82, 700, "If the tenant leaves, the lease ends.")
    assert read_pdf(pdf_pages(page)).text == "c. If the tenant leaves, the lease ends."


def test_text_at_another_angle_stands_apart() -> None:
    page = Page()
    flow(page, FILLER)
    page.drawn.append("BT /F1 9 Tf 0 1 -1 0 30 200 Tm (Archive copy 9) Tj ET")
    extract = read_pdf(pdf_pages(page))
    assert extract.text.split("\n\n") == [FILLER, "Archive copy 9"]
    assert extract.markers[-1].kind == "note"


def test_a_page_whose_text_is_turned_is_read() -> None:
    page = Page()
    for number, words in enumerate(["The tower has steps,", "and each of them is worn."]):
        page.drawn.append(f"BT /F1 10 Tf 0 1 -1 0 {100 + 13 * number} 100 Tm ({words}) Tj ET")
    data = pdf_pages(page)
    assert read_pdf(data).text == "The tower has steps, and each of them is worn."
    document = read_document("a.pdf", data)
    ((box,),) = render.highlight_boxes(data, Span(document, 0, 20)).values()
    assert box[2] - box[0] < 15 < box[3] - box[1], "the line runs upwards"


def test_ligatures_and_hard_spaces_are_plain() -> None:
    folded = lines._folded("ﬁrm ﬂoor oﬃce")
    assert folded == "firm floor office"
    pdf = pypdfium2.PdfDocument(pdf_pages(Page().text(72, 700, "ten\xa0crowns\tin all")))
    assert "\xa0" not in glyphs.Glyphs(pdf[0].get_textpage()).text


def test_lines_with_odd_signs_are_looked_at_closely() -> None:
    pdf = pypdfium2.PdfDocument(pdf_pages(Page().text(72, 700, "The roll of 1612, kept here.")))
    chars = glyphs.Glyphs(pdf[0].get_textpage())
    (line,) = plain_lines.plain_lines(chars, [(0, len(chars.text))])
    assert line is not None
    pdf = pypdfium2.PdfDocument(pdf_pages(Page().text(72, 700, "The sheep* of the common.")))
    chars = glyphs.Glyphs(pdf[0].get_textpage())
    (line,) = plain_lines.plain_lines(chars, [(0, len(chars.text))])
    assert line is None


def test_pictures_of_symbol_fonts_are_bullets() -> None:
    page = Page()
    for number, sign in enumerate("\xa7\xd8n"):
        page.text(72, 700 - 13 * number, sign, font="F4").text(90, 700 - 13 * number, "a boat")
    page.text(72, 661, "\xa7").text(90, 661, "5 of the act")
    read = read_pdf(pdf_pages(page)).text.split("\n\n")
    assert read == ["▪ a boat", "➢ a boat", "■ a boat", "§ 5 of the act"]
    assert glyphs._family(b"ABCDEF+Wingdings2") == "Wingdings 2"
    assert glyphs._family(b"SymbolMT") == "Symbol"
    assert glyphs._family(b"Symbolica") == ""


def test_capitals_within_words_leave_a_line_plain_and_lacking_spaces_do_not() -> None:
    page = Page().text(72, 700, "The firm ElmRoad.com mills rye.")
    (line,) = page_lines(page)
    assert line.is_plain
    assert line.text == "The firm ElmRoad.com mills rye."
    page = Page().text(72, 700, "The rye is milled.").text(159, 700, "Then it is sold.")
    assert "milled. Then" in " ".join(line.text for line in page_lines(page))


def words(text: str) -> list[Word]:
    found, start = [], 0
    for word in text.split(" "):
        found.append(Word(start, start + len(word), (0, 0, 1, 1), word))
        start += len(word) + 1
    return found


def test_stored_text_is_found_on_the_page() -> None:
    drawn = "Annals 12 The mill exam- ined by Ada burned. * A note. Ship Berth Alma 7"
    stored = "The mill examined by Ada burned.\n\nShip: Alma; Berth: 7"
    for part in ("mill examined", "burned", "Alma", "7"):
        start = stored.index(part)
        offsets = alignment.matched_offsets(stored, start, start + len(part), words(drawn))
        read = "".join(drawn[offset] for offset in offsets)
        assert read == part.replace(" ", "")


def test_the_share_of_words_on_a_page() -> None:
    assert alignment.share_on_page("The mill burned.", words("the mill burned down")) == 1
    assert alignment.share_on_page("One two three four", words("one two 3 4")) == 0.5
    assert alignment.share_on_page("", []) == 1


def test_the_boxes_of_a_sentence_over_a_page_end() -> None:
    first, second = Page(), Page()
    first.text(72, 770, "Annals of the valley", 8)
    second.text(72, 770, "Annals of the valley", 8)
    flow(first, f"{FILLER} The barn was sold to a shipowner from", width=70)
    flow(second, "Bergen, who paid 77 crowns for it.", width=70)
    data = pdf_pages(first, second)
    document = read_document("a.pdf", data)
    start = document.text.index("a shipowner")
    boxes = render.highlight_boxes(data, Span(document, start, document.text.index(", who paid")))
    assert {page: len(found) for page, found in boxes.items()} == {0: 1, 1: 1}
    assert boxes[1][0][0] == pytest.approx(72, abs=1)
