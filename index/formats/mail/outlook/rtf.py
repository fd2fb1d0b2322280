"""Bodies in Rich Text Format: compressed (MS-OXRTFCP) and with HTML inside (MS-OXRTFEX)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from index.formats.mail.headers import decode_bytes

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_TOKEN = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\([^a-zA-Z])|([{}])|[\r\n]+"
    r"|([^\\{}\r\n]+)"
)
_IGNORED = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata"),
        *("header", "footer", "footnote", "datastore"),
    )
)
"""Groups that have no text of the message."""
_CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "par": "\n",
    "row": "\n",
    "cell": "\t",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "endash": "–",
    "emdash": "—",
}
_CODEPAGE_OF_CHARSET = {
    **{128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253"},
    **{162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257"},
    **{204: "cp1251", 222: "cp874", 238: "cp1250"},
}
"""Encodings by the numbers that Windows gives to the character sets of fonts."""
_SYMBOLS = {"~": "\u00a0", "_": "\u2011", "-": "", "{": "{", "}": "}", "\\": "\\", "\n": "\n"}


def decompress(data: bytes) -> bytes:
    """The RTF of a compressed property; empty if it is not one."""
    if len(data) < 16:
        return b""
    size, kind = int.from_bytes(data[4:8], "little"), data[8:12]
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu":
        return b""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    write, place = len(_DICTIONARY), 16
    out = bytearray()
    while place < len(data):
        control = data[place]
        place += 1
        for bit in range(8):
            if control >> bit & 1:
                reference = int.from_bytes(data[place : place + 2], "big")
                place += 2
                read, length = reference >> 4, (reference & 15) + 2
                if read == write or place > len(data):
                    return bytes(out[:size])
            else:
                if place >= len(data):
                    return bytes(out[:size])
                read, length = -1, 1
                place += 1
            for _ in range(length):
                byte = data[place - 1] if read < 0 else window[read]
                read = read if read < 0 else (read + 1) % _WINDOW
                out.append(byte)
                window[write] = byte
                write = (write + 1) % _WINDOW
    return bytes(out[:size])


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds for the text of a group in braces."""

    is_ignored: bool = False
    is_tag: bool = False
    """Is it a piece of HTML?"""
    is_rtf_only: bool = False
    """Is it a repetition in RTF of what the HTML says?"""
    skipped: int = 1
    """How many characters after a Unicode character stand for it in older programs."""
    font: int = -1


@dataclass(slots=True)
class _State:
    is_html: bool
    codepage: str = "cp1252"
    font_codepages: dict[int, str] = field(default_factory=dict)
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    """Bytes of one or more characters that are not complete yet."""
    to_skip: int = 0
    starred: bool = False

    def add(self, text: str) -> None:
        self.flush()
        if self.to_skip:
            dropped = min(self.to_skip, len(text))
            self.to_skip -= dropped
            text = text[dropped:]
        if text and not self.group.is_ignored and not self._is_repetition():
            self.out.append(text)

    def add_byte(self, byte: int) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif not self.group.is_ignored and not self._is_repetition():
            self.pending.append(byte)

    def flush(self) -> None:
        if self.pending:
            codepage = self.font_codepages.get(self.group.font, self.codepage)
            self.out.append(decode_bytes(bytes(self.pending), codepage))
            self.pending.clear()

    def _is_repetition(self) -> bool:
        return self.is_html and self.group.is_rtf_only and not self.group.is_tag


def rtf_body(data: bytes) -> tuple[str, bool]:
    """The text of a document in RTF, and whether it is HTML."""
    text = data.decode("latin-1")
    state = _State(is_html="\\fromhtml" in text[:2_000])
    for match in _TOKEN.finditer(text):
        byte, word, number, symbol, brace, plain = match.groups()
        if byte:
            state.add_byte(int(byte, 16))
        elif word:
            _word(state, word, number)
        elif symbol == "*":
            state.starred = True
        elif symbol:
            state.add(_SYMBOLS.get(symbol, ""))
        elif brace == "{":
            state.flush()
            state.outer.append(state.group)
        elif brace == "}":
            state.flush()
            state.group = state.outer.pop() if state.outer else _Group()
            state.to_skip = 0
        elif plain:
            state.add(plain)
    state.flush()
    return "".join(state.out), state.is_html


def _word(state: _State, word: str, number: str | None) -> None:
    """Applies a control word."""
    if state.starred:
        state.starred = False
        is_tag = word == "htmltag" and state.is_html
        state.group = replace(
            state.group, is_tag=is_tag, is_ignored=state.group.is_ignored or not is_tag
        )
        return
    if word == "htmlrtf":
        state.flush()
        state.group = replace(state.group, is_rtf_only=number != "0")
    elif word in _IGNORED:
        state.group = replace(state.group, is_ignored=True)
    elif word == "ansicpg" and number:
        state.codepage = "utf-8" if number == "65001" else f"cp{number}"
    elif word == "f" and number:
        state.flush()
        state.group = replace(state.group, font=int(number))
    elif word == "fcharset" and number and int(number) in _CODEPAGE_OF_CHARSET:
        state.font_codepages[state.group.font] = _CODEPAGE_OF_CHARSET[int(number)]
    elif word == "uc" and number:
        state.group = replace(state.group, skipped=min(max(int(number), 0), 8))
    elif word == "u" and number:
        state.add(chr(int(number) % 65_536))
        state.to_skip = state.group.skipped
    elif word in _CHARACTERS:
        state.add(_CHARACTERS[word])
