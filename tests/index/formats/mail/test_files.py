"""Attached files: names, and documents of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.formats.mail import files
from index.formats.mail.files import attachment_name, distinct_names
from index.formats.markdown import reader as markdown
from index.ingest.pipeline import InputFile, ingest
from index.ingest.readers import RejectedFile, read_document, read_documents
from index.library import Library
from index.maintenance.check import check_library
from index.spans import Document
from tests.index.formats.mail.support import mail, multipart, part
from tests.support import make_files

FILE = "Content-Disposition: attachment"


def with_files(*names_and_texts: tuple[str, str]) -> bytes:
    parts = [
        part(text, f'text/plain; name="{name}"', f'{FILE}; filename="{name}"')
        for name, text in names_and_texts
    ]
    return multipart("mixed", part("See the offer.", "text/plain"), *parts)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("offer.pdf", "", "offer.pdf"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\ana\\offer.pdf", "", "offer.pdf"),
        ("..", "application/pdf", "attachment.pdf"),
        ("", "", "attachment"),
        ("of\nfer\0.pdf", "", "offer.pdf"),
        ("x" * 300 + ".pdf", "", "x" * 146 + ".pdf"),
        ("offer", "application/PDF", "offer.pdf"),
        ("v. 2 of the plan", "application/pdf", "v. 2 of the plan.pdf"),
    ],
)
def test_names_have_no_folder_and_a_suffix(name: str, kind: str, expected: str) -> None:
    assert attachment_name(name, kind) == expected


def test_repeated_names_get_numbers() -> None:
    names = ["a.pdf", "a.pdf", "a (2).pdf", "a.pdf", "b"]
    assert distinct_names(names) == ["a.pdf", "a (2).pdf", "a (2) (2).pdf", "a (3).pdf", "b"]
    many = distinct_names(["a.pdf"] * 10_000)
    assert len(set(many)) == 10_000


def test_attachments_are_documents_or_rejected_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_files(
        ("offer.csv", "Wood,Price\nOak,40"),
        ("offer.csv", "Wood,Price\nElm,31"),
        ("plan.dwg", "x"),
        ("all.zip", "x"),
        ("broken.pdf", "x"),
        ("inner.eml", with_files(("deep.txt", "Words.")).decode().replace("B", "C")),
    )
    first, *others = read_documents("x/mail.eml", data)
    assert isinstance(first, Document)
    assert (first.source, first.losses) == ("x/mail.eml", {"attachments skipped": 3})
    assert [other.source for other in others] == [
        "x/mail.eml!/offer.csv",
        "x/mail.eml!/offer (2).csv",
        "x/mail.eml!/plan.dwg",
        "x/mail.eml!/all.zip",
        "x/mail.eml!/broken.pdf",
        "x/mail.eml!/inner.eml",
    ]
    assert [other.title for other in others if isinstance(other, Document)] == [
        "offer", "offer (2)", "Roof"
    ]  # fmt: skip
    reasons = [other.reason for other in others if isinstance(other, RejectedFile)]
    assert reasons[:2] == [
        "cannot read .dwg files.",
        "an archive in a mail is not opened; save it and add it by itself.",
    ]
    assert reasons[2].startswith("this is not a PDF")
    inner = others[-1]
    assert isinstance(inner, Document)
    assert inner.losses == {"attachments skipped": 1}
    assert read_document("x/mail.eml", data).losses == {"attachments skipped": 6}
    monkeypatch.setattr(files, "_MAX_EARLY_BYTES", 30)
    later = list(read_documents("x/mail.eml", data))
    assert isinstance(later[0], Document)
    assert later[0].losses == {"attachments skipped": 2}  # the damaged PDF is read after the mail
    assert sorted(each.source for each in later[1:]) == sorted(each.source for each in others)
    monkeypatch.setattr(files, "MAX_ARCHIVE_ENTRIES", 1)
    first, *others = read_documents("x/mail.eml", data)
    assert isinstance(first, Document)
    assert (first.losses, len(others)) == ({"attachments skipped": 5}, 1)


def test_a_bug_in_a_parser_does_not_stop_a_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(data: bytes) -> None:
        raise KeyError("lost")

    monkeypatch.setattr(markdown, "read_markdown", fail)
    document, rejected = read_documents("mail.eml", with_files(("a.md", "Words.")))
    assert isinstance(document, Document)
    assert rejected == RejectedFile("mail.eml!/a.md", "it cannot be read (KeyError: 'lost').")


def test_the_attachments_of_a_mail_in_an_archive_are_counted() -> None:
    archive = make_files.zipped({"mail.eml": with_files(("a.txt", "Words.")).decode()})
    (document,) = read_documents("x.zip", archive)
    assert isinstance(document, Document)
    assert document.losses == {"attachments skipped": 1}


def test_attachments_that_a_mail_has_no_more_are_removed(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    for data, expected in [
        (
            with_files(("a.txt", "Ants."), ("b.txt", "Bees.")),
            ["mail.eml added", "mail.eml!/a.txt added", "mail.eml!/b.txt added"],
        ),
        (
            with_files(("b.txt", "Bees.")),
            ["mail.eml replaced", "mail.eml!/b.txt unchanged", "mail.eml!/a.txt removed"],
        ),
        (mail("No more."), ["mail.eml replaced", "mail.eml!/b.txt removed"]),
    ]:
        path.write_bytes(data)
        steps = list(ingest(library, [InputFile("mail.eml", path)]))
        results = [f"{step.result.source} {step.result.status}" for step in steps if step.result]
        assert results == expected
        assert steps[-1].fraction == 1
    assert [entry.source for entry in library.list_documents()] == ["mail.eml"]
    assert check_library(library.path) == []


def test_files_that_outlook_packed_are_named() -> None:
    mail, packed = read_documents("mail.eml", with_files(("winmail.dat", "x")))
    assert isinstance(mail, Document)
    assert mail.losses == {"attachments skipped": 1}
    assert isinstance(packed, RejectedFile)
    assert packed.reason.startswith("the files that Outlook packed in it (TNEF) are not read")
