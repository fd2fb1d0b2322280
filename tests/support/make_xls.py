"""Compound files (OLE) and Excel workbooks of BIFF8, made with the standard library alone."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file: the FAT in sector 0, the directory in sector 1, then the streams.

    Streams are filled up to 4,096 bytes, the least that does not lie in the mini stream. At most
    three streams and about 60,000 bytes.
    """
    fat = [_FAT, _END]
    body = b""
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if streams else _FREE)]
    for number, (name, data) in enumerate(streams.items(), 1):
        data = data.ljust(max(4096, -(-len(data) // SECTOR) * SECTOR), b"\0")
        first, count = len(fat), len(data) // SECTOR
        fat += [*range(first + 1, first + count), _END]
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, first, len(data), right=right))
        body += data
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, _END, 0, _END, 0),
    )
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header.ljust(SECTOR, b"\0") + table + directory + body


def _entry(
    name: str, kind: int, first: int, size: int, child: int = _FREE, right: int = _FREE
) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<III36xIII", _FREE, right, child, first, size, 0)


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def bof(kind: int) -> bytes:
    """Of the workbook (5) or a sheet (16)."""
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def text_cell(row: int, column: int, text: str) -> bytes:
    head = struct.pack("<HHHHB", row, column, 0, len(text), 1)
    return record(0x204, head + text.encode("utf-16-le"))


def number_cell(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def workbook(
    sheets: Sequence[tuple[str, int, bytes]], styles: Sequence[int] = (0,), before: bytes = b""
) -> bytes:
    """A workbook of sheets: (name, 0 or 1 if hidden, records). `styles` are number formats."""
    fonts = record(
        0x31, struct.pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 1, 0) + b"A"
    )
    formats = b"".join(record(0xE0, struct.pack("<HH16x", 0, style)) for style in styles)
    head = bof(5) + record(0x42, struct.pack("<H", 1200)) + before + fonts * 4 + formats
    bodies = [bof(16) + data + record(0x0A) for _, _, data in sheets]
    start = len(head) + sum(12 + len(name) for name, _, _ in sheets) + 4
    bounds = b""
    for (name, hidden, _), body in zip(sheets, bodies, strict=True):
        bounds += record(
            0x85, struct.pack("<IBBBB", start, hidden, 0, len(name), 0) + name.encode("latin-1")
        )
        start += len(body)
    return compound_file({"Workbook": head + bounds + record(0x0A) + b"".join(bodies)})
