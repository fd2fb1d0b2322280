"""What a file is by its content, for files whose suffix is missing or wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePath

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.legacy.compound_file import root_entries
from index.formats.zip_package import ZipPackage

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAIN_PARTS = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "xl/workbook.bin": ".xlsb",
    "ppt/presentation.xml": ".pptx",
    "META-INF/container.xml": ".epub",
    "Index/Document.iwa": ".pages",
    "QuickLook/Preview.pdf": ".pages",
}
"""Entries of zip packages that are documents, with a suffix of their format."""

_MAIN_TYPE = re.compile(
    rb"(wordprocessing|spreadsheet|presentation|ms-word|ms-excel|ms-powerpoint)"
    rb"[A-Za-z.-]{1,60}\.main\+xml"
)
_MAIN_TYPES = {b"w": ".docx", b"s": ".xlsx", b"p": ".pptx"}  # by the letter after "ms-"

_MIME_TYPES = {
    b"application/epub+zip": ".epub",
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}

_OLE_STREAMS = (  # of the file itself: others may be embedded in it
    ("__properties_version1.0", ".msg"),
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("PowerPoint Document", ".ppt"),
)

_UNKNOWN_OLE = "an unknown file of an old office program"
_OLE_SUFFIXES = (".doc", ".dot", ".ppt", ".pps", ".pot", ".xls", ".xlt", ".msg")

_MAGIC = (
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\0", "a database"),
)

_SUFFIX = re.compile(r"\.(?=\d*[a-z])[0-9a-z_+~-]{1,12}", re.ASCII)

_OFTEN_TEXT = (".doc", ".dot", ".rtf", ".xls", ".xlt")
"""Suffixes of formats that programs give to plain text and to tables of text, too."""

_ALSO = {
    ".jsonl": (".json",),
    ".mbox": (".eml",),
    ".eml": (".mht", ".mhtml"),
    ".zip": (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".pages"),
    ".html": (".epub",),
}
"""Content that readers of other suffixes read too, or can say best what is wrong with it."""

_NAMES = {".txt": "plain text", ".jsonl": "JSON lines", ".eml": "a mail", ".mbox": "a mailbox"}

_SPACE = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_PROLOGUE = re.compile(rb"(?:<\?xml[^>]{0,200}\?>|<!--.{0,2000}?-->|\s)+", re.DOTALL)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|table)\b", re.IGNORECASE)
_FLAT = re.compile(
    rb'<office:document\s[^>]*office:mimetype="application/vnd\.oasis\.opendocument\.(\w+)'
)
_FLAT_SUFFIXES = {b"text": ".fodt", b"spreadsheet": ".fods", b"presentation": ".fodp"}
_OFFICE_XML = re.compile(rb'<\?mso-application\s+progid="(Word|Excel)\.')
_MAILBOX = re.compile(rb"From \S+ .{0,20}\d\d:\d\d(?::\d\d)? .{0,20}\d{4}")
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]*):[ \t]", re.MULTILINE)
_MAIL_HEADERS = frozenset((b"message-id", b"mime-version", b"received", b"return-path"))


def content_suffix(data: bytes) -> str:
    """The suffix of the format that the bytes are in, or what else they are ("a PNG picture").

    "" if they are of no known format, as plain text is. Only what cannot be taken for another
    format is told: Markdown and CSV are text.
    """
    start = _SPACE.match(data)
    head = data[start.end() if start else 0 :][:_HEAD]
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zip_suffix(data)
    if data.startswith(_OLE):
        return _ole_suffix(data)
    for magic, found in _MAGIC:
        if data.startswith(magic):
            return found
    return _text_suffix(data, head)


def is_plain_text(data: bytes) -> bool:
    """Are the first characters text?"""
    try:
        decode_text(data[:_HEAD].rpartition(b"\n")[0] or data[:_HEAD])
    except PinciteError:
        return False
    return True


def _zip_suffix(data: bytes) -> str:
    try:
        package = ZipPackage(data)
        names = package.names()
        if "mimetype" in names:
            kind = package.read("mimetype")[:100].strip().removesuffix(b"-template")
            return _MIME_TYPES.get(kind, ".zip")
        if "[Content_Types].xml" in names:
            types = package.read("[Content_Types].xml")
            if main := _MAIN_TYPE.search(types):
                return _MAIN_TYPES.get(main[1].removeprefix(b"ms-")[:1], ".xlsx")
    except PinciteError:
        return ".zip"
    return next((suffix for name, suffix in _MAIN_PARTS.items() if name in names), ".zip")


def _ole_suffix(data: bytes) -> str:
    names = root_entries(data)
    for name, found in _OLE_STREAMS:
        if name in names if names else name.encode("utf-16-le") + b"\0\0" in data:
            return "protected by a password" if found == "encrypted" else found
    return _UNKNOWN_OLE


def _text_suffix(data: bytes, head: bytes) -> str:
    if application := _OFFICE_XML.search(head):
        return f"an XML file of {application[1].decode()} 2003"
    if flat := _FLAT.search(head):
        return _FLAT_SUFFIXES.get(flat[1], "")
    if not head.lstrip().startswith((b"<", b"{", b"F", b"R", b"M", b"D")) and b":" not in head:
        return ""
    prologue = _PROLOGUE.match(head)
    if _HTML.match(head, prologue.end() if prologue else 0):
        return ".html"
    if _MAILBOX.match(head):
        return ".mbox"
    if _is_mail(head):
        return ".eml"
    return ".jsonl" if head.startswith(b"{") and _is_json_lines(data) else ""


def _is_mail(head: bytes) -> bool:
    """Does it begin with the headers of a message, those that programs write among them?"""
    lines = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if not _HEADER.match(lines):
        return False
    names = {name.lower() for name in _HEADER.findall(lines)}
    return b"from" in names and bool(names & _MAIL_HEADERS)


def _is_json_lines(data: bytes) -> bool:
    """Are the first two lines JSON objects?"""
    lines = [line for line in data[:1_000_000].split(b"\n", 3)[:3] if line.strip()][:2]
    try:
        return len(lines) == 2 and all(isinstance(json.loads(line), dict) for line in lines)
    except (ValueError, RecursionError):
        return False


def true_suffix(name: str) -> str:
    """The suffix in lower case, with its dot; "" if what follows the last dot is none.

    >>> true_suffix("a/Report.PDF"), true_suffix("Minutes v1.2"), true_suffix("To Dr. Smith")
    ('.pdf', '', '')
    """
    suffix = PurePath(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def reading_suffix(suffix: str, data: bytes, readers: Mapping[str, str]) -> tuple[str, str]:
    """The suffix of the format to read bytes as, and a warning if the name says another one.

    `readers` has the reader of each suffix. Raises PinciteError if the content is of a format that
    has none.
    """
    found = content_suffix(data)
    if found.startswith("."):
        if suffix in readers and readers[suffix] in {
            readers.get(same) for same in (found, *_ALSO.get(found, ()))
        }:
            return suffix, ""
        if found not in readers:
            kind = "a zip archive" if found == ".zip" else f"that of a {found} file"
            raise PinciteError(
                f"its content is {kind}, which is read only with the suffix {found}. Rename it."
            )
        return found, _warning(suffix, found)
    if found and not (found == _UNKNOWN_OLE and suffix in _OLE_SUFFIXES and suffix in readers):
        raise PinciteError(f"its content is {found}." if suffix else f"it is {found}.")
    if not found and suffix in _OFTEN_TEXT and is_plain_text(data):
        first = data[:_HEAD].lstrip().partition(b"\n")[0]
        table = ".tsv" if b"\t" in first else ".csv"
        found = table if suffix in (".xls", ".xlt") else ".txt"
        return found, _warning(suffix, found)
    if not suffix:
        if is_plain_text(data):
            return ".txt", ""
        raise PinciteError("it has no suffix, and its content is of no known format.")
    return suffix, ""


def _warning(suffix: str, found: str) -> str:
    name = f"named {suffix}, but its" if suffix else "its"
    return f"{name} content is {_NAMES.get(found, found[1:].upper())}: read as that"
