"""Bytes to text, strictly: what cannot be read for sure is refused or carries a note, and nothing is replaced in silence."""

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
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


def decode_text(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Bytes to text, with a note where the encoding had to be guessed: byte order mark, strict UTF-8, the declared one, UTF-16, cp1252.

    Raises PinciteError when the outcome is not text: control characters make up more than one in a hundred characters, or NUL stands in it.
    """
    text, notes = _decoded(data, declared)
    strange = len(_NO_TEXT.findall(text)) if text is not None else len(data)
    if text is None or "\x00" in text or strange > len(text) / 100:
        raise PinciteError(
            f"this is not text ({strange:,} bytes or control characters no text has); is it another kind of file?"
        )
    return text, notes


def _decoded(data: bytes, declared: str | None) -> tuple[str | None, tuple[str, ...]]:
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
    """UTF-16 or UTF-32 without a byte order mark: mostly Latin text has its zero bytes at regular places."""
    head = data[:4096]
    if len(head) < 4 or head.count(0) < len(head) / 4:
        return None
    zeros = [head[i::4].count(0) * 4 > 0.6 * len(head) for i in range(4)]
    patterns = {(False, True, True, True): "utf-32-le", (True, True, True, False): "utf-32-be"}
    patterns |= {(False, True, False, True): "utf-16-le", (True, False, True, False): "utf-16-be"}
    return patterns.get((zeros[0], zeros[1], zeros[2], zeros[3]))
