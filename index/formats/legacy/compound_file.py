"""Compound files (OLE): what .doc, .xls, .ppt and .msg files are made of."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from index.formats.mail.headers import decode_bytes
from index.formats.mail.outlook.properties import codepage_name

if TYPE_CHECKING:
    from olefile import OleFileIO

_FIRST_YEAR = 1980
"""Before it there are no such files: programs write 1601 where they mean none."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The properties that a program stated of a file; empty where it states none."""

    title: str = ""
    author: str = ""
    date: str = ""


def root_entries(data: bytes) -> set[str]:
    """The names of the streams and storages of a file, not of those embedded in it.

    Empty if the file is damaged.
    """
    try:
        return {str(entry.name) for entry in _open(data).root.kids}
    except Exception:  # olefile raises what it meets
        return set()


def summary(data: bytes) -> Summary:
    try:
        found = _open(data).get_metadata()
    except Exception:  # as above
        return Summary()
    page = codepage_name((found.codepage or 1252) & 0xFFFF)
    saved = found.last_saved_time or found.create_time
    is_date = isinstance(saved, datetime) and saved.year > _FIRST_YEAR
    return Summary(
        _text(found.title, page),
        _text(found.author, page),
        saved.isoformat(timespec="seconds") if is_date else "",
    )


def _open(data: bytes) -> OleFileIO:
    import olefile

    return olefile.OleFileIO(io.BytesIO(data))


def _text(value: object, page: str) -> str:
    text = decode_bytes(value, page) if isinstance(value, bytes) else ""
    return " ".join(text.replace("\0", " ").split())
