"""Outlook messages (.msg): MAPI properties in an OLE compound file (MS-CFB), written by hand."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Tree = dict[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    data: bytes = b""
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = _END


@dataclass
class _Writer:
    entries: list[_Entry] = field(default_factory=list)

    def add(self, tree: Tree) -> int:
        """Adds the entries of a storage; returns the root of their binary tree."""
        numbers = []
        for name in sorted(tree, key=lambda name: (len(name), name.upper())):
            value = tree[name]
            entry = _Entry(name, 1 if isinstance(value, dict) else 2)
            numbers.append(len(self.entries))
            self.entries.append(entry)
            if isinstance(value, dict):
                entry.child = self.add(value)
            else:
                entry.data = value
        return self._balance(numbers)

    def _balance(self, numbers: list[int]) -> int:
        if not numbers:
            return _FREE
        middle = len(numbers) // 2
        entry = self.entries[numbers[middle]]
        entry.left = self._balance(numbers[:middle])
        entry.right = self._balance(numbers[middle + 1 :])
        return numbers[middle]


def compound_file(tree: Tree) -> bytes:
    """An OLE compound file with these streams and storages."""
    writer = _Writer([_Entry("Root Entry", 5)])
    writer.entries[0].child = writer.add(tree)
    sectors: list[bytes] = []
    chains: list[int] = []

    def store(data: bytes) -> int:
        start = len(sectors)
        count = -(-len(data) // _SECTOR)
        for place in range(count):
            sectors.append(data[place * _SECTOR : (place + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            chains.append(start + place + 1 if place + 1 < count else _END)
        return start if count else _END

    mini, mini_chain = b"", []
    for entry in writer.entries[1:]:
        if entry.kind == 2 and len(entry.data) >= _CUTOFF:
            entry.start = store(entry.data)
        elif entry.kind == 2 and entry.data:
            entry.start = len(mini) // _MINI
            count = -(-len(entry.data) // _MINI)
            mini += entry.data.ljust(count * _MINI, b"\0")
            mini_chain += [entry.start + place + 1 for place in range(count - 1)] + [_END]
    writer.entries[0].start, writer.entries[0].data = store(mini), mini
    mini_fat = store(b"".join(struct.pack("<I", each) for each in mini_chain))
    directory = store(b"".join(_directory_entry(entry) for entry in writer.entries))
    fat_count = 1
    while fat_count * _SECTOR // 4 < len(sectors) + fat_count:
        fat_count += 1
    first_fat = len(sectors)
    chains += [_FAT] * fat_count
    table = b"".join(struct.pack("<I", each) for each in chains)
    table = table.ljust(fat_count * _SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count, directory,
        0, _CUTOFF, mini_fat, -(-4 * len(mini_chain) // _SECTOR), _END, 0,
    )  # fmt: skip
    places = [first_fat + place for place in range(fat_count)]
    header += b"".join(struct.pack("<I", each) for each in places).ljust(436, b"\xff")
    return header + b"".join(sectors) + table


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name, len(name), entry.kind, 1, entry.left, entry.right, entry.child, b"", 0, 0, 0,
        entry.start, len(entry.data),
    )  # fmt: skip


def properties(values: dict[int, str | bytes | int], *, header: int = 8) -> Tree:
    """The streams of a storage: text and bytes in their own, numbers in the table.

    A number below 2**32 is a LONG, a larger one a time in ticks since 1601.
    """
    tree: Tree = {}
    table = b"\0" * header
    for number, value in values.items():
        if isinstance(value, int):
            form = 0x0003 if value < 2**32 else 0x0040
            table += struct.pack("<HHIQ", form, number, 6, value)
            continue
        form = 0x001F if isinstance(value, str) else 0x0102
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        tree[f"__substg1.0_{number:04X}{form:04X}"] = data
        table += struct.pack("<HHIII", form, number, 6, len(data), 0)
    tree["__properties_version1.0"] = table
    return tree


def message(
    values: dict[int, str | bytes | int],
    recipients: list[dict[int, str | bytes | int]] | None = None,
    attachments: list[Tree] | None = None,
    *,
    header: int = 32,
) -> Tree:
    """The tree of a message; `header` is 24 for one in another."""
    tree = properties(values, header=header)
    for number, recipient in enumerate(recipients or ()):
        tree[f"__recip_version1.0_#{number:08X}"] = properties(recipient)
    for number, attachment in enumerate(attachments or ()):
        tree[f"__attach_version1.0_#{number:08X}"] = attachment
    return tree


def msg(sentence: str, subject: str = "Figures") -> bytes:
    """A mail in plain text with one recipient."""
    values: dict[int, str | bytes | int] = {
        0x001A: "IPM.Note",
        0x0037: subject,
        0x0C1A: "Ann Author",
        0x0C1F: "ann@example.org",
        0x0039: 132647512890000000,  # 2021-05-06 05:08:09 UTC
        0x1000: f"{sentence}\r\n",
    }
    return compound_file(message(values, [{0x3001: "Bo", 0x39FE: "bo@example.org", 0x0C15: 1}]))
