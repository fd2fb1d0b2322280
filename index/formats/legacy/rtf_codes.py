"""Control words of RTF that stand for characters, code pages, or text that is not read."""

from __future__ import annotations

import re

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)

CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "softline": " ", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "~": "\u00a0",
    "_": "-", "\\": "\\", "{": "{", "}": "}", "emspace": " ", "enspace": " ", "qmspace": " ",
    "zwj": "\u200d", "zwnj": "\u200c", "nestcell": " ", "nestrow": " ",
}  # fmt: skip

_SKIPPED = (
    "colortbl filetbl listtable listoverridetable revtbl rsidtbl generator themedata datastore"
    " colorschememapping latentstyles xmlnstbl pgptbl mmathPr private nonshppict shprslt object"
    " objdata objclass fldinst datafield formfield bkmkstart bkmkend xe tc rxe atnid atnauthor"
    " atntime atnref atndate atnicn atnparent pn pnseclvl sp sn sv do docvar userprops"
    " picprop wgrffmtfilter upr keycode ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn"
    " operator category keywords comment doccomm company manager hlinkbase template nextfile"
    " falt panose fontemb listname listlevel leveltext levelnumbers blipuid background"
)
SKIPPED = frozenset(_SKIPPED.split())
"""Destinations that are no text of the document."""

_HEADERS = [f"{story}{page}" for story in ("header", "footer") for page in ("", "l", "r", "f")]
STORIES = frozenset((*_HEADERS, "footnote", "shptxt"))
"""Destinations whose text is apart from the paragraph in which they stand."""

META = ("title", "author")

READ_THOUGH_STARRED = frozenset(("footnote", "shpinst", "shptxt", "ud", "htmltag"))
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
