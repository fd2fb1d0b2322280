"""Plain text as it stands. Form feeds are page breaks, as printers and RFCs have them."""

from __future__ import annotations

import re

from index.errors import PinciteError
from index.formats.charset import decode
from index.formats.extract import Extract
from index.formats.limits import MOST_PAGES
from index.spans import Mark


def read(data: bytes) -> Extract:
    text, notes = decode(data)
    extract = Extract.whole(text)
    extract.notes += notes
    starts = [0, *(match.end() for match in re.finditer("\f", text))]
    if len(starts) > MOST_PAGES:
        raise PinciteError(f"it has {len(starts):,} pages; at most {MOST_PAGES:,} are read: split it.")
    if len(starts) > 1:
        extract.marks += [Mark("page", start, start, str(number)) for number, start in enumerate(starts, 1) if text[start:].strip()]
    return extract
