"""PDF: text in reading order, pages with their labels.

The lines of a page (layout/lines.py) are put in order and grouped to blocks (layout/blocks.py), and
the blocks of all pages to the text (assembly.py). Only the text is stored: the boxes of a span are
found by aligning the words stored for a page with those on it (alignment.py).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_PAGES
from index.formats.pdf.assembly import add_blocks
from index.formats.pdf.forms.annotations import add_file_losses
from index.formats.pdf.headings import mark_headings
from index.formats.pdf.layout.blocks import page_blocks
from index.formats.pdf.layout.heads.running_heads import without_running_heads
from index.formats.pdf.layout.page import Block, PageLines
from index.formats.pdf.metadata.describe import describe
from index.formats.pdf.ocr import recognize_page
from index.formats.pdf.page_text import read_page
from index.formats.pdf.parts import PageParts
from index.formats.pdf.tables.contents import mark_contents
from index.formats.pdf.tables.continued import carry_headers

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

OCR_TIMEOUT = 1_500
"""Seconds for all pages of one file: some hundred pages."""

SCANNED = "no text; scanned?"
"""What a warning says of pages that OCR may read."""

NEEDS_PASSWORD = "it is encrypted and needs a password"
WRONG_PASSWORD = "it is encrypted, and this is not its password"
"""How the error begins for a file that a password opens."""


def read_pdf(data: bytes, tesseract: str = "", password: str = "") -> ExtractedText:
    """The text of a PDF. Pages without text are named in the warnings, or read by `tesseract`.

    Raises PinciteError if the file is damaged, encrypted with another password or beyond the
    limits.
    """
    pdf = open_pdf(data, password)
    try:
        return _read(pdf, OcrPages(pdf, tesseract))
    finally:
        pdf.close()


@dataclass(slots=True)
class OcrPages:
    """Reads the pages that have no text, and records which were read and which were not."""

    pdf: PdfDocument
    tesseract: str
    read: list[str] = field(default_factory=list)
    """Labels of the pages that OCR read."""
    uncertain: int = 0
    """Words left out because OCR was not sure of them."""
    unread: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Reason to the labels of the pages that have no text for it."""
    unreadable: set[str] = field(default_factory=set)
    """Labels of the pages on which pdfium fails."""
    _start: float = field(default_factory=time.monotonic)

    def blocks(self, number: int, label: str) -> list[Block]:
        """The text that OCR finds on a page without text, as one block."""
        text = self.text(number, label)
        return [Block("ocr", text, number, (0.0, 0.0, 0.0, 0.0))] if text else []

    def text(self, number: int, label: str) -> str:
        """The text that OCR finds on a page without text; empty if it finds none or is off."""
        if not self.tesseract:
            self.unread[SCANNED].append(label)
        elif time.monotonic() - self._start > OCR_TIMEOUT:
            reason = f"no text, and OCR was stopped after {OCR_TIMEOUT // 60} minutes"
            self.unread[reason].append(label)
        else:
            return self._recognize(number, label)
        return ""

    def _recognize(self, number: int, label: str) -> str:
        try:
            page = recognize_page(self.pdf[number], self.tesseract)
        except PinciteError as error:
            self.unread[f"no text, and OCR failed ({error})"].append(label)
            return ""
        self.uncertain += page.uncertain
        (self.read if page.text else self.unread["no text, and OCR found none"]).append(label)
        return page.text


def _read(pdf: PdfDocument, ocr_pages: OcrPages) -> ExtractedText:
    extract = ExtractedText()
    parts = PageParts()
    labels = [pdf.get_page_label(number).strip() or str(number + 1) for number in range(len(pdf))]
    blocks: list[Block] = []
    for page in without_running_heads(_page_lines(pdf, labels, ocr_pages)):
        found = page_blocks(page, parts.take(page))
        if not found and not page.losses and page.label not in ocr_pages.unreadable:
            found = ocr_pages.blocks(page.number, page.label)
        for block in found:
            block.lines = []  # they would take a hundred times the memory of the text
        blocks += [*found, *parts.notes(page)]
        extract.losses += page.losses
        if found and page.pictures:
            extract.losses["pictures skipped"] += page.pictures
    carry_headers(blocks)
    mark_contents(blocks)
    mark_headings(blocks)
    describe(extract, pdf.get_metadata_dict(), blocks)
    add_blocks(extract, blocks, labels)
    _add_warnings(extract, ocr_pages)
    add_file_losses(extract, pdf, parts.files)
    return extract


def _page_lines(
    pdf: PdfDocument, labels: Sequence[str], ocr_pages: OcrPages
) -> Iterator[PageLines]:
    for number, label in enumerate(labels):
        try:
            yield read_page(pdf[number], number, label)
        except _pdfium_errors():
            ocr_pages.unread["text that cannot be read"].append(label)
            ocr_pages.unreadable.add(label)
            yield PageLines(number, label, 0.0, 0.0)


def _add_warnings(extract: ExtractedText, ocr_pages: OcrPages) -> None:
    for reason, labels in ocr_pages.unread.items():
        extract.losses["pages without text"] += len(labels)
        verb = "has" if len(labels) == 1 else "have"
        extract.warnings.append(f"{_pages(labels)} {verb} {reason}")
    if ocr_pages.read:
        verb = "was" if len(ocr_pages.read) == 1 else "were"
        extract.warnings.append(
            f"{_pages(ocr_pages.read)} {verb} read by OCR, which makes mistakes"
        )
        extract.losses["pages read by OCR"] += len(ocr_pages.read)
        extract.losses["words that OCR did not make out"] += ocr_pages.uncertain


def _pages(labels: Sequence[str]) -> str:
    return f"{'page' if len(labels) == 1 else 'pages'} {_runs(labels)}"


def _runs(labels: Sequence[str]) -> str:
    """Page labels with consecutive numbers as ranges; at most twenty of them.

    >>> _runs(["1", "4", "5", "6", "ix"])
    '1, 4–6, ix'
    """
    runs: list[list[str]] = []
    for label in labels:
        if runs and _follows(runs[-1][-1], label):
            runs[-1].append(label)
        else:
            runs.append([label])
    ranges = [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join(ranges[:20]) + (" …" if len(ranges) > 20 else "")


def _follows(before: str, label: str) -> bool:
    return before.isdecimal() and label.isdecimal() and int(label) == int(before) + 1


def open_pdf(data: bytes, password: str = "") -> PdfDocument:
    """Opens a PDF. Raises PinciteError if it is damaged, encrypted with another password or has too
    many pages."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        pdf = PdfDocument(data, password or None)
        count = len(pdf)
        if pdf.get_formtype():
            pdf.init_forms()
    except PdfiumError as error:
        if "assword" in str(error):
            raise PinciteError(
                f"{WRONG_PASSWORD}. Type it again."
                if password
                else f"{NEEDS_PASSWORD}. Save it without one."
            ) from error
        raise PinciteError(f"this is not a PDF, or it is damaged ({error}).") from error
    if not 0 < count <= MAX_PAGES:
        pdf.close()
        raise PinciteError(f"it has {count:,} pages; between 1 and {MAX_PAGES:,} are read.")
    return pdf


def _pdfium_errors() -> tuple[type[Exception], ...]:
    from pypdfium2 import PdfiumError

    return PdfiumError, ValueError, OverflowError, AssertionError
