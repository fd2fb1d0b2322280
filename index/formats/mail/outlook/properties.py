"""The MAPI properties in the storages of a .msg file (MS-OXMSG 2)."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from index.errors import PinciteError
from index.formats.mail.headers import decode_bytes

_STREAM = "__substg1.0_"
_FIXED = "__properties_version1.0"
_NAMES = "__nameid_version1.0"
_HEADER_BYTES = {"root": 32, "message": 24, "other": 8}
_LONG, _TIME, _BOOLEAN = 0x0003, 0x0040, 0x000B
_STRING8, _UNICODE, _BINARY, _OBJECT = 0x001E, 0x001F, 0x0102, 0x000D
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

_CODEPAGES = {
    65001: "utf-8",
    20127: "cp1252",
    20866: "koi8-r",
    21866: "koi8-u",
    50220: "iso-2022-jp",
    50221: "iso-2022-jp",
    50222: "iso-2022-jp",
    51932: "euc-jp",
    51949: "euc-kr",
    **{28590 + part: f"iso-8859-{part}" for part in range(2, 16)},
    28591: "cp1252",
}


def codepage_name(number: int) -> str:
    """The encoding that Windows gives a number: "cp1252"."""
    return _CODEPAGES.get(number, f"cp{number}" if 0 < number < 65000 else "cp1252")


class OutlookFile:
    """An open .msg file. Raises PinciteError if it is not one or is damaged."""

    def __init__(self, data: bytes) -> None:
        import olefile

        try:
            self._file: Any = olefile.OleFileIO(io.BytesIO(data))
            self.paths = {tuple(path) for path in self._file.listdir(streams=True, storages=True)}
        except Exception as error:  # olefile raises what it meets
            raise PinciteError(
                f"this is not an Outlook message, or it is damaged ({type(error).__name__})."
            ) from error
        if (_FIXED,) not in self.paths:
            raise PinciteError("this is not an Outlook message: it has no properties.")

    def read(self, path: tuple[str, ...]) -> bytes:
        """The content of a stream; empty if there is none or it is damaged."""
        if path not in self.paths:
            return b""
        try:
            with self._file.openstream(list(path)) as stream:
                return bytes(stream.read())
        except Exception:  # as above
            return b""

    def children(self, storage: tuple[str, ...], prefix: str) -> list[tuple[str, ...]]:
        """The storages in a storage whose names begin so, such as those of attachments."""
        depth = len(storage) + 1
        found = {
            path[:depth]
            for path in self.paths
            if len(path) >= depth
            and path[: depth - 1] == storage
            and path[depth - 1].startswith(prefix)
        }
        return sorted(found)

    def properties(self, storage: tuple[str, ...], kind: str) -> Properties:
        """The properties of a storage, which is the "root", a "message" in it, or an "other"."""
        data = self.read((*storage, _FIXED))[_HEADER_BYTES[kind] :]
        fixed = {}
        for start in range(0, len(data) - 15, 16):
            form, number, _ = struct.unpack_from("<HHI", data, start)
            fixed[number, form] = data[start + 8 : start + 16]
        return Properties(self, storage, fixed)

    def named_ids(self) -> dict[int, int]:
        """Numeric names of properties to the ids that they have in this file."""
        entries = self.read((_NAMES, f"{_STREAM}00030102"))
        ids = {}
        for start in range(0, len(entries) - 7, 8):
            name, kind, index = struct.unpack_from("<IHH", entries, start)
            if not kind & 1:
                ids[name] = 0x8000 + index
        return ids


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of one storage, by their ids."""

    file: OutlookFile
    storage: tuple[str, ...]
    fixed: dict[tuple[int, int], bytes]

    def text(self, *ids: int) -> str:
        """The first of these properties that has words."""
        for number in ids:
            value = self._stream(number, _UNICODE).decode("utf-16-le", "replace")
            value = value or decode_bytes(self._stream(number, _STRING8), self.codepage)
            if value := value.rstrip("\x00").strip("\ufeff"):
                return value
        return ""

    def data(self, number: int) -> bytes:
        return self._stream(number, _BINARY)

    def number(self, number: int) -> int:
        value = self.fixed.get((number, _LONG)) or self.fixed.get((number, _BOOLEAN))
        return int.from_bytes(value[:4], "little") if value else 0

    def time(self, *ids: int) -> datetime | None:
        for number in ids:
            ticks = int.from_bytes(self.fixed.get((number, _TIME), b""), "little")
            with suppress(OverflowError):
                if ticks:
                    return _EPOCH + timedelta(microseconds=ticks // 10)
        return None

    def embedded(self, number: int) -> tuple[str, ...] | None:
        """The storage that is the value of a property; None if there is none."""
        path = (*self.storage, f"{_STREAM}{number:04X}{_OBJECT:04X}")
        return path if path in self.file.paths else None

    @property
    def codepage(self) -> str:
        return codepage_name(self.number(0x3FDE) or self.number(0x3FFD) or 1252)

    def _stream(self, number: int, form: int) -> bytes:
        return self.file.read((*self.storage, f"{_STREAM}{number:04X}{form:04X}"))
