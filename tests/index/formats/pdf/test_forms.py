"""Form fields, notes and attached files of a PDF are read, or counted."""

from __future__ import annotations

import pytest
from pypdfium2 import PdfDocument

from index.formats.pdf.forms.annotations import Field, read_annotations
from index.formats.pdf.forms.placement import place_fields
from index.formats.pdf.layout.page import Word, line_of
from index.formats.pdf.reader import read_pdf
from index.formats.pdf.render import highlight_boxes
from index.spans import Document, Span
from tests.support.draw_pdfs import Page, pdf_pages

BUTTON = "/AS /{} /AP << /N << /Yes 2 0 R /Off 2 0 R >> >> /V /{}"


def lines(data: bytes) -> list[str]:
    return read_pdf(data).text.split("\n\n")


def test_values_stand_behind_their_labels_in_place() -> None:
    page = Page().text(72, 740, "Berth for a boat", 16)
    page.text(72, 700, "Name of the boat:").widget(
        "a", "Tx", (180, 694, 380, 712), "/V (Grey Gull)"
    )
    page.text(72, 670, "Class").widget(
        "b", "Ch", (180, 664, 300, 682), "/Ff 131072 /Opt [[(d) (Dragon)] [(s) (Star)]] /V (s)"
    )
    page.text(72, 640, "Length:").widget("c", "Tx", (180, 634, 300, 652))
    page.text(72, 600, "The berth is paid in advance.")
    assert lines(pdf_pages(page)) == [
        "Berth for a boat",
        "Name of the boat: Grey Gull.",
        "Class Star.",
        "Length:",
        "The berth is paid in advance.",
    ]


def test_a_label_above_a_reading_aid_and_a_name_serve_as_labels() -> None:
    page = Page().text(72, 700, "Remarks")
    page.widget("a", "Tx", (72, 640, 400, 695), "/V (We come late\\rand need a lamp)")
    page.widget("b", "Tx", (72, 560, 300, 578), "/TU (Name of the helmsman) /V (Ruth)")
    page.widget("crewSize_1", "Tx", (72, 500, 300, 518), "/V (4 men)")
    page.widget("Text Field 7", "Tx", (72, 440, 300, 458), "/V (red sails)")
    assert lines(pdf_pages(page)) == [
        "Remarks: We come late and need a lamp.",
        "Name of the helmsman: Ruth.",
        "crew size 1: 4 men.",
        "red sails",
    ]


def test_ticked_boxes_say_yes_and_chosen_buttons_are_named() -> None:
    page = (
        Page()
        .text(72, 700, "Insured")
        .widget("a", "Btn", (180, 698, 192, 710), BUTTON.format("Yes", "Yes"))
    )
    page.text(72, 670, "Motor").widget(
        "b", "Btn", (180, 668, 192, 680), BUTTON.format("Off", "Off")
    )
    page.text(72, 640, "Vegetarian:")
    for x, word, state in ((160, "Yes", "Off"), (220, "No", "Yes")):
        page.widget(f"v{x}", "Btn", (x, 638, x + 12, 650), BUTTON.format(state, state))
        page.text(x + 16, 640, word)
    text = read_pdf(pdf_pages(page)).text
    for words in ("Insured: yes.", "Motor: no.", "☐ Yes", "☒ No"):
        assert words in text


def test_a_form_that_nobody_filled_in_stays_as_it_is_printed() -> None:
    page = Page().text(72, 700, "Insured").text(72, 670, "Name:")
    page.widget("a", "Btn", (180, 698, 192, 710), BUTTON.format("Off", "Off"))
    page.widget("b", "Tx", (180, 664, 380, 682))
    assert lines(pdf_pages(page)) == ["Insured", "Name:"]


def test_hidden_fields_and_passwords_are_counted() -> None:
    page = Page().text(72, 740, "Login")
    page.widget("a", "Tx", (180, 694, 380, 712), "/V (never shown) /F 2")
    page.widget("b", "Tx", (180, 664, 380, 682), "/V (secret) /Ff 8192")
    extract = read_pdf(pdf_pages(page))
    assert extract.text == "Login"
    assert extract.losses == {"hidden form fields skipped": 1, "password fields skipped": 1}


def test_a_radio_group_is_named_with_the_label_of_its_chosen_button() -> None:
    buttons = [
        Field("radio", "berth", "", "q", True, (100, 0, 110, 10)),
        Field("radio", "berth", "", "b", False, (200, 0, 210, 10)),
    ]
    labels = [
        line_of([Word(0, 1, (x, 0, x + 30, 10), text)])
        for x, text in ((114, "quay"), (214, "buoy"))
    ]
    placed = place_fields(labels, buttons)
    assert [line.text for line in placed.lines] == ["☒ quay", "☐ buoy"]
    assert [row.rows for row in placed.rows] == [[["berth: quay."]]]


def test_notes_are_read_and_marks_without_words_are_counted() -> None:
    page = Page().text(72, 700, "The well was dug in 1840.")
    page.note("Text", "Filled in since the drought (says Ann).").note("FreeText", "See the map")
    page.note("Highlight", "Not true", "/QuadPoints [72 710 150 710 72 700 150 700]")
    page.note("Highlight", "").note("Stamp", "").note("Ink", "").note("Link", "no words")
    page.note("Text", "", "/RC (<body><p>In <b>rich</b> letters</p></body>)").note("Popup", "again")
    extract = read_pdf(pdf_pages(page))
    notes = [extract.text[m.start : m.end] for m in extract.markers if m.kind == "note"]
    assert notes == [
        "Filled in since the drought (says Ann).", "See the map", "Not true", "In rich letters",
    ]  # fmt: skip
    assert extract.losses == {
        "highlights without a comment skipped": 1,
        "stamps skipped": 1,
        "drawn annotations skipped": 1,
    }


def test_attached_files_are_named_and_counted() -> None:
    page = Page().text(72, 700, "The lease ends in March.")
    page.note("FileAttachment", "", "/FS << /Type /Filespec /F (plan.dwg) >>")
    extract = read_pdf(pdf_pages(page, files={"annex.txt": "the garden is shared", "b.pdf": "x"}))
    assert extract.losses["embedded files not read"] >= 2
    assert any("annex.txt, b.pdf" in warning for warning in extract.warnings)
    assert "garden" not in extract.text


def test_an_xfa_form_is_told() -> None:
    page = Page().text(72, 700, "Name:").widget("a", "Tx", (120, 694, 300, 712), "/V (Ann Reed)")
    extract = read_pdf(pdf_pages(page, form="/XFA [(template) 2 0 R]"))
    assert extract.text == "Name: Ann Reed."
    assert extract.losses["XFA forms not read"] == 1


def test_pictures_beside_text_are_counted() -> None:
    page = Page().text(72, 700, "A view of the weir.")
    page.drawn.append("q 100 0 0 80 72 500 cm BI /W 1 /H 1 /BPC 8 /CS /G ID a EI Q")
    page.drawn.append("q 3 0 0 3 72 400 cm BI /W 1 /H 1 /BPC 8 /CS /G ID a EI Q")
    assert read_pdf(pdf_pages(page)).losses == {"pictures skipped": 1}


@pytest.mark.parametrize("words", ["Grey Gull", "berth: quay."])
def test_values_can_be_marked_on_the_page(words: str) -> None:
    page = Page().text(72, 700, "Boat:").widget("a", "Tx", (180, 694, 380, 712), "/V (Grey Gull)")
    page.widget("a.Berth", "Tx", (180, 594, 380, 612), "/V (quay)")
    data = pdf_pages(page.text(72, 500, "The rest of the page is only here to be read."))
    extract = read_pdf(data)
    document = Document(1, "a.pdf", "", extract.text, tuple(extract.markers))
    start = extract.text.index(words)
    boxes = highlight_boxes(data, Span(document, start, start + len(words)))[0]
    assert len(boxes) == 1
    assert boxes[0][0] > 170
    assert boxes[0][2] < 390
    assert abs((boxes[0][1] + boxes[0][3]) / 2 - (703 if words == "Grey Gull" else 603)) < 3


def test_annotations_of_hostile_files_are_bounded() -> None:
    page = Page().text(72, 700, "Notes.")
    for _ in range(20):
        page.note("Text", "x" * 1_000).widget("n" * 500, "Tx", (0, 0, 1e9, -1e9), "/V (y)")
    page.annotations += [
        "<< /Type /Annot >>",
        "<< /Subtype /Widget /Parent 1 0 R >>",
        "null",
        "[ ]",
    ]
    pdf = PdfDocument(pdf_pages(page))
    pdf.init_forms()
    assert len(read_annotations(pdf, pdf[0]).notes) == 20
    assert "Notes." in read_pdf(pdf_pages(page)).text
