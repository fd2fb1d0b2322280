"""Decodes bytes strictly: a guess carries a warning, and no byte is replaced silently."""

from __future__ import annotations

import re

from index.errors import PinciteError

_BOMS = (  # the longer ones first: UTF-32's little-endian mark begins with UTF-16's
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xfe\xff", "utf-16"),
    (b"\xff\xfe", "utf-16"),
)
_TERMINAL_CODE = re.compile(r"\x1b\[[0-9;?]{0,30}[A-Za-z]")
_CONTROLS = bytes((*range(0x00, 0x07), 0x08, *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))


def decode_text(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes, and a warning if the encoding had to be guessed.

    Tried in this order: byte order mark, UTF-16 and UTF-32 by their zero bytes, strict UTF-8, the
    declared encoding, Windows-1252. Raises PinciteError if the result is not text: it contains NUL,
    or more than one in a hundred characters are control characters. The codes by which a terminal
    shows colours are left out.
    """
    text, warnings = _decode(data, declared)
    if text is not None and "\x1b[" in text:
        text = _TERMINAL_CODE.sub("", text)
    invalid = _invalid(text) if text is not None else len(data)
    if text is None or "\x00" in text or invalid > len(text) / 100:
        raise PinciteError(
            f"this is not text ({invalid:,} bytes or control characters that text does not have). "
            "Give the file the suffix of its format."
        )
    return text, warnings


def _invalid(text: str) -> int:
    """The number of control characters and of code points that are no characters."""
    data = text.encode(errors="surrogatepass")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls + text.count("\ufffe") + text.count("\uffff")


def _decode(data: bytes, declared: str | None) -> tuple[str | None, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding), ()
    wide = _wide_encoding(data)
    for encoding in (wide,) if wide else ("utf-8", declared or "utf-8"):
        if (text := _strict(data, encoding)) is not None:
            return text, ((f"no byte order mark: read as {encoding.upper()}",) if wide else ())
    return _strict(data, "cp1252"), ("not UTF-8: read as Windows-1252",)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark: Latin text has regular zero bytes."""
    head = data[:4096]
    if len(head) < 4 or head.count(0) < len(head) / 4:
        return None
    zeros = [head[i::4].count(0) * 4 > 0.6 * len(head) for i in range(4)]
    patterns = {(False, True, True, True): "utf-32-le", (True, True, True, False): "utf-32-be"}
    patterns |= {(False, True, False, True): "utf-16-le", (True, False, True, False): "utf-16-be"}
    return patterns.get((zeros[0], zeros[1], zeros[2], zeros[3]))
