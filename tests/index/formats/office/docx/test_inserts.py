"""Documents inserted into Word documents."""

from __future__ import annotations

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.office.docx.inserts import read_insert
from index.formats.zip_package import ZipPackage
from tests.support.make_files import zipped


def refuse(data: bytes) -> ExtractedText:
    raise PinciteError("it is damaged.")


def read(name: str, content: str) -> str | None:
    inner = read_insert(ZipPackage(zipped({name: content})), name, refuse)
    return None if inner is None else inner.text


def test_a_damaged_or_unknown_insert_is_none() -> None:
    assert read("a.docx", "no zip") is None
    assert read("a.rtf", "{\\rtf1}") is None


def test_blocks_of_a_text_are_kept() -> None:
    assert read("a.txt", "One.\r\n\r\nTwo.") == "One.\n\nTwo."
