"""What programs of before MIME put into the text itself: files in uuencode, PGP signatures."""

from __future__ import annotations

import re
from binascii import Error, a2b_uu
from contextlib import suppress

from index.formats.mail.files import attachment_name
from index.formats.mail.message import Attachment, Mail

_BEGIN = re.compile(r"begin [0-7]{3,4} (\S[^\r\n]{0,200})")
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = ("-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----")
_MESSAGE = ("-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----")
_MARKS = ("\nbegin ", "-----BEGIN PGP ")


def without_armour(text: str, mail: Mail) -> str:
    """The text without such parts: files become attachments of the mail, the rest is counted."""
    if not any(mark in f"\n{text}" for mark in _MARKS):
        return text
    lines = text.splitlines()
    ends = _places_of_ends(lines)
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place].rstrip()
        end = ends[place]
        if line == _SIGNED:
            place = _after_blank(lines, place)
        elif end is not None and line == _SIGNATURE[0]:
            mail.losses["signatures skipped"] += 1
            place = end + 1
        elif end is not None and line == _MESSAGE[0]:
            mail.losses["encrypted parts skipped"] += 1
            place = end + 1
        elif end is not None and (match := _BEGIN.fullmatch(line)):
            data = _decoded(lines[place + 1 : end])
            if not data:
                kept.append(lines[place])
                place += 1
            else:
                mail.attachments.append(Attachment(attachment_name(match[1]), data))
                place = end + 1
        else:
            kept.append(lines[place])
            place += 1
    return "\n".join(kept)


def _places_of_ends(lines: list[str]) -> list[int | None]:
    """For each line that begins such a part, where it ends."""
    ends: list[int | None] = [None] * len(lines)
    following: dict[str, int] = {}
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place].rstrip()
        if line in ("end", _SIGNATURE[1], _MESSAGE[1]):
            following[line] = place
        elif line in (_SIGNATURE[0], _MESSAGE[0]):
            ends[place] = following.get(line.replace("BEGIN", "END"))
        elif line.startswith("begin "):
            ends[place] = following.pop("end", None)  # so that every line is decoded once
    return ends


def _after_blank(lines: list[str], place: int) -> int:
    """The line below the header of a signed text, which names the algorithm."""
    for later in range(place + 1, min(place + 6, len(lines))):
        if not lines[later].strip():
            return later + 1
    return place + 1


def _decoded(lines: list[str]) -> bytes | None:
    """The bytes of uuencoded lines; None if they are not."""
    with suppress(Error, ValueError):
        return b"".join(a2b_uu(line.encode("ascii")) for line in lines)
    return None
