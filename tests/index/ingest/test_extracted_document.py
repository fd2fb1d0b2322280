"""The fields of a document are one line each, and its text is within the limits."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_CHARS
from index.ingest.extracted_document import to_document


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("/a/b.tar.txt", "b.tar"),
        ("/a/box.zip!/in/c.md", "c"),
        ("/a/README", "README"),
        ("https://a.example/b.html", "https://a.example/b.html"),
    ],
)
def test_a_document_without_a_title_has_the_name_of_its_file(source: str, title: str) -> None:
    assert to_document(source, ExtractedText.whole("Words.")).title == title


def test_fields_are_one_line_each_and_programs_are_no_authors() -> None:
    extract = ExtractedText.whole("One\0two.")
    extract.title, extract.author, extract.date = " A\n  title ", "openpyxl", "2021-03-04\n"
    document = to_document("a.txt", extract)
    assert (document.title, document.author, document.date) == ("A title", "", "2021-03-04")
    assert (document.text, document.losses) == ("One\ufffdtwo.", {"characters replaced": 1})
    extract.author = "Una Sten"
    assert to_document("a.txt", extract).author == "Una Sten"


def test_a_text_without_words_or_too_long_is_refused() -> None:
    with pytest.raises(PinciteError, match=r"^a\.txt: there are no words in it"):
        to_document("a.txt", ExtractedText.whole("… -"))
    with pytest.raises(PinciteError, match=r"^a\.txt: it has .* at most .* are read\. Split it"):
        to_document("a.txt", ExtractedText.whole("a" * (MAX_CHARS + 1)))
