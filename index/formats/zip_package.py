"""Zip files read as streams: nothing is extracted, and what an entry unpacks to is counted while it unpacks. zipfile lives only here."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from index.errors import PinciteError
from index.formats.limits import MAX_ARCHIVE_ENTRIES, MAX_COMPRESSION_RATIO, MAX_UNPACKED_BYTES

if TYPE_CHECKING:
    from zipfile import ZipInfo

_CHUNK = 65_536
_RATIO_FROM = 1_000_000  # bytes unpacked
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


class ZipPackage:
    """An open zip file, or an office document, which is one. Raises PinciteError where it is none, or has too many entries."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise PinciteError(f"this is no zip file, or a broken one ({_told(error)}).") from error
        self._left = MAX_UNPACKED_BYTES
        if (count := len(self._zip.infolist())) > MAX_ARCHIVE_ENTRIES:
            raise PinciteError(
                f"it holds {count:,} entries; at most {MAX_ARCHIVE_ENTRIES:,} are read."
            )

    def entries(self) -> list[ZipInfo]:
        """Of files, not folders, in their order."""
        return [entry for entry in self._zip.infolist() if entry.filename and not entry.is_dir()]

    def names(self) -> list[str]:
        return [entry.filename for entry in self.entries()]

    def read(self, entry: str | ZipInfo) -> bytes:
        """Raises PinciteError where there is no such entry, or it is encrypted, broken, or unpacks to more than it may."""
        parts: list[bytes] = []
        size = 0
        try:
            info = self._zip.getinfo(entry) if isinstance(entry, str) else entry
            if info.flag_bits & 1:
                raise PinciteError(f"its part {_name(info.filename)} is encrypted.")
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    self._count(info, size, len(chunk))
                    parts.append(chunk)
        except _BROKEN as error:
            raise PinciteError(
                f"its part {_name(getattr(entry, 'filename', entry))} cannot be read ({_told(error)})."
            ) from error
        return b"".join(parts)

    def _count(self, info: ZipInfo, size: int, more: int) -> None:
        self._left -= more
        if self._left < 0:
            raise PinciteError(f"it unpacks to more than {MAX_UNPACKED_BYTES:,} bytes.")
        if size > _RATIO_FROM and size > MAX_COMPRESSION_RATIO * max(info.compress_size, 1):
            raise PinciteError(
                f"its part {_name(info.filename)} unpacks to more than {MAX_COMPRESSION_RATIO} times its size: a bomb."
            )

    def xml(self, name: str) -> Element:
        """The root of an XML entry. Raises PinciteError for broken XML, and for a document type, with which XML bombs are made."""
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        try:
            root: Element = fromstring(self.read(name), forbid_dtd=True)
        except DefusedXmlException as error:
            raise PinciteError(
                f"its part {_name(name)} declares a document type or entities, which are refused."
            ) from error
        except (ParseError, ValueError, LookupError) as error:
            raise PinciteError(f"its part {_name(name)} is broken XML ({_told(error)}).") from error
        return root

    def optional(self, name: str) -> Iterator[Element]:
        """The root of an XML entry, where there is one."""
        if name in self._zip.NameToInfo:
            yield self.xml(name)

    def core(self) -> dict[str, str]:
        """Title, creator and dates of an OOXML document, by their local names."""
        found = [node for root in self.optional("docProps/core.xml") for node in root]
        return {local_name(node): (node.text or "").strip() for node in found}

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Relation ids of an OOXML part to (kind, entry name)."""
        folder, _, base = name.rpartition("/")
        relations = [node for root in self.optional(f"{folder}/_rels/{base}.rels") for node in root]
        return {
            node.get("Id", ""): (
                node.get("Type", "").rpartition("/")[2],
                resolve(folder, node.get("Target", "")),
            )
            for node in relations
        }


def resolve(folder: str, target: str) -> str:
    """An entry named relative to a folder, `..` and a leading slash understood."""
    parts = [] if target.startswith("/") or not folder else folder.split("/")
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def local_name(node: Element) -> str:
    """The tag without its name space."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def get_attribute(node: Element, name: str) -> str:
    """An attribute by its local name, whatever its name space; "" where there is none."""
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def _name(name: object) -> str:
    return repr(str(name)[:80])


def _told(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
