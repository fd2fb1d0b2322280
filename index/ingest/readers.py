"""Bytes of a file to Documents: chooses the format and enforces the limits of a text.

The suffix names the format, unless the content is unmistakably of another one.

The text of a document is what a person reads, without markup; plain text is unchanged. Blocks
(paragraphs, list items, table rows, headings) are joined by blank lines. A zip file is read as the
files in it, whose sources are `archive.zip!/inner/name`; files attached to a mail follow it as
`mail.eml!/name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import chain
from pathlib import PurePosixPath
from typing import cast

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.mail.files import attachments, read_attachments
from index.formats.written_date import date_of_text
from index.formats.zip_package import ZipPackage
from index.ingest.extracted_document import NOT_STORABLE, to_document
from index.ingest.file_type import reading_suffix, true_suffix
from index.ingest.not_read import SkippedFile, describe_not_read, skipped_suffix, system_kind
from index.spans import Document

_READERS = {
    **dict.fromkeys((".txt", ".text", ".log"), "text.txt.read_txt"),
    **dict.fromkeys((".rst", ".rest"), "text.rst.read_rst"),
    ".org": "text.markup.read_org",
    **dict.fromkeys((".adoc", ".asciidoc"), "text.markup.read_adoc"),
    **dict.fromkeys((".tex", ".ltx", ".latex"), "text.latex.read_tex"),
    **dict.fromkeys((".srt", ".vtt"), "text.subtitles.read_subtitles"),
    **dict.fromkeys((".md", ".markdown"), "markdown.reader.read_markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html.read_html"),
    ".pdf": "pdf.reader.read_pdf",
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), "office.docx.reader.read_docx"),
    **dict.fromkeys(
        (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"), "office.pptx.reader.read_pptx"
    ),
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm"), "data.xlsx.read_xlsx"),
    **dict.fromkeys((".odt", ".ott"), "office.odt.reader.read_odt"),
    **dict.fromkeys((".ods", ".ots"), "legacy.ods.read_ods"),
    **dict.fromkeys((".odp", ".otp"), "legacy.odp.read_odp"),
    ".fodt": "legacy.opendocument.read_fodt",
    ".fods": "legacy.ods.read_fods",
    ".fodp": "legacy.odp.read_fodp",
    ".rtf": "legacy.rtf.read_rtf",
    **dict.fromkeys((".xls", ".xlt"), "legacy.xls.read_xls"),
    **dict.fromkeys((".doc", ".dot"), "legacy.office.read_doc"),
    **dict.fromkeys((".ppt", ".pps", ".pot"), "legacy.office.read_ppt"),
    ".xlsb": "legacy.office.read_xlsb",
    ".wpd": "legacy.office.read_wpd",
    ".sxw": "legacy.office.read_sxw",
    ".sxc": "legacy.office.read_sxc",
    ".sxi": "legacy.office.read_sxi",
    ".pages": "legacy.office.read_pages",
    ".numbers": "legacy.office.read_numbers",
    ".key": "legacy.office.read_key",
    ".epub": "epub.read_epub",
    ".csv": "data.csv.read_csv",
    ".tsv": "data.csv.read_tsv",
    ".json": "data.json_records.read_json",
    **dict.fromkeys((".jsonl", ".ndjson"), "data.json_records.read_jsonl"),
    ".eml": "mail.reader.read_eml",
    ".mbox": "mail.reader.read_mbox",
    ".msg": "mail.reader.read_msg",
    **dict.fromkeys((".mht", ".mhtml"), "mail.web_page.read_mht"),
}
"""Suffix to a function in index.formats, imported on demand: plain text needs no PDF library."""

_OFFICE_TEXTS = ("office.docx", "office.odt", "legacy.rtf", "legacy.office.read_doc")
_DATED_IN_WORDS = ("text.", "markdown", "html", *_OFFICE_TEXTS)
"""Readers of texts that may say their date only in their words. That of an office file's
properties is the day on which it was saved, so the one in the words counts more."""

_FORMATS = f"{__name__.split('.ingest.')[0]}.formats"
"""The package of the formats: index.formats, or pincite.index.formats in an installed copy."""

_PDF_SUFFIXES = (".pdf",)

SUFFIXES = (*_READERS, ".zip")
"""The suffixes of the files that can be read, each with its dot, in lower case."""

_FIRST = {(reader, suffix[:2]): suffix for suffix, reader in reversed(_READERS.items())}
FORMAT_SUFFIXES = (*(suffix for suffix in _READERS if suffix in _FIRST.values()), ".zip")
"""For lists that people read: of each format one suffix, and those that begin with another letter,
as .log beside .txt."""


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """A file in an archive that cannot be read, and the reason."""

    source: str
    reason: str


def read_document(source: str, data: bytes) -> Document:
    """The document in the bytes of a file. The suffix of `source` names the format.

    Raises PinciteError for a suffix that is not in `SUFFIXES`, for bytes that are not of that
    format or contain no words, and for an archive that does not contain exactly one document
    (`read_documents` reads those).
    """
    if true_suffix(source) != ".zip":
        return _read(source, data)
    results = [result for result in read_documents(source, data) if result.source != source]
    if len(results) != 1 or isinstance(results[0], RejectedFile):
        reasons = "; ".join(result.reason for result in results if isinstance(result, RejectedFile))
        detail = f" ({reasons})" if reasons else ""
        raise PinciteError(f"{source}: it contains {len(results)} documents, not one{detail}.")
    return results[0]


def read_documents(
    source: str,
    data: bytes,
    tesseract: str = "",
    password: str = "",
    suffix: str | None = None,
) -> Iterator[Document | RejectedFile]:
    """The documents of a file: one, or those of an archive in its order.

    `tesseract`, if it is not empty, is the OCR program for scanned pages, `password` that of a
    PDF, `suffix` that of the format where `source` does not name it. Raises PinciteError if the
    file cannot be read at all.
    """
    suffix = true_suffix(source) if suffix is None else suffix
    if suffix == ".zip":
        yield from _archive(source, data, tesseract)
    else:
        yield from _with_attachments(source, data, tesseract, password, suffix)


def _with_attachments(
    source: str, data: bytes, tesseract: str, password: str, suffix: str
) -> Iterator[Document | RejectedFile]:
    """The document of a file, then those attached to it if it is a mail."""
    extract = _extract(source, data, suffix, tesseract, password)
    read = partial(_read, tesseract=tesseract)
    early, late = read_attachments(source, extract, SUFFIXES, read)
    yield to_document(source, extract)
    for inner, found in chain(early, late):
        yield RejectedFile(inner, found) if isinstance(found, str) else found


def _read(source: str, data: bytes, tesseract: str = "") -> Document:
    extract = _extract(source, data, true_suffix(source), tesseract)
    extract.losses["attachments skipped"] += len(attachments(extract))
    return to_document(source, extract)


def _extract(
    source: str, data: bytes, suffix: str, tesseract: str, password: str = ""
) -> ExtractedText:
    if not data:
        raise PinciteError(f"{source}: the file is empty.")
    try:
        suffix, warning = reading_suffix(suffix, data, _READERS)
        if suffix not in _READERS:
            raise PinciteError(
                f"cannot read {suffix} files; these can be read: {' '.join(FORMAT_SUFFIXES)}."
            )
        module, _, function = _READERS[suffix].rpartition(".")
        reader = cast(
            Callable[..., ExtractedText],
            getattr(import_module(f"{_FORMATS}.{module}"), function),
        )
        is_pdf = suffix in _PDF_SUFFIXES
        extract = reader(data, tesseract, password) if is_pdf else reader(data)
        extract.add_warnings([warning] if warning else [])
        is_saved = _READERS[suffix].startswith(_OFFICE_TEXTS)
        if _READERS[suffix].startswith(_DATED_IN_WORDS) and (is_saved or not extract.date):
            extract.date = date_of_text(_opening(extract)) or extract.date
        return extract
    except PinciteError as error:
        raise PinciteError(f"{source}: {error}") from error
    except RecursionError as error:
        raise PinciteError(f"{source}: its parts are nested too deeply.") from error


def _opening(extract: ExtractedText) -> str:
    """The text above the first row of a table."""
    rows = [marker.start for marker in extract.markers if marker.kind == "row"]
    return extract.text[: min(rows)] if rows else extract.text


def _archive(source: str, data: bytes, tesseract: str) -> Iterator[Document | RejectedFile]:
    try:
        package = ZipPackage(data)
    except PinciteError as error:
        raise PinciteError(f"{source}: {error}") from error
    seen: set[str] = set()
    skipped: list[SkippedFile] = []
    for entry in package.entries():
        inner = f"{source}!/{entry.filename}"
        parts = PurePosixPath(entry.filename).parts
        if any(system_kind(part) or (part.startswith(".") and part != "..") for part in parts):
            continue
        if (suffix := true_suffix(inner)) and suffix not in SUFFIXES:
            skipped.append(skipped_suffix(inner))
            continue
        try:
            if reason := _refusal(entry.filename, seen):
                raise PinciteError(f"{inner}: {reason}")
            yield _read(inner, package.read(entry), tesseract)
        except PinciteError as error:
            yield RejectedFile(inner, str(error).removeprefix(f"{inner}: "))
        seen.add(entry.filename)
    told = describe_not_read(skipped)
    if not seen:
        detail = f" ({told})" if told else ""
        raise PinciteError(f"{source}: it contains no file that can be read{detail}.")
    if told:
        yield RejectedFile(source, f"{told}.")


def _refusal(name: str, seen: set[str]) -> str:
    """Why an archive's entry of this name is not read; "" if it is. Nothing is written to disk."""
    if name in seen:
        return "there are two files of this name in the archive."
    leads_outside = name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name)
    if leads_outside or NOT_STORABLE.search(name):
        return "its name leads out of the archive."
    if true_suffix(name) == ".zip":
        return "an archive in an archive is not opened; unpack it first."
    return ""
