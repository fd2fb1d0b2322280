"""The words of a page with their boxes, from pdfium's characters."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any

from index.formats.office.characters import symbols
from index.formats.pdf.boxes import Box, rotated

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_FORCE_BOLD = 1 << 18  # of the flags of a PDF font
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_MIN_BOLD_WEIGHT = 600
_BATCH = 512  # boxes that are fetched before they are read
_LETTERS = "vnqlou§Øü¨·"
"""Pictures of symbol fonts that stand where bullets do, as letters."""

_SYMBOL = re.compile(r"[\uf020-\uf0ff]|(?<=\n)[§Øü¨·](?= )")
_SYMBOL_LETTER = re.compile(r"\n[vnqlou] ")
_PRIVATE = frozenset(map(chr, range(0xF020, 0xF100)))
_SYMBOL_FONT = re.compile(
    rb"(?:^|\+)(symbol|wingdings|webdings)[ -]?([23])?(?![a-z]{3})", re.IGNORECASE
)
_MAX_SYMBOLS = 2_000  # of a page
_ODD_SPACE = re.compile("[\u2000-\u200a\u202f\u205f\u3000]")

Edges = tuple[list[float], list[float], list[float], list[float]]
"""The left, bottom, right and top edges of several boxes."""


@cache
def direct(name: str, result: type = ctypes.c_int) -> Callable[..., Any]:
    """A function of pdfium that is called in less than half the time; there are thousands of calls.

    It keeps the lock of the interpreter and does not check its arguments: pointers must be objects
    of ctypes or given by `byref`; an int is passed as an int of C.
    """
    from pypdfium2 import raw

    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result)(address)


class _Buffers:
    """Where pdfium writes what it is asked for; one for all pages, as pdfium has no threads."""

    def __init__(self) -> None:
        from pypdfium2 import raw

        rects = (raw.FS_RECTF * _BATCH)()
        size = ctypes.sizeof(raw.FS_RECTF)
        self.rects = [ctypes.byref(rects, size * number) for number in range(_BATCH)]
        self.numbers = memoryview(rects).cast("B").cast("f")
        """Left, top, right and bottom of each."""
        self.name = ctypes.create_string_buffer(128)
        self.name_pointer = ctypes.byref(self.name)
        self.name_size = ctypes.c_ulong(len(self.name))
        self.flags = ctypes.c_int()
        self.flags_pointer = ctypes.byref(self.flags)


_buffers = cache(_Buffers)


class Glyphs:
    """The characters of a page.

    Calls pdfium directly, for speed: a page has thousands of characters.
    """

    def __init__(self, textpage: PdfTextPage) -> None:
        from pypdfium2 import raw as pdfium

        self._textpage = textpage  # must outlive the raw page
        self._page = textpage.raw
        self._pdfium = pdfium
        self._buffers = _buffers()
        self._loose_box = direct("FPDFText_GetLooseCharBox")
        self._weight = direct("FPDFText_GetFontWeight")
        self._font = direct("FPDFText_GetFontInfo")
        self._angle = direct("FPDFText_GetCharAngle", ctypes.c_float)
        self._page_pointer = ctypes.byref(self._page.contents)
        self.turns = 0
        """Quarter turns clockwise that make the page's text upright."""
        self.text = self._text()
        """The characters; the offset of one is its index for pdfium."""

    def _text(self) -> str:
        count = self._pdfium.FPDFText_CountChars(self._page)
        text: str = self._textpage.get_text_range() if count > 0 else ""
        if len(text) != count:
            codes = (self._pdfium.FPDFText_GetUnicode(self._page, index) for index in range(count))
            text = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
        found = [match.start() + 1 for match in islice(_SYMBOL_LETTER.finditer(text), _MAX_SYMBOLS)]
        if text[1:2] == " " and text[0] in _LETTERS:
            found.append(0)
        if not text.isascii():
            found += [match.start() for match in islice(_SYMBOL.finditer(text), _MAX_SYMBOLS)]
        return _plain(self._with_symbols(text, found) if found else text)

    def _with_symbols(self, text: str, places: Sequence[int]) -> str:
        """The text with plain bullets and signs where a font has pictures for letters."""
        characters = list(text)
        for at in places:
            family = _family(self._font_name(at))
            sign, _ = symbols(characters[at], family) if family else ("", 0)
            begins_line = at == 0 or text[at - 1] in "\r\n"
            bullet = "•" if characters[at] in _PRIVATE and begins_line else characters[at]
            characters[at] = sign or bullet
        return "".join(characters)

    def box(self, index: int) -> Box | None:
        """The box of a character, as high as its font; None for one that pdfium inserted."""
        if not self._loose_box(self._page_pointer, index, self._buffers.rects[0]):
            return None
        left, top, right, bottom = self._buffers.numbers[:4]
        if right <= left:
            return None
        box = (left, bottom, right, top) if bottom <= top else (left, top, right, bottom)
        return rotated(box, 90 * self.turns) if self.turns else box

    def boxes(self, indices: Sequence[int]) -> list[Box | None]:
        """The same as `box` of each, in less time."""
        if self.turns:
            return [self.box(index) for index in indices]
        edges = self._edges(indices)
        return [
            None if box[2] <= box[0] or box[1] > box[3] else box for box in zip(*edges, strict=True)
        ]

    def edges(self, indices: Sequence[int]) -> Edges:
        """The edges of the boxes of characters; that of one without a box is empty."""
        if not self.turns:
            return self._edges(indices)
        boxes = [self.box(index) or (0.0, 0.0, 0.0, 0.0) for index in indices]
        lefts, bottoms, rights, tops = ([box[side] for box in boxes] for side in range(4))
        return lefts, bottoms, rights, tops

    def _edges(self, indices: Sequence[int]) -> Edges:
        numbers: list[float] = []  # left, top, right, bottom of each
        for first in range(0, len(indices), _BATCH):
            batch = indices[first : first + _BATCH]
            list(map(self._loose_box, repeat(self._page_pointer), batch, self._buffers.rects))
            numbers += self._buffers.numbers[: 4 * len(batch)].tolist()
        return numbers[0::4], numbers[3::4], numbers[2::4], numbers[1::4]

    def quarter_turns(self, indices: Sequence[int]) -> list[int]:
        """Quarter turns clockwise that make characters upright; -1 for those at another angle."""
        angles = map(self._angle, repeat(self._page_pointer), indices)
        return [_quarter_turns(angle) if angle else 0 for angle in angles]

    def is_bold(self, index: int) -> bool:
        """Whether the font of a character is bold, by its weight, its flags or its name."""
        if self._weight(self._page_pointer, index) >= _MIN_BOLD_WEIGHT:
            return True
        name = self._font_name(index)
        return bool(self._buffers.flags.value & _FORCE_BOLD) or _has_bold_name(name)

    def _font_name(self, index: int) -> bytes:
        """The name of a character's font; its flags are in the buffers. Empty if it has none."""
        to = self._buffers
        to.flags.value = 0
        found = self._font(
            self._page_pointer, index, to.name_pointer, to.name_size, to.flags_pointer
        )
        return to.name.value if found else b""


def _quarter_turns(angle: float) -> int:
    turns = -angle / 1.5707963  # the angle is in radians
    return round(turns) % 4 if abs(turns - round(turns)) < 0.06 else -1


@lru_cache(maxsize=1_000)
def _family(font: bytes) -> str:
    """The name of a symbol font as in office files: "Wingdings 2" for "ABCDEF+Wingdings2"."""
    match = _SYMBOL_FONT.search(font)
    return b" ".join(filter(None, match.groups())).decode() if match else ""


@lru_cache(maxsize=1_000)
def _has_bold_name(font: bytes) -> bool:
    return _BOLD_NAME.search(font) is not None


def _plain(text: str) -> str:
    """The text with plain spaces, and without the Greek signs that look like ";" and "·"."""
    if text.isascii():
        return text.replace("\t", " ")
    for odd, plain in ("\t ", "\xa0 ", "\u037e;", "\u0387·"):
        text = text.replace(odd, plain)
    return _ODD_SPACE.sub(" ", text)
