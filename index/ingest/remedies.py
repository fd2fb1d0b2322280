"""What a person can do about a file that was not read, or not all of it."""

from __future__ import annotations

from typing import Literal

from index.formats.pdf.reader import NEEDS_PASSWORD, SCANNED, WRONG_PASSWORD
from index.library import IngestResult

Remedy = Literal["ocr", "password"]


def remedy(result: IngestResult) -> Remedy | None:
    """To read the file again with OCR, or with its password; None if neither would help.

    A password is asked for only for whole files: it would be tried on every part of an archive.
    """
    is_file = result.status == "refused" and "!/" not in result.source
    if is_file and result.message.startswith((NEEDS_PASSWORD, WRONG_PASSWORD)):
        return "password"
    return "ocr" if SCANNED in result.message else None
