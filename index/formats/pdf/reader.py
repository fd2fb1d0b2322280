"""PDF: text in reading order, pages with their labels.

What is stored is the text alone. A page's text is always put together the same way (index/formats/pdf/page_text.py), so that boxes can be
found again in the file by the range of a span (index/formats/pdf/render.py).
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_PAGES
from index.formats.pdf.ocr import recognize_page
from index.formats.pdf.page_text import page_pieces
from index.spans import Marker

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

LONGEST_OCR = 1_500
"""Seconds for the pages of one file: some hundred pages."""

_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def read_pdf(data: bytes, tesseract: str = "") -> ExtractedText:
    """Pages without text are counted and named; where a `tesseract` is named, it reads them.

    Raises PinciteError where the file is broken, encrypted, or beyond the limits.
    """
    pdf = open_pdf(data)
    try:
        return _read(pdf, OcrPages(pdf, tesseract))
    finally:
        pdf.close()


@dataclass(slots=True)
class OcrPages:
    """The pages without text, and what OCR made of them."""

    pdf: PdfDocument
    tesseract: str
    read: list[str] = field(default_factory=list)
    doubtful: int = 0
    lost: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Labels of pages by what is to be said of them."""
    _began: float = field(default_factory=time.monotonic)

    def text(self, number: int, label: str) -> str:
        """The words of a page that has none of its own; empty where there are none to be had."""
        if not self.tesseract:
            self.lost["no text; scanned?"].append(label)
        elif time.monotonic() - self._began > LONGEST_OCR:
            self.lost[f"no text, and OCR was stopped after {LONGEST_OCR // 60} minutes"].append(
                label
            )
        else:
            return self._recognised(number, label)
        return ""

    def _recognised(self, number: int, label: str) -> str:
        try:
            found = recognize_page(self.pdf[number], self.tesseract)
        except PinciteError as error:
            self.lost[f"no text, and OCR failed ({error})"].append(label)
            return ""
        self.doubtful += found.uncertain
        (self.read if found.text else self.lost["no text, and OCR found none"]).append(label)
        return found.text


def _read(pdf: PdfDocument, scans: OcrPages) -> ExtractedText:
    extract = _described(pdf)
    headings: list[Marker] = []
    for number in range(len(pdf)):
        label = pdf.get_page_label(number).strip() or str(number + 1)
        extract.page(label)
        try:
            found, ranges = page_pieces(pdf[number])
        except _errors():
            scans.lost["what cannot be read"].append(label)
            continue
        text = "".join(piece.text for piece in found)
        headings += [
            Marker("heading", extract.next + a, extract.next + b, " ".join(text[a:b].split()))
            for a, b in ranges
        ]
        extract.add(text or scans.text(number, label))
    heads = Counter(_numberless(mark.label) for mark in headings)
    extract.markers += [mark for mark in headings if heads[_numberless(mark.label)] == 1]
    extract.markers.sort(key=lambda mark: (mark.start, mark.kind == "heading"))
    _tell(extract, scans)
    return extract


def _tell(extract: ExtractedText, scans: OcrPages) -> None:
    for meaning, labels in scans.lost.items():
        extract.losses["pages without text"] += len(labels)
        extract.warnings.append(
            f"{_pages(labels)} {'holds' if len(labels) == 1 else 'hold'} {meaning}"
        )
    if scans.read:
        extract.warnings.append(
            f"{_pages(scans.read)} {'was' if len(scans.read) == 1 else 'were'} read by OCR, which makes mistakes"
        )
        extract.losses["pages read by OCR"] += len(scans.read)
        extract.losses["words that OCR did not make out"] += scans.doubtful


def _pages(labels: Sequence[str]) -> str:
    return f"{'page' if len(labels) == 1 else 'pages'} {_runs(labels)}"


def _described(pdf: PdfDocument) -> ExtractedText:
    meta = pdf.get_metadata_dict()
    date = _DATE.match(meta.get("CreationDate", ""))
    return ExtractedText(
        meta.get("Title", ""),
        meta.get("Author", ""),
        "-".join(filter(None, date.groups())) if date else "",
    )


def _numberless(label: str) -> str:
    """What comes again on other pages but for a number is a running head and no heading."""
    return re.sub(r"\d+", "", label).strip()


def _runs(labels: Sequence[str]) -> str:
    """
    >>> _runs(["1", "4", "5", "6", "ix"])
    '1, 4–6, ix'
    """
    runs: list[list[str]] = []
    for label in labels:
        if (
            runs
            and label.isdecimal()
            and runs[-1][-1].isdecimal()
            and int(label) == int(runs[-1][-1]) + 1
        ):
            runs[-1].append(label)
        else:
            runs.append([label])
    told = [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join(told[:20]) + (" …" if len(told) > 20 else "")


def open_pdf(data: bytes) -> PdfDocument:
    """Raises PinciteError where the file is broken, encrypted, or has too many pages."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        pdf = PdfDocument(data)
        count = len(pdf)
    except PdfiumError as error:
        locked = "assword" in str(error)
        raise PinciteError(
            "it is encrypted and needs a password."
            if locked
            else f"this is no PDF, or a broken one ({error})."
        ) from error
    if not 0 < count <= MAX_PAGES:
        pdf.close()
        raise PinciteError(f"it has {count:,} pages; between 1 and {MAX_PAGES:,} are read.")
    return pdf


def _errors() -> tuple[type[Exception], ...]:
    from pypdfium2 import PdfiumError

    return PdfiumError, ValueError, OverflowError, AssertionError
