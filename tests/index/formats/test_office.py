"""Office documents: Word, PowerPoint, Excel, OpenDocument and EPUB."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats import epub
from index.formats.office.docx import reader as docx
from index.formats.office.odt import reader as odt
from index.formats.office.pptx import reader as pptx
from index.ingest.readers import read_document
from tests.support import make_files

SENTENCE = "The river Ilm drives 11 mills & one saw."


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (docx.read_docx, make_files.docx("A b.")),
        (pptx.read_pptx, make_files.pptx("A b.")),
        (odt.read_odt, make_files.odt("A b.")),
        (epub.read_epub, make_files.epub("A b.")),
    ],
)
def test_title_and_author_are_read_from_the_metadata(reader: object, data: bytes) -> None:
    extract = reader(data)  # type: ignore[operator]
    assert (extract.title, extract.author) == ("The title", "Ann Author")


def test_docx_omits_deleted_words_and_counts_what_it_skips() -> None:
    extract = docx.read_docx(make_files.docx(SENTENCE))
    assert extract.text.split("\n\n") == [
        "Figures",
        SENTENCE,
        "Year | Toll",
    ]
    assert extract.date == "2021-05-06T07:08:09Z"
    assert +extract.losses == {
        "tracked deletions left out": 1,
        "tracked insertions accepted": 1,
        "notes without a mark skipped": 1,
        "headers and footers skipped": 1,
    }


def test_slides_are_in_order_with_their_titles_first() -> None:
    extract = pptx.read_pptx(make_files.pptx(SENTENCE))
    assert extract.text.split("\n\n") == [
        "Welcome",
        "Good morning.",
        "Figures",
        SENTENCE,
        "Speak up.",
    ]
    assert [(marker.kind, marker.label) for marker in extract.markers] == [
        ("page", "1"),
        ("heading", "Welcome"),
        ("page", "2"),
        ("heading", "Figures"),
        ("note", ""),
    ]
    assert extract.losses["pictures skipped"] == 2


def test_odt_notes_are_in_place() -> None:
    extract = odt.read_odt(make_files.odt("One."))
    assert extract.text.split("\n\n") == ["Figures", "One.[1]", "[1] A note.", "Year | Two tolls"]


@pytest.mark.parametrize(
    "declaration",
    ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'],
)
def test_document_types_in_xml_are_refused(declaration: str) -> None:
    data = make_files.zipped({"word/document.xml": f"{declaration}<x>Words</x>"})
    with pytest.raises(
        PinciteError, match=r"a\.docx: its part 'word/document\.xml' declares a document type"
    ):
        read_document("a.docx", data)
