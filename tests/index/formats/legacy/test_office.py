"""Files that LibreOffice converts, with a converter that stands in for it."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.legacy import convert
from index.formats.legacy.convert import CONVERTED
from index.formats.legacy.office import read_doc, read_key, read_numbers, read_pages, read_ppt
from tests.support import make_files, make_pdfs

SENTENCE = "The river Ilm drives 11 mills."
MADE = {
    ".docx": make_files.docx(SENTENCE),
    ".pptx": make_files.pptx(SENTENCE),
    ".xlsx": make_files.xlsx([["Place", "Fact"], ["Ilm", SENTENCE]]),
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, str, str]]:
    """What the converter was asked for; it answers with a file of the wanted format."""
    calls: list[tuple[bytes, str, str]] = []

    def converter(data: bytes, suffix: str, to: str) -> bytes:
        calls.append((data, suffix, to))
        return MADE[to]

    monkeypatch.setattr(convert, "_converter", converter)
    return calls


def test_a_file_is_read_as_its_conversion(asked: list[tuple[bytes, str, str]]) -> None:
    for read, suffix in ((read_doc, ".doc"), (read_ppt, ".ppt")):
        extract = read(b"old")
        assert SENTENCE in extract.text
        assert extract.warnings == ["converted by LibreOffice"]
        assert asked[-1] == (b"old", suffix, CONVERTED[suffix])


def test_apples_formats_are_read_from_the_pdf_in_them(asked: list[tuple[bytes, str, str]]) -> None:
    preview = make_pdfs.pdf([make_pdfs.lines(SENTENCE)])
    extract = read_pages(make_files.zipped({"QuickLook/Preview.pdf": preview}))
    assert SENTENCE in extract.text
    assert extract.warnings == ["read from the PDF of its pages in it"]
    assert asked == []
    without = make_files.zipped({"Index/Document.iwa": b"x"})
    for read, suffix in ((read_pages, ".pages"), (read_numbers, ".numbers"), (read_key, ".key")):
        assert read(without).warnings == ["converted by LibreOffice"]
        assert asked[-1] == (without, suffix, CONVERTED[suffix])


def test_without_a_converter_the_remedies_are_named() -> None:
    with pytest.raises(PinciteError, match=r"libreoffice-impress-nogui.* Or export it as PDF"):
        read_key(make_files.zipped({"Index/Document.iwa": b"x"}))
