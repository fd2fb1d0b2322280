"""Rich Text bodies of Outlook: decompression, HTML within RTF, character sets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats.mail.outlook.rtf import decompress, rtf_body

# the example of MS-OXRTFCP 4.1.1: a dictionary reference and a run that overlaps itself
COMPRESSED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
    "0af32068656c090020627705b06c647d0a800fa0"
)
PLAIN = b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_the_example_of_the_specification_is_decompressed() -> None:
    assert decompress(COMPRESSED)[: len(PLAIN)] == PLAIN
    assert decompress(COMPRESSED)[len(PLAIN) :] == b""


def stored(data: bytes, kind: bytes = b"MELA") -> bytes:
    return b"\0\0\0\0" + len(data).to_bytes(4, "little") + kind + b"\0\0\0\0" + data


def literally(data: bytes) -> bytes:
    """Compressed data that consists of literals only."""
    runs = b"".join(b"\0" + data[start : start + 8] for start in range(0, len(data), 8))
    return stored(runs, b"LZFu")[:4] + stored(data, b"LZFu")[4:16] + runs


@given(st.binary(max_size=100))
def test_stored_and_literal_bytes_are_themselves(data: bytes) -> None:
    assert decompress(stored(data)) == data
    assert decompress(literally(data)) == data


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_decompressed_within_bounds(data: bytes) -> None:
    assert len(decompress(stored(data, b"LZFu"))) <= 17 * 8 * len(data)
    rtf_body(data)
    rtf_body(b"{\\rtf1\\fromhtml1 " + data)


def test_html_within_rtf_is_taken_out() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl\red0;}"
        rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 The lock\'92s gate {\*\htmltag84 <b>}"
        rb"\htmlrtf {\b \htmlrtf0 is \u8222?open\u8220?\htmlrtf }\htmlrtf0 {\*\htmltag92 </b>}"
        rb"\htmlrtf\par}\htmlrtf0 \line {\*\htmltag72 </p>}{\*\mhtmltag84 <img>}}"
    )
    assert rtf_body(rtf) == ("<p>The lock’s gate <b>is „open“</b>\n</p>", True)


@pytest.mark.parametrize(
    ("rtf", "expected"),
    [
        (rb"{\rtf1 One\par Two\tab three\par}", "One\nTwo\tthree\n"),
        (rb"{\rtf1{\info{\title No}}{\*\generator No;}Yes \{x\}}", "Yes {x}"),
        (rb"{\rtf1\ansicpg1251 \'cc\'ee\'f1\'f2}", "Мост"),
        (rb"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\f1 \'cc\'f1 \f0 \'fc}", "Мс ü"),
        (rb"{\rtf1{\fonttbl{\f1\fcharset128 M;}}\f1 \'93\'fa\'96\'7b}", "日本"),
        (rb"{\rtf1\uc2\u252  x}", "ü"),
        (rb"{\rtf1 a}}} b", "a b"),
    ],
)
def test_rich_text_is_text(rtf: bytes, expected: str) -> None:
    assert rtf_body(rtf) == (expected, False)
