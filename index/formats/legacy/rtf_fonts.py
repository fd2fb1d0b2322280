"""The fonts of an RTF document: their encodings, and the characters of symbol fonts."""

from __future__ import annotations

import codecs
import re

from index.formats.legacy.rtf_codes import CODE_PAGES
from index.formats.office.characters import symbols

_SYMBOL_CHARSET = 2
_SYMBOL_FIELD = re.compile(
    r'\s*SYMBOL\s+(?:0x([0-9A-Fa-f]{1,4})|(\d{1,5}))(?:.*?\\f\s+"?([\w ]+))?'
)
_MAX_NAME_CHARS = 100


class Fonts:
    """What the font table says of the fonts, by their numbers."""

    def __init__(self) -> None:
        self._encodings: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._symbols: set[int] = set()

    def set_charset(self, font: int, charset: int, otherwise: str) -> None:
        if charset == _SYMBOL_CHARSET:
            self._symbols.add(font)
        self._encodings[font] = (
            "latin-1" if charset == _SYMBOL_CHARSET else CODE_PAGES.get(charset, otherwise)
        )

    def set_encoding(self, font: int, encoding: str) -> None:
        if is_encoding(encoding):
            self._encodings[font] = encoding

    def add_name(self, font: int, name: str) -> None:
        known = self._names.get(font, "")
        self._names[font] = f"{known}{name}".partition(";")[0][:_MAX_NAME_CHARS]

    def encoding(self, font: int, otherwise: str) -> str:
        return self._encodings.get(font, otherwise)

    def symbol_font(self, font: int) -> str:
        """The name of a font of symbols; "" for one of letters."""
        return self._names.get(font, "").strip() if font in self._symbols else ""


def field_symbol(instruction: str) -> tuple[str, int]:
    """The character that a field shows, and 1 if it has no equivalent; ("", 0) for other fields.

    >>> field_symbol(' SYMBOL 97 \\\\f "Symbol" \\\\s 12')
    ('α', 0)
    """
    found = _SYMBOL_FIELD.match(instruction)
    if found is None:
        return "", 0
    code = int(found[1], 16) if found[1] else int(found[2])
    font = (found[3] or "").strip()
    if code < 0x100 and not font:
        return bytes([code]).decode("cp1252", "replace"), 0
    return symbols(chr(code) if code not in range(0xD800, 0xE000) else "", font)


def is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
