"""Files of old office programs (compound files) that try to hurt a reader."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator

from tests.support.hostile.parts import MEGABYTE, flipped
from tests.support.make_xls import (
    SECTOR,
    compound_file,
    number_cell,
    record,
    text_cell,
    workbook,
)

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _patched(data: bytes, offset: int, value: int) -> bytes:
    return data[:offset] + struct.pack("<I", value) + data[offset + 4 :]


def compounds() -> Iterator[tuple[str, bytes]]:
    """Damage of the container, in each of the formats that use it."""
    for suffix, stream in (
        ("xls", "Workbook"),
        ("doc", "WordDocument"),
        ("ppt", "PowerPoint Document"),
        ("msg", "__properties_version1.0"),
    ):
        good = compound_file({stream: b"Words. " * 1_000})
        fat, directory = SECTOR, 2 * SECTOR
        yield f"ole-empty.{suffix}", _MAGIC
        yield f"ole-torn.{suffix}", good[:1_500]
        yield f"ole-flipped.{suffix}", flipped(good)
        yield f"ole-noise.{suffix}", _MAGIC + random.Random(5).randbytes(50_000)
        yield f"ole-fat-loop.{suffix}", _patched(good, fat + 12, 2)
        yield f"ole-fat-itself.{suffix}", _patched(good, fat + 8, 2)
        yield f"ole-directory-loop.{suffix}", _patched(good, fat + 4, 1)
        yield f"ole-child-of-itself.{suffix}", _patched(good, directory + 76, 0)
        yield f"ole-sibling-loop.{suffix}", _patched(good, directory + 128 + 72, 1)
        yield f"ole-lying-size.{suffix}", _patched(good, directory + 128 + 120, 0x7FFFFFFF)
        yield f"ole-many-fats.{suffix}", _patched(good, 44, 0xFFFFFFF)
        yield f"ole-difat-loop.{suffix}", _patched(_patched(good, 68, 0), 72, 0xFFFFFF)
        yield f"ole-sector-size.{suffix}", good[:30] + b"\x1f\0" + good[32:]
        yield f"ole-sector-zero.{suffix}", good[:30] + b"\0\0" + good[32:]
        yield f"ole-mini-loop.{suffix}", _patched(_patched(good, 60, 1), 64, 5)
    locked = compound_file({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})
    for suffix in ("docx", "xlsx", "pptx", "doc"):
        yield f"locked.{suffix}", locked


def workbooks() -> Iterator[tuple[str, bytes]]:
    """Damage of the records of a workbook."""
    cell = text_cell(0, 0, "A good sentence stands here.")
    good = workbook([("One", 0, cell)])
    yield "biff-cut-record.xls", workbook([("One", 0, cell + b"\x04\x02\xff\xff")])
    yield (
        "biff-string.xls",
        workbook([("One", 0, record(0x204, struct.pack("<HHHHB", 0, 0, 0, 0xFFFF, 1) + b"ab"))]),
    )
    yield "biff-style.xls", workbook([("One", 0, number_cell(0, 0, 1.5, 999))])
    yield "biff-far.xls", workbook([("One", 0, number_cell(65_535, 65_535, 1.5))])
    strings = record(0xFC, struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF) + b"\x01\0\0a")
    yield "biff-strings.xls", workbook([("One", 0, cell)], before=strings)
    yield (
        "biff-no-string.xls",
        workbook([("One", 0, record(0xFD, struct.pack("<HHHI", 0, 0, 0, 0x7FFFFFFF)))]),
    )
    merges = b"".join(
        record(0xE5, struct.pack("<H", 1_000) + struct.pack("<HHHH", 0, 65_535, 0, 255) * 1_000)
        for _ in range(4)
    )
    yield "biff-merged.xls", workbook([("One", 0, cell + merges)])
    yield (
        "biff-sheet-nowhere.xls",
        good.replace(b"\x85\0\x0b\0", b"\x85\0\x0b\0\xff\xff\xff\x7f", 1),
    )
    yield "biff-names.xls", workbook([(f"S{number}", 0, b"") for number in range(1_000)])
    yield "biff-nan.xls", workbook([("One", 0, number_cell(0, 0, float("nan")) + cell)])
    formula = record(0x06, struct.pack("<HHH8sHIH", 0, 0, 0, b"\0" * 6 + b"\xff\xff", 0, 0, 0xFFFF))
    yield "biff-formula.xls", workbook([("One", 0, formula)])
    yield (
        "biff-many.xls",
        workbook([("One", 0, b"".join(number_cell(row, 0, row) for row in range(2_500)))]),
    )
    yield "biff-2.xls", b"\x09\0\x04\0\x02\0\x10\0" + b"\0" * 200
    yield "biff-bytes.xls", b"\x09\x08" + random.Random(6).randbytes(5_000)


def rich_texts() -> Iterator[tuple[str, bytes]]:
    head = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}"
    yield "deep.rtf", head + b"{" * 500_000 + b"words"
    yield "deep-closed.rtf", head + b"{" * 900 + b"words" + b"}" * 900 + b"}"
    yield "closed.rtf", head + b"}" * 500_000 + b" words"
    yield "bin.rtf", head + rb"\bin2000000000 words"
    yield "bin-minus.rtf", head + rb"\bin-5 words"
    yield "unicode.rtf", head + rb"\u-10179" * 200_000 + b" words}"
    yield "fallback.rtf", head + rb"\uc2000000000\u8364 words and more words}"
    yield "cells.rtf", head + rb"\trowd" + rb"\cellx1" * 200_000 + rb"\cell" * 200_000 + rb"\row}"
    yield "rows.rtf", head + rb"\trowd\intbl a\cell b\cell\row" * 5_000 + b"}"
    yield "merged.rtf", head + rb"\trowd\clmrg\cellx1\clvmrg\cellx2\cell\cell\row" * 5_000 + b"}"
    yield "fonts.rtf", rb"{\rtf1{\fonttbl" + rb"{\f1\fcharset204 A;}" * 100_000 + b"} words}"
    yield "styles.rtf", rb"{\rtf1{\stylesheet" + rb"{\s1 heading 1;}" * 100_000 + rb"}\s1 words}"
    yield "picture.rtf", head + rb"{\pict\pngblip " + b"ff" * 5 * MEGABYTE + b"} words}"
    yield "notes.rtf", head + rb"words{\footnote " * 900 + b"}" * 901
    yield "headers.rtf", head + rb"{\header words}" * 50_000 + b"}"
    yield "paragraphs.rtf", head + rb"\par " * 1_000_000 + b"words}"
    yield "codepage.rtf", rb"{\rtf1\ansicpg99999 W\'f6rds}"
    yield "word.rtf", head + b"\\" + b"a" * MEGABYTE + b" words}"
    yield "number.rtf", head + rb"\u" + b"9" * 100_000 + b" words}"
    yield "hex.rtf", head + rb"\'zz\'f\' words"
    yield "starred.rtf", head + rb"{\*" * 100_000 + rb"\x words"
    yield "levels.rtf", head + rb"\outlinelevel-5 words\par\outlinelevel99999999 more\par}"
    yield "date.rtf", rb"{\rtf1{\info{\creatim\yr99999\mo-3\dy0}} words}"
    yield "noise.rtf", head + random.Random(7).randbytes(200_000)
    yield "only-head.rtf", rb"{\rtf1"
    yield "text.rtf", b"Plain words under a wrong name."
