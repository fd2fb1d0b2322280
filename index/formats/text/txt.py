"""Plain text, unchanged. Form feeds are page breaks, as in RFCs."""

from __future__ import annotations

import re

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_PAGES
from index.spans import Marker


def read_txt(data: bytes) -> ExtractedText:
    text, warnings = decode_text(data)
    extract = ExtractedText.whole(text)
    extract.warnings += warnings
    starts = [0, *(match.end() for match in re.finditer("\f", text))]
    if len(starts) > MAX_PAGES:
        raise PinciteError(
            f"it has {len(starts):,} pages; at most {MAX_PAGES:,} are read. Split it."
        )
    if len(starts) > 1:
        extract.markers += [
            Marker("page", start, start, str(number))
            for number, start in enumerate(starts, 1)
            if text[start:].strip()
        ]
    return extract
