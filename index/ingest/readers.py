"""Files to Documents: which suffix is read by which format, and what every format's text must be.

The text of a document is what a person reads: without markup, plain text exactly as it stands. Blocks (paragraphs, list items, table
rows, headings) are joined by blank lines. A zip file is read as the files in it, whose sources are `archive.zip!/inner/name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath, PurePosixPath
from typing import cast

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_CHARS, MAX_LINES
from index.formats.zip_package import ZipPackage
from index.spans import Document, Marker

_READERS = {
    **dict.fromkeys((".txt", ".text"), "txt.read_txt"),
    **dict.fromkeys((".md", ".markdown"), "markdown.read_markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html.read_html"),
    ".pdf": "pdf.reader.read_pdf",
    ".docx": "docx.read_docx",
    ".pptx": "pptx.read_pptx",
    ".xlsx": "xlsx.read_xlsx",
    ".odt": "odt.read_odt",
    ".epub": "epub.read_epub",
    ".csv": "csv.read_csv",
    ".tsv": "csv.read_tsv",
    ".json": "json_records.read_json",
    **dict.fromkeys((".jsonl", ".ndjson"), "json_records.read_jsonl"),
    ".eml": "email_message.read_eml",
    ".mbox": "email_message.read_mbox",
}
"""Suffix to the function of index.formats that reads it, imported when it is needed: a text needs no PDF library."""

_SCANNED = (".pdf",)  # may hold pages that are pictures

SUFFIXES = (*_READERS, ".zip")
"""The endings of the files that can be read, each with its dot, in lower case."""

_LONGEST_TITLE = 300
"""Characters of a title, an author, a date or the label of a mark, which stands beside every passage in the search by words."""

_STOP = re.compile(r"[.?!]\s")
_NO_CHARACTER = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """A file in an archive that cannot be read, and why; the others can."""

    source: str
    reason: str


def read_document(source: str, data: bytes) -> Document:
    """The document in the bytes of a file named `source`, whose suffix names the format.

    Raises PinciteError for a suffix that is not in `SUFFIXES`, for bytes that are not of that format, where there are no words to
    read, and for an archive that does not hold just one document (`read_all` reads those).
    """
    if _suffix(source) != ".zip":
        return _read(source, data)
    found = list(read_documents(source, data))
    if len(found) != 1 or isinstance(found[0], RejectedFile):
        reasons = "; ".join(item.reason for item in found if isinstance(item, RejectedFile))
        raise PinciteError(
            f"{source}: it holds {len(found)} documents, not one{f' ({reasons})' if reasons else ''}."
        )
    return found[0]


def read_documents(
    source: str, data: bytes, tesseract: str = ""
) -> Iterator[Document | RejectedFile]:
    """The documents of a file: one, or those of an archive, in its order. `tesseract`, where it is named, reads scanned pages.

    Raises PinciteError where the file cannot be read at all.
    """
    if _suffix(source) == ".zip":
        yield from _archive(source, data, tesseract)
    else:
        yield _read(source, data, tesseract)


def _read(source: str, data: bytes, tesseract: str = "") -> Document:
    name = PurePath(source)
    if (suffix := _suffix(source)) not in _READERS:
        raise PinciteError(
            f"{source}: cannot read {name.suffix or 'files without a suffix'}; these can be read: {' '.join(SUFFIXES)}."
        )
    if not data:
        raise PinciteError(f"{source}: the file is empty.")
    module, _, function = _READERS[suffix].rpartition(".")
    try:
        reader = cast(
            Callable[..., ExtractedText],
            getattr(import_module(f"index.formats.{module}"), function),
        )
        return _document(source, reader(data, tesseract) if suffix in _SCANNED else reader(data))
    except PinciteError as error:
        raise PinciteError(f"{source}: {error}") from error
    except RecursionError as error:
        raise PinciteError(f"{source}: its parts are nested too deep.") from error


def _archive(source: str, data: bytes, tesseract: str) -> Iterator[Document | RejectedFile]:
    try:
        package = ZipPackage(data)
    except PinciteError as error:
        raise PinciteError(f"{source}: {error}") from error
    seen: set[str] = set()
    for entry in package.entries():
        inner = f"{source}!/{entry.filename}"
        if _suffix(inner) not in SUFFIXES or PurePosixPath(entry.filename).name.startswith("."):
            continue
        try:
            if reason := _odd(entry.filename, seen):
                raise PinciteError(f"{inner}: {reason}")
            yield _read(inner, package.read(entry), tesseract)
        except PinciteError as error:
            yield RejectedFile(inner, str(error).removeprefix(f"{inner}: "))
        seen.add(entry.filename)
    if not seen:
        raise PinciteError(f"{source}: there is nothing in it that can be read.")


def _odd(name: str, seen: set[str]) -> str:
    """Why an entry of this name is not read. (Names are only names: nothing is written to a disk.)"""
    if name in seen:
        return "there are two files of this name in the archive."
    if (
        name.startswith(("/", "\\"))
        or ".." in re.split(r"[/\\]", name)
        or _NO_CHARACTER.search(name)
    ):
        return "its name leads out of the archive."
    return (
        "an archive in an archive is not opened; unpack it first."
        if _suffix(name) == ".zip"
        else ""
    )


def _document(source: str, extract: ExtractedText) -> Document:
    """What every text must be: with words, within limits, and of characters that can be stored."""
    text = _NO_CHARACTER.sub("\ufffd", extract.text)
    if not any(character.isalnum() for character in text):
        notes = "; ".join(extract.warnings)
        raise PinciteError(f"there are no words in it{f': {notes}' if notes else ''}.")
    if len(text) > MAX_CHARS:
        raise PinciteError(
            f"it holds {len(text):,} characters; at most {MAX_CHARS:,} are read: split it."
        )
    if text.count("\n") > 2 * MAX_LINES or text.count("\r") > 2 * MAX_LINES:
        raise PinciteError(f"it holds more than {2 * MAX_LINES:,} lines; split it.")
    if sum(1 for _ in _STOP.finditer(text)) > 2 * MAX_LINES:
        raise PinciteError(f"it holds more than {2 * MAX_LINES:,} sentence ends; split it.")
    extract.losses["characters replaced"] += text.count("\ufffd")
    title, author, date = (_line(value) for value in (extract.title, extract.author, extract.date))
    marks = tuple(_mark(mark, len(text)) for mark in extract.markers)
    ledger = {what: count for what, count in extract.losses.items() if count}
    name = (
        PurePosixPath(source.rpartition("!/")[2]).stem if "!/" in source else PurePath(source).stem
    )
    return Document(
        0, source, title or name, text, marks, "", tuple(extract.warnings), author, date, (), ledger
    )


def _mark(mark: Marker, length: int) -> Marker:
    """An empty page at the end begins where the text ends."""
    return Marker(
        mark.kind,
        min(mark.start, length),
        min(mark.end, length),
        _NO_CHARACTER.sub("\ufffd", mark.label)[:_LONGEST_TITLE],
    )


def _line(value: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", " ".join(value.split()))[:_LONGEST_TITLE]


def _suffix(source: str) -> str:
    return PurePath(source).suffix.lower()
