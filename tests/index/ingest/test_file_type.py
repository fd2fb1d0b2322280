"""Files whose name says another format than their content."""

from __future__ import annotations

import re

import pytest

from index.errors import PinciteError
from index.ingest.file_type import content_suffix, true_suffix
from index.ingest.readers import SUFFIXES, read_document
from tests.support import make_files, make_pdfs

SENTENCE = "The ferry leaves at noon."
HTML = f"<!-- saved -->\n<html><body><p>{SENTENCE}</p></body></html>".encode()
MAIL = (
    "Received: from a.example by b.example\r\nFrom: Ann <ann@a.example>\r\nTo: b@b.example\r\n"
    f"Subject: Ferry\r\nDate: Mon, 2 Mar 2020 10:00:00 +0000\r\n\r\n{SENTENCE}\r\n"
).encode()
MAILBOX = b"From ann@a.example Mon Mar  2 10:00:00 2020\n" + MAIL
LINES = f'{{"text": "{SENTENCE}"}}\n{{"text": "It costs 2 crowns."}}\n'.encode()


@pytest.mark.parametrize(
    ("name", "data", "warning"),
    [
        ("scan.txt", make_pdfs.pdf([make_pdfs.lines(SENTENCE)]), "named .txt, .* is PDF"),
        ("scan", make_pdfs.pdf([make_pdfs.lines(SENTENCE)]), "its content is PDF"),
        ("a.doc", make_files.docx(SENTENCE), "named .doc, .* is DOCX"),
        ("a.docx", make_files.odt(SENTENCE), "named .docx, .* is ODT"),
        ("a.pdf", make_files.pptx(SENTENCE), "named .pdf, .* is PPTX"),
        ("a.txt", HTML, "named .txt, .* is HTML"),
        ("a.xls", HTML, "named .xls, .* is HTML"),
        ("a.pdf", HTML, "named .pdf, .* is HTML"),
        ("a.doc", b"\xef\xbb\xbf\n" + HTML, "named .doc, .* is HTML"),
        ("a.txt", LINES, "named .txt, .* is JSON lines"),
        ("a.txt", MAIL, "named .txt, .* is a mail"),
        ("Inbox", MAILBOX, "its content is a mailbox"),
        ("a.mbox", MAIL, "named .mbox, .* is a mail"),
        ("a.doc", SENTENCE.encode(), "named .doc, .* is plain text"),
        ("a.xls", f"Boat\tNote\nOne\t{SENTENCE}\n".encode(), "named .xls, .* is TSV"),
        ("a.xls", f"Boat,Note\nOne,{SENTENCE}\n".encode(), "named .xls, .* is CSV"),
        ("README", SENTENCE.encode(), None),
        ("Minutes v1.2", SENTENCE.encode(), None),
        ("a.html", b"\n<p>" + SENTENCE.encode(), None),
        ("a.json", LINES, None),
        ("a.txt", f"From here: {SENTENCE}".encode(), None),
        ("a.txt", f"Note: {SENTENCE}\nFrom: ann\n".encode(), None),
        ("a.txt", f"<p> is a tag. {SENTENCE}".encode(), None),
        ("a.txt", f"{{braces}}\n{{more}} {SENTENCE}".encode(), None),
    ],
)
def test_the_content_decides(name: str, data: bytes, warning: str | None) -> None:
    document = read_document(name, data)
    assert SENTENCE in " ".join(document.text.split())
    if warning is None:
        assert not any("content" in each for each in document.warnings)
    else:
        (told,) = (each for each in document.warnings if "content" in each)
        assert re.search(warning, told), told


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", make_files.zipped({"x.bin": "x"}), "its content is a zip archive"),
        ("a.md", b"\x89PNG\r\n\x1a\n", "its content is a PNG picture"),
        ("a.docx", b"\xff\xd8\xff\xe0", "its content is a JPEG picture"),
        ("program", b"\x7fELF\x02", "it is a program"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage\0".encode("utf-16-le"),
            "its content is protected by a password",
        ),
        ("a.pdf", b"not a PDF at all", "this is not a PDF"),
        (
            "a.txt",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "its content is an unknown file",
        ),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            ".doc files are read with Libre",
        ),
        ("a.docx", make_files.zipped({"x.bin": "x"}), "its part 'word/document.xml'"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(PinciteError, match=f"{re.escape(name)}: {reason}"):
        read_document(name, data)


def test_every_format_is_taken_for_itself() -> None:
    """No file of a format gets a warning that it is another one."""
    for suffix, (make, _) in make_files.ROUND_TRIPS.items():
        if suffix != ".zip":
            document = read_document(f"a{suffix}", make(SENTENCE))
            assert not any("content" in warning for warning in document.warnings), suffix


def test_a_name_may_have_dots_without_a_suffix() -> None:
    names = ("a/Report.PDF", "Minutes v1.2", "To Dr. Smith", ".profile", "a.", "b.docx~", "x.7z")
    assert [true_suffix(name) for name in names] == [".pdf", "", "", "", "", ".docx~", ".7z"]
    assert all(true_suffix(f"x{suffix.upper()}") == suffix for suffix in SUFFIXES)


def test_office_packages_are_told_apart_by_their_main_part() -> None:
    types = '<Types><Override PartName="/x.xml" ContentType="application/{}.main+xml"/></Types>'
    for kind, suffix in (
        ("vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        ("vnd.ms-word.template.macroEnabledTemplate", ".docx"),
        ("vnd.openxmlformats-officedocument.presentationml.slideshow", ".pptx"),
        ("vnd.ms-powerpoint.presentation.macroEnabled", ".pptx"),
        ("vnd.openxmlformats-officedocument.spreadsheetml.template", ".xlsx"),
        ("vnd.ms-excel.sheet.macroEnabled", ".xlsx"),
    ):
        data = make_files.zipped({"[Content_Types].xml": types.format(kind), "x.xml": "<x/>"})
        assert content_suffix(data) == suffix
