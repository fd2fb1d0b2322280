"""OCR of scanned pages: read with tesseract if it is installed, reported if it is not."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.formats.pdf import ocr
from index.formats.pdf.ocr import OcrPage, Word
from index.ingest.pipeline import InputFile, ResourceLimits, ingest
from index.ingest.readers import read_document, read_documents
from index.ingest.render import render_pages
from index.ingest.sandbox import Sandbox
from index.library import Library
from index.spans import Document, Span
from pincite.cli import main
from tests.support import make_pdfs
from tests.support.paths import ROOT

TESSERACT = shutil.which("tesseract") or ""
needs_tesseract = pytest.mark.skipif(
    not TESSERACT, reason="tesseract is not installed (on Debian: apt-get install tesseract-ocr)"
)
LIMITS = ResourceLimits(wall=600, tesseract=TESSERACT)  # the machine may be busy
MILL = (
    "The mill burned down in 1871 and was built again by the brothers Weber, who had come from "
    "Holland."
)


def read_with_ocr(data: bytes) -> Document:
    (document,) = read_documents("a.pdf", data, TESSERACT)
    assert isinstance(document, Document)
    return document


@pytest.fixture(scope="module")
def mixed() -> bytes:
    """One page of text, a scanned one, and a blank one."""
    scanned = make_pdfs.scan(
        make_pdfs.pdf([make_pdfs.lines("Good morning."), make_pdfs.lines(MILL), []])
    )
    assert b"Good" not in scanned
    return scanned


@pytest.mark.slow
@needs_tesseract
@pytest.mark.parametrize("rotate", [0, 90])
def test_scanned_pages_are_read_with_a_warning(mixed: bytes, rotate: int) -> None:
    data = (
        mixed
        if rotate == 0
        else make_pdfs.scan(
            make_pdfs.pdf([make_pdfs.lines("Good morning."), make_pdfs.lines(MILL), []]),
            rotate=rotate,
        )
    )
    document = read_with_ocr(data)
    assert document.text.split("\n\n") == ["Good morning.", MILL]
    assert Span(document, document.text.index("Weber"), len(document.text)).page == "2"
    assert document.warnings == (
        "page 3 has no text, and OCR found none",
        "pages 1–2 were read by OCR, which makes mistakes",
    )
    assert document.losses["pages read by OCR"] == 2
    assert document.losses["pages without text"] == 1


@needs_tesseract
def test_pages_with_text_are_not_read_by_ocr() -> None:
    data = make_pdfs.pdf([make_pdfs.lines(MILL)])
    document = read_with_ocr(data)
    assert (document.text, document.losses) == (read_document("a.pdf", data).text, {})


def test_without_ocr_scanned_pages_are_reported(mixed: bytes) -> None:
    with pytest.raises(
        PinciteError, match=r"there are no words in it: pages 1–3 have no text; scanned\?"
    ):
        read_document("a.pdf", mixed)


@pytest.mark.slow
@needs_tesseract
def test_a_quotation_is_marked_on_the_scanned_page() -> None:
    """Within six points of the same words on the page with text."""
    printed = make_pdfs.pdf([make_pdfs.lines(MILL)])
    data = make_pdfs.scan(printed, rotate=270)
    document, born = read_with_ocr(data), read_document("a.pdf", printed)
    rendered, expected = (
        render_pages(
            file,
            Span(each, each.text.index("built again"), each.text.index(", who")),
            600,
            LIMITS,
        )
        for file, each in ((data, document), (printed, born))
    )
    assert [page.page for page in rendered] == [page.page for page in expected] == [0]
    assert rendered[0].marked == pytest.approx(expected[0].marked, abs=6 / 612)
    with pytest.raises(
        PinciteError,
        match="page 1 has no text; it was read by OCR, and tesseract is not installed",
    ):
        render_pages(data, Span(document, 0, 9), 600)
    with pytest.raises(PinciteError, match="the file has changed since it was added"):
        render_pages(make_pdfs.scan(make_pdfs.pdf([[]])), Span(document, 0, 9), 600, LIMITS)


@pytest.mark.slow
@needs_tesseract
def test_a_scanned_page_is_read_in_the_sandbox_and_stored(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mill.pdf"
    path.write_bytes(make_pdfs.scan(make_pdfs.pdf([make_pdfs.lines(MILL)])))
    results = [
        step.result
        for step in ingest(library, [InputFile("mill.pdf", path)], limits=ResourceLimits.with_ocr())
        if step.result
    ]
    assert [(result.status, "read by OCR" in result.message) for result in results] == [
        ("added", True)
    ]
    assert library.search("who built the mill again", 1)[0].span.text.endswith("Holland.")


def fake_tesseract(folder: Path, script: str) -> str:
    """A shell script in place of tesseract."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="shell scripts of POSIX")
@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            "cat > /dev/null; echo 'Error opening data file' >&2; exit 1",
            "tesseract ended with exit code 1: Error opening data file",
        ),
        ("cat > /dev/null; echo rubbish; printf '5\\t1\\t1'", "OCR found none"),
        ("exec sleep 60", "tesseract took more than 1 seconds"),
    ],
)
def test_errors_of_tesseract_are_reported(
    tmp_path: Path, mixed: bytes, script: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "sleep" in script:
        monkeypatch.setattr(ocr, "PAGE_TIMEOUT", 1)
    with pytest.raises(PinciteError, match=message):
        list(read_documents("a.pdf", mixed, fake_tesseract(tmp_path, script)))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the kernel's limits are POSIX")
def test_tesseract_is_confined_too(tmp_path: Path, mixed: bytes) -> None:
    """It cannot write files, and it ends with the process that started it."""
    path = tmp_path / "mill.pdf"
    path.write_bytes(mixed)
    writing = fake_tesseract(tmp_path, f"cat > /dev/null; echo words > {tmp_path}/written; exit 0")
    endless = tmp_path / "endless"
    endless.mkdir()
    for program, limits in (
        (writing, ResourceLimits()),
        (fake_tesseract(endless, "exec sleep 987"), ResourceLimits(wall=2)),
    ):
        with Sandbox(ResourceLimits(wall=limits.wall, tesseract=program), 1) as sandbox:
            for _, items in sandbox.read([InputFile("mill.pdf", path)]):
                with pytest.raises(PinciteError):
                    list(items)
    written = tmp_path / "written"
    assert not written.exists() or written.read_bytes() == b""
    time.sleep(0.2)
    running = (
        [cmd.read_bytes() for cmd in Path("/proc").glob("[0-9]*/cmdline") if cmd.exists()]
        if Path("/proc").is_dir()
        else []
    )
    assert b"sleep\x00987\x00" not in running


@pytest.mark.skipif(os.name != "posix", reason="shell scripts of POSIX")
def test_no_other_program_may_be_started(tmp_path: Path) -> None:
    tesseract = fake_tesseract(tmp_path, "echo started")
    for program, output in ((tesseract, "started\n"), ("/bin/true", "refused\n")):
        code = f"""
import subprocess
from index.ingest import worker_main
worker_main._confine({{'memory': 1e9, 'tesseract': {tesseract!r}}})
try:
    process = subprocess.run([{program!r}], stdin=subprocess.PIPE, capture_output=True)
    print(process.stdout.decode(), end='')
except PermissionError:
    print('refused')
"""
        process = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert process.stdout == output, process.stderr


def test_without_tesseract_the_error_names_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.pdf").write_bytes(make_pdfs.pdf([make_pdfs.lines(MILL)]))
    for command in ("add", "watch"):
        assert main([command, str(tmp_path / "my.pincite"), str(tmp_path), "--ocr"]) == 2
        output = capsys.readouterr()
        assert output.err.startswith(
            "OCR needs the program tesseract, which is not installed. "
            "Install it (on Debian: apt-get install"
        )
        assert (output.err.count("\n"), output.out) == (1, "")
    assert not (tmp_path / "my.pincite").exists()


def test_recognised_words_are_joined_to_lines_and_paragraphs() -> None:
    first = [("The", "1", 0.0), ("well-", "1", 30.0), ("known", "2", 0.0), ("Weber", "2", 60.0)]
    words = [
        Word(text, (x, 10.0, x + 10 * len(text), 20.0), ("1", "1", "1"), line)
        for text, line, x in first
    ]
    words.append(Word("Then.", (0.0, 0.0, 50.0, 9.0), ("1", "1", "2"), "1"))
    page = OcrPage(tuple(ocr._join(words)), 0)
    assert page.text == "The wellknown Weber\n\nThen."
    assert list(page.boxes(2, 6)) == [(20.0, 10.0, 30.0, 20.0), (30.0, 10.0, 50.0, 20.0)]
    assert list(page.boxes(3, 4)) == []
    assert list(page.boxes(0, 999))[-1] == (0.0, 0.0, 50.0, 9.0)
