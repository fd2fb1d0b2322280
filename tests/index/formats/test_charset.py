"""Decoding bytes: byte order marks, guesses with a warning, and bytes that are not text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.charset import decode_text

TEXT = "Smart “quotes” — and a café, for €5."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_and_utf8_need_no_warning(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding)) == (TEXT, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_without_a_mark_are_recognised(encoding: str) -> None:
    text, warnings = decode_text(TEXT.encode(encoding))
    assert text == TEXT
    assert warnings == (f"no byte order mark: read as {encoding.upper()}",)


def test_windows_1252_is_read_with_a_warning() -> None:
    assert decode_text(TEXT.encode("cp1252")) == (TEXT, ("not UTF-8: read as Windows-1252",))


def test_the_colours_of_a_terminal_are_left_out_and_its_bell_is_no_reason_to_refuse() -> None:
    assert decode_text(b"\x1b[31mFAIL\x1b[0m tide gate [2]") == ("FAIL tide gate [2]", ())
    assert decode_text(b"done\x07")[0] == "done\x07"


def test_the_declared_charset_is_preferred_to_a_guess() -> None:
    assert decode_text("Привет, мир".encode("koi8-r"), "koi8-r")[0] == "Привет, мир"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10",
        bytes(range(256)) * 4,
        b"text\0with a NUL",
        b"\xff\xfe\x00",
        b"\x81\x8d\x8f",
    ],
)
def test_bytes_that_are_not_text_are_refused(data: bytes) -> None:
    with pytest.raises(PinciteError, match="this is not text"):
        decode_text(data)


@given(st.text(min_size=1))
def test_accepted_utf8_is_unchanged(text: str) -> None:
    try:
        decoded, warnings = decode_text(text.encode())
    except PinciteError:
        assert any(
            ord(character) < 32 or ord(character) in (0x7F, 0xFFFE, 0xFFFF) for character in text
        )
    else:
        assert (
            decoded == text.removeprefix("\ufeff")
            or warnings
            or text.encode().startswith((b"\xff\xfe", b"\xfe\xff"))
        )
