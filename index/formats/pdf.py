"""PDF: text in reading order, pages with their labels.

What is stored is the text alone. A page's text is always put together the same way (index/formats/page.py), so that boxes can be
found again in the file by the range of a span (index/formats/picture.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.formats.extract import Extract
from index.formats.limits import MOST_PAGES
from index.formats.page import pieces
from index.spans import Mark, PinciteError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def read(data: bytes) -> Extract:
    """Raises PinciteError where the file is broken, encrypted, or beyond the limits. Pages without text are counted and named."""
    pdf = opened(data)
    try:
        return _read(pdf)
    finally:
        pdf.close()


def _read(pdf: PdfDocument) -> Extract:
    extract = _described(pdf)
    lost: dict[str, list[str]] = {"no text; scanned?": [], "what cannot be read": []}
    headings: list[Mark] = []
    for number in range(len(pdf)):
        label = pdf.get_page_label(number).strip() or str(number + 1)
        extract.page(label)
        try:
            found, ranges = pieces(pdf[number])
        except _errors():
            lost["what cannot be read"].append(label)
            continue
        text = "".join(piece.text for piece in found)
        headings += [Mark("heading", extract.next + a, extract.next + b, " ".join(text[a:b].split())) for a, b in ranges]
        if not text:
            lost["no text; scanned?"].append(label)
        extract.add(text)
    heads = Counter(_numberless(mark.label) for mark in headings)
    extract.marks += [mark for mark in headings if heads[_numberless(mark.label)] == 1]
    extract.marks.sort(key=lambda mark: (mark.start, mark.kind == "heading"))
    for meaning, labels in lost.items():
        if labels:
            extract.ledger["pages without text"] += len(labels)
            extract.notes.append(
                f"{'page' if len(labels) == 1 else 'pages'} {_runs(labels)} {'holds' if len(labels) == 1 else 'hold'} {meaning}"
            )
    return extract


def _described(pdf: PdfDocument) -> Extract:
    meta = pdf.get_metadata_dict()
    date = _DATE.match(meta.get("CreationDate", ""))
    return Extract(meta.get("Title", ""), meta.get("Author", ""), "-".join(filter(None, date.groups())) if date else "")


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
        if runs and label.isdecimal() and runs[-1][-1].isdecimal() and int(label) == int(runs[-1][-1]) + 1:
            runs[-1].append(label)
        else:
            runs.append([label])
    told = [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join(told[:20]) + (" …" if len(told) > 20 else "")


def opened(data: bytes) -> PdfDocument:
    """Raises PinciteError where the file is broken, encrypted, or has too many pages."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        pdf = PdfDocument(data)
        count = len(pdf)
    except PdfiumError as error:
        locked = "assword" in str(error)
        raise PinciteError("it is encrypted and needs a password." if locked else f"this is no PDF, or a broken one ({error}).") from error
    if not 0 < count <= MOST_PAGES:
        pdf.close()
        raise PinciteError(f"it has {count:,} pages; between 1 and {MOST_PAGES:,} are read.")
    return pdf


def _errors() -> tuple[type[Exception], ...]:
    from pypdfium2 import PdfiumError

    return PdfiumError, ValueError, OverflowError, AssertionError
