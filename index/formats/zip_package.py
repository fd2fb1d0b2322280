"""Zip files, read in memory: nothing is extracted to disk, and sizes are counted while unpacking.

The standard library's zipfile reads files only here.
"""

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
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream of an old-style file in which Office stores a document with a password."""

_RATIO_FROM = 1_000_000  # bytes unpacked
_ZIP_ERRORS = (
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
    """An open zip file, such as an office document.

    Raises PinciteError if it is not a zip file or has too many entries.
    """

    def __init__(self, data: bytes) -> None:
        if data.startswith(_COMPOUND_FILE) and _ENCRYPTED in data:
            raise PinciteError("it is protected with a password. Save it without one.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_ERRORS as error:
            raise PinciteError(
                f"this is not a zip file, or it is damaged ({_message(error)})."
            ) from error
        self._remaining = MAX_UNPACKED_BYTES
        if (count := len(self._zip.infolist())) > MAX_ARCHIVE_ENTRIES:
            raise PinciteError(
                f"it has {count:,} entries, at most {MAX_ARCHIVE_ENTRIES:,} are read. Split it."
            )

    def entries(self) -> list[ZipInfo]:
        """Files, without folders, in the order of the archive."""
        return [entry for entry in self._zip.infolist() if entry.filename and not entry.is_dir()]

    def names(self) -> list[str]:
        return [entry.filename for entry in self.entries()]

    def read(self, entry: str | ZipInfo) -> bytes:
        """The content of an entry.

        Raises PinciteError if it is missing, encrypted, damaged or unpacks to more than the limits.
        """
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
        except _ZIP_ERRORS as error:
            name = _name(getattr(entry, "filename", entry))
            raise PinciteError(f"its part {name} cannot be read ({_message(error)}).") from error
        return b"".join(parts)

    def _count(self, info: ZipInfo, size: int, more: int) -> None:
        self._remaining -= more
        if self._remaining < 0:
            raise PinciteError(f"it unpacks to more than {MAX_UNPACKED_BYTES:,} bytes.")
        if size > _RATIO_FROM and size > MAX_COMPRESSION_RATIO * max(info.compress_size, 1):
            raise PinciteError(
                f"its part {_name(info.filename)} unpacks to more than {MAX_COMPRESSION_RATIO} "
                "times its size: a zip bomb."
            )

    def xml(self, name: str) -> Element:
        """The root of an XML entry.

        Raises PinciteError for invalid XML, and for a document type, which XML bombs need.
        """
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        try:
            root: Element = fromstring(self.read(name), forbid_dtd=True)
        except DefusedXmlException as error:
            raise PinciteError(
                f"its part {_name(name)} declares a document type or entities, which are refused."
            ) from error
        except (ParseError, ValueError, LookupError) as error:
            raise PinciteError(
                f"its part {_name(name)} is not valid XML ({_message(error)})."
            ) from error
        return root

    def optional(self, name: str) -> Iterator[Element]:
        """The root of an XML entry; nothing if there is no such entry."""
        if name in self._zip.NameToInfo:
            yield self.xml(name)

    def main_part(self, default: str) -> str:
        """The name of an OOXML package's main part, which some programs name otherwise."""
        found = [name for kind, name in self.related("").values() if kind == "officeDocument"]
        return next((name for name in found if name in self._zip.NameToInfo), default)

    def core(self) -> dict[str, str]:
        """Title, creator and dates of an OOXML document, by their local names."""
        nodes = [node for root in self.optional("docProps/core.xml") for node in root]
        return {local_name(node): (node.text or "").strip() for node in nodes}

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Relation ids of an OOXML part to (kind, entry name)."""
        folder, _, base = name.rpartition("/")
        path = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        relations = [node for root in self.optional(path) for node in root]
        return {
            node.get("Id", ""): (
                node.get("Type", "").rpartition("/")[2],
                resolve(folder, node.get("Target", "")),
            )
            for node in relations
        }


def pack(parts: dict[str, bytes]) -> bytes:
    """A zip file of these entries, not compressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def resolve(folder: str, target: str) -> str:
    """The name of an entry that is given relative to a folder, with `..` or from the root."""
    parts = [] if target.startswith("/") or not folder else folder.split("/")
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def local_name(node: Element) -> str:
    """The tag without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def get_attribute(node: Element, name: str) -> str:
    """The attribute of this local name, in any namespace; "" if there is none."""
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def _name(name: object) -> str:
    return repr(str(name)[:80])


def _message(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
