"""Control words of RTF that stand for characters, code pages, or text that is not read."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "softline": " ", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "~": "\u00a0",
    "_": "-", "\\": "\\", "{": "{", "}": "}", "emspace": " ", "enspace": " ", "qmspace": " ",
    "zwj": "\u200d", "zwnj": "\u200c", "nestcell": " ", "nestrow": " ",
}  # fmt: skip

_SKIPPED = (
    "colortbl filetbl listtable listoverridetable revtbl rsidtbl generator themedata datastore"
    " colorschememapping latentstyles xmlnstbl pgptbl mmathPr private nonshppict shprslt"
    " objdata objclass datafield formfield bkmkstart bkmkend xe tc rxe atnid atnauthor"
    " atntime atnref atndate atnicn atnparent pn pnseclvl sp sn sv docvar userprops"
    " picprop wgrffmtfilter upr keycode ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn"
    " operator category keywords comment doccomm company manager hlinkbase template nextfile"
    " falt panose fontemb listname listlevel leveltext levelnumbers blipuid background"
)
SKIPPED = frozenset(_SKIPPED.split())
"""Destinations that are no text of the document."""

_HEADERS = [f"{story}{page}" for story in ("header", "footer") for page in ("", "l", "r", "f")]
NOTES = frozenset(("footnote", "shptxt", "dptxbxtext"))
LABELS = frozenset(("listtext", "pntext"))
STORIES = frozenset((*_HEADERS, *NOTES, *LABELS, "fldinst"))
"""Destinations whose text is gathered apart from the paragraph in which they stand.

Notes and text boxes follow it; the number of a list item and the symbol of a field stand in it.
"""

META = ("title", "author")

DATES = ("revtim", "creatim")
"""When the document was changed and made; the first that is stated counts."""

_FIRST_YEAR = 1980
"""Programs write 1601 where they mean no date."""

BULLETS = frozenset("•◦‣▪■□●○–—-·*§o➢✓❖◆→")
"""Marks of list items, which are left out, as those of other formats are."""

READ_THOUGH_STARRED = frozenset(
    ("footnote", "shpinst", "shptxt", "ud", "htmltag", "do", "fldinst", "shppict")
)
"""Destinations that are read although their mark lets a reader skip them."""

LOST = {
    "pict": "pictures skipped",
    "object": "embedded objects skipped",
    "annotation": "comments skipped",
}

CODE_PAGES = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
"""Number of a font's character set (\\fcharset) to an encoding; others have the document's."""

ENCODINGS = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}
SYMBOL_FONT = 2


def iso_date(parts: Mapping[str, int]) -> str:
    """The date of the control words yr, mo and dy; "" if there is none.

    >>> iso_date({"yr": 2013, "mo": 9, "dy": 19})
    '2013-09-19'
    """
    with suppress(ValueError):
        stated = date(parts.get("yr", 0), parts.get("mo", 0), parts.get("dy", 0))
        return stated.isoformat() if stated.year >= _FIRST_YEAR else ""
    return ""
