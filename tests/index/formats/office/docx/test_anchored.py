"""What is anchored in Word paragraphs: notes, text boxes, pictures."""

from __future__ import annotations

from index.formats.office.docx.reader import read_docx
from tests.index.formats.office.builders import W, para, row, run, table, tc, word
from tests.index.formats.office.builders import runs as p


def texts(body: str) -> list[str]:
    return read_docx(word(body)).text.split("\n\n")


NOTES = f"""<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{para("---")}</w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> Since 1990.</w:t></w:r></w:p>
</w:footnote><w:footnote w:id="3">{para("Without sails.")}{para("And oars.")}</w:footnote>
</w:footnotes>"""


def test_notes_follow_their_paragraph_and_are_marked_in_it() -> None:
    first = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    custom = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="3"/><w:t>*</w:t></w:r>'
    body = p(run("It costs 40"), first, run(" crowns, boats 9"), custom, run(".")) + para("End.")
    extract = read_docx(word(body, related={"n": ("footnotes", "footnotes.xml", NOTES)}))
    assert extract.text.split("\n\n") == [
        "It costs 40[1] crowns, boats 9[*].",
        "[1] Since 1990.",
        "[*] Without sails.\nAnd oars.",
        "End.",
    ]
    assert [marker.kind for marker in extract.markers] == ["note", "note"]


def test_endnotes_have_the_number_format_of_the_settings() -> None:
    settings = (
        f'<w:settings {W}><w:footnotePr><w:numFmt w:val="lowerLetter"/></w:footnotePr></w:settings>'
    )
    endnotes = NOTES.replace("footnote", "endnote")
    both = p(
        run("A"),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        run("B"),
        '<w:r><w:endnoteReference w:id="2"/></w:r>',
    )
    related: dict[str, tuple[str, str, str | bytes]] = {
        "n": ("footnotes", "footnotes.xml", NOTES),
        "e": ("endnotes", "endnotes.xml", endnotes),
        "s": ("settings", "settings.xml", settings),
    }
    assert read_docx(word(both, related=related)).text.startswith("A[a]B[i]\n\n[a] Since")


BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>'
    "{0}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
    "<w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def test_a_text_box_is_read_once_as_blocks_of_its_own() -> None:
    box = BOX.format(para("Inside.") + para("Second."))
    assert texts(p(run("Be"), box, run("fore.")) + para("After.")) == [
        "Before.",
        "Inside.",
        "Second.",
        "After.",
    ]
    assert texts(table(row("Key", tc(p(box))), row("Name", "Value"))) == [
        "Key: Inside. Second.",
        "Name: Value.",
    ]


def test_old_text_boxes_are_read_and_watermarks_too() -> None:
    box = f"<w:txbxContent>{para('Old box.')}</w:txbxContent>"
    old = f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"
    mark = '<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
    assert texts(p(old) + p(mark)) == ["Old box.", "DRAFT"]


def test_pictures_and_objects_are_counted() -> None:
    body = p("<w:r><w:drawing><a:blip/></w:drawing></w:r><w:r><w:object/></w:r>", run("Text."))
    assert +read_docx(word(body)).losses == {"pictures skipped": 1, "objects skipped": 1}
