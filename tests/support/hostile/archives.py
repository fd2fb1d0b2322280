"""Zip files, and office files made of them, that try to hurt a reader."""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO

from tests.support import make_files
from tests.support.hostile.parts import LAUGHS, MEGABYTE, flipped

_OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
_REMOTE = "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>"
_MAIN = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
    "ods": "content.xml",
    "odp": "content.xml",
    "epub": "META-INF/container.xml",
}


@cache
def _deflated(head: bytes, unit: bytes, count: int) -> tuple[int, int, bytes]:
    """(CRC-32, length, deflated bytes) of a head and `count` units, compressed once for all."""
    content = head + unit * count
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return zlib.crc32(content), len(content), packer.compress(content) + packer.flush()


def _bomb(names: Iterable[str], head: bytes, unit: bytes, count: int) -> bytes:
    """What `zipped` makes of entries that are all a head and `count` units."""
    crc, length, packed = _deflated(head, unit, count)
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, packed)
            entry, end = archive.filelist[-1], file.tell()
            entry.compress_type, entry.CRC, entry.file_size = zipfile.ZIP_DEFLATED, crc, length
            file.seek(entry.header_offset)
            file.write(entry.FileHeader(zip64=False))
            file.seek(end)
    return file.getvalue()


_HEXADECIMAL = random.Random(1).randbytes(50).hex().encode()


def packages() -> Iterator[tuple[str, bytes]]:
    for suffix, main in _MAIN.items():
        good = make_files.ROUND_TRIPS[f".{suffix}"][0]("A good sentence stands here.")
        yield f"bomb.{suffix}", _bomb([main], b"", b" ", 200 * MEGABYTE)
        yield f"slow-bomb.{suffix}", _bomb([main], b"<x>", _HEXADECIMAL, 600_000)
        yield f"laughs.{suffix}", make_files.zipped({main: f"{LAUGHS}<x>&j;</x>"})
        yield f"outside.{suffix}", make_files.zipped({main: f"{_OUTSIDE}<x>&a;</x>"})
        yield f"remote.{suffix}", make_files.zipped({main: f"{_REMOTE}<x/>"})
        yield f"deep.{suffix}", make_files.zipped({main: "<x>" * 300_000})
        yield f"deep-closed.{suffix}", make_files.zipped({main: "<x>" * 100_000 + "</x>" * 100_000})
        yield f"torn.{suffix}", good[: len(good) // 2]
        yield f"no-end.{suffix}", good[:-20]
        yield f"other.{suffix}", make_files.zipped({"readme.txt": "Nothing of the kind."})
        yield f"broken-xml.{suffix}", make_files.zipped({main: "<x><y></x>"})
        yield f"not-zip.{suffix}", b"%PDF-1.4 no zip at all"
        yield f"flipped.{suffix}", flipped(good)
    cells = "".join(f'<row><c r="XFD{i}"><v>1</v></c></row>' for i in range(1, 600))
    yield "wide.xlsx", _sheet(cells)
    yield (
        "far.xlsx",
        _sheet(
            '<row><c r="ZZZZZZZZZZ1" t="s"><v>99999999999</v></c><c r="1"><v>1e999</v>'
            '</c><c t="s"><v>-1</v></c></row>'
        ),
    )
    steps = (f'<row r="{i}"><c r="{_letters(i)}{i}"><v>1</v></c></row>' for i in range(1, 16_000))
    yield "diagonal.xlsx", _sheet("".join(steps))
    merged = "".join(f'<mergeCell ref="A{i}:IV9999999"/>' for i in range(1, 10_000))
    yield "merged.xlsx", _sheet(cells.replace("XFD", "A") + f"<mergeCells>{merged}</mergeCells>")
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    table = (
        "<w:tbl><w:tr><w:tc>" * 3_000
        + "<w:p><w:r><w:t>In.</w:t></w:r></w:p>"
        + "</w:tc></w:tr></w:tbl>" * 3_000
    )
    yield (
        "tables-in-tables.docx",
        make_files.zipped(
            {"word/document.xml": f"<w:document {w}><w:body>{table}</w:body></w:document>"}
        ),
    )
    tables = (
        "<w:tbl><w:tr><w:tc>" * 150
        + "<w:p><w:r><w:t>In.</w:t></w:r></w:p>" * 2_000
        + "</w:tc></w:tr></w:tbl>" * 150
    )
    yield (
        "many-in-tables.docx",
        make_files.zipped(
            {"word/document.xml": f"<w:document {w}><w:body>{tables}</w:body></w:document>"}
        ),
    )


def _sheet(cells: str) -> bytes:
    data = BytesIO(make_files.xlsx([["a", "b"]]))
    entries = {name: zipfile.ZipFile(data).read(name) for name in zipfile.ZipFile(data).namelist()}
    return make_files.zipped(
        {**entries, "xl/worksheets/s.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>"}
    )


def _letters(column: int) -> str:
    """Of the column, which counts from 1: "AA" is 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def archives() -> Iterator[tuple[str, bytes]]:
    yield "bomb.zip", _bomb([f"{i}.txt" for i in range(6)], b"", b"0", 50 * MEGABYTE)
    yield "many.zip", make_files.zipped({f"{i}.txt": "x" for i in range(20_000)})
    inner = make_files.zipped({"a.txt": b"0" * (20 * MEGABYTE)})
    for _ in range(5):
        inner = make_files.zipped({f"{i}.zip": inner for i in range(10)})
    yield "nested.zip", inner
    yield (
        "names.zip",
        make_files.zipped(
            {
                "../../up.txt": "Up.",
                "/root.txt": "Root.",
                "..\\win.txt": "Win.",
                "C:\\x.txt": "C.",
                "good.txt": "Good words.",
                "n\ne\u202ew.txt": "New.",
            }
        ),
    )
    yield "empty.zip", make_files.zipped({})
    yield "folders.zip", make_files.zipped({"a/": "", "b/c/": ""})
    good = make_files.zipped({"a.txt": "Good words here. " * 50, "b.txt": "More."})
    for size in (3, 21, len(good) // 3, len(good) - 5):
        yield f"torn-{size}.zip", good[:size]
    yield "flipped.zip", flipped(good)
    yield (
        "encrypted.zip",
        good.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
        ),
    )
    yield "method.zip", good.replace(b"\x00\x00\x08\x00", b"\x00\x00\x63\x00")
    yield "huge-claim.zip", _claimed(good)
    for name, method in (("bz2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        file = BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr("a.txt", b"0" * (100 * MEGABYTE))
        yield f"{name}.zip", file.getvalue()
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    yield "link.zip", file.getvalue()


def _claimed(data: bytes) -> bytes:
    """A central directory that says each entry holds almost four gigabytes."""
    changed = bytearray(data)
    start = 0
    while (start := changed.find(b"PK\x01\x02", start)) >= 0:
        changed[start + 24 : start + 28] = struct.pack("<I", 0xFFFFFFF0)
        start += 4
    return bytes(changed)
