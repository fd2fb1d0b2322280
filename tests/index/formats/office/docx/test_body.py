"""The blocks of one part of a Word document."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from index.formats.extract import ExtractedText
from index.formats.office.docx.body import BodyReader, Context
from index.formats.office.docx.numbering import Numbering
from index.formats.office.docx.styles import Styles
from index.formats.office.markup import localised
from index.formats.zip_package import ZipPackage
from tests.index.formats.office.builders import W, para, word


def context(extract: ExtractedText) -> Context:
    styles = Styles(None)
    return Context(ZipPackage(word("")), extract, styles, Numbering(None, styles), {})


def test_blocks_of_another_part_go_where_they_are_to() -> None:
    main, other = ExtractedText(), ExtractedText()
    reader = BodyReader(context(main), {}, extract=other)
    reader.add(localised(fromstring(f"<w:hdr {W}>{para('One.')}{para('Two.')}</w:hdr>")))
    assert (main.text, other.text) == ("", "One.\n\nTwo.")
    assert [block.text for block in reader.blocks] == ["One.", "Two."]


def test_notes_are_counted_by_kind_from_their_start() -> None:
    shared = context(ExtractedText())
    shared.note_formats = {"footnote": ("upperLetter", 3)}
    marks = [shared.note_mark(kind) for kind in ("footnote", "endnote", "footnote", "endnote")]
    assert marks == ["C", "1", "D", "2"]
