"""The files attached to a mail: their names, and which are read as documents of their own.

Their sources are those of files in an archive: `mail.eml!/offer.pdf`. What is attached to an
attached file is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_ARCHIVE_ENTRIES
from index.formats.mail.message import Attachment, MailText
from index.formats.media_types import SUFFIX_OF_TYPE
from index.spans import Document

_TNEF = "winmail.dat"
_MAX_NAME_CHARS = 150
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


Result = tuple[str, Document | str]

_MAX_EARLY_BYTES = 2_000_000
"""Size of the attachments that are read before the mail itself is handed on."""


def attachments(extract: ExtractedText) -> Sequence[Attachment]:
    """The files attached to what was read, if it was a mail."""
    return extract.attachments if isinstance(extract, MailText) else ()


def read_attachments(
    source: str,
    extract: ExtractedText,
    suffixes: Collection[str],
    read: Callable[[str, bytes], Document],
) -> tuple[list[Result], Iterator[Result]]:
    """(source, document or why there is none) of each attachment: the small ones, then the others.

    Those that are not read are counted as losses of the mail, but for large ones that turn out to
    be damaged: they are read after the mail is stored, because the time that a file may take could
    run out. `suffixes` are those that can be read, `read` reads the bytes of a source.
    """
    files = attachments(extract)
    extract.losses["attachments skipped"] += max(len(files) - MAX_ARCHIVE_ENTRIES, 0)
    files = files[:MAX_ARCHIVE_ENTRIES]
    early: list[Result] = []
    late: list[tuple[str, bytes]] = []
    size = 0
    names = distinct_names([file.name for file in files])
    for name, file in zip(names, files, strict=True):
        inner = f"{source}!/{name}"
        if reason := _refusal(name, suffixes):
            early.append((inner, reason))
        elif (size := size + len(file.data)) > _MAX_EARLY_BYTES:
            late.append((inner, file.data))
        else:
            early.append(_result(inner, file.data, read))
    extract.losses["attachments skipped"] += sum(isinstance(found, str) for _, found in early)
    return early, (_result(inner, data, read) for inner, data in late)


def _result(source: str, data: bytes, read: Callable[[str, bytes], Document]) -> Result:
    try:
        return source, read(source, data)
    except PinciteError as error:
        return source, str(error).removeprefix(f"{source}: ")
    except Exception as error:  # a bug in a parser: the mail and its other files are read
        message = " ".join(str(error).split())[:200]
        return source, f"it cannot be read ({type(error).__name__}: {message})."


def _refusal(name: str, suffixes: Collection[str]) -> str:
    """Why an attachment of this name is not read; "" if it is."""
    match = _SUFFIX.search(name)
    suffix = match[0].lower() if match else ""
    if suffix == ".zip":
        return "an archive in a mail is not opened; save it and add it by itself."
    if name.lower() == _TNEF:
        return "the files that Outlook packed in it (TNEF) are not read; save them and add them."
    if suffix and suffix not in suffixes:
        return f"cannot read {suffix} files."
    return ""


def attachment_name(name: str, kind: str = "") -> str:
    """The name without folders, with the suffix of its content type if it has none.

    >>> attachment_name("C:\\\\offers\\\\oak", "application/pdf")
    'oak.pdf'
    """
    base = _NOT_IN_NAMES.sub("", re.split(r"[/\\]", name)[-1]).strip()
    base = "" if base in (".", "..") else base
    suffix = _SUFFIX.search(base)
    ending = suffix[0] if suffix else SUFFIX_OF_TYPE.get(kind.lower(), "")
    stem = base[: suffix.start()] if suffix else base
    return (stem or "attachment")[: _MAX_NAME_CHARS - len(ending)] + ending


def distinct_names(names: list[str]) -> list[str]:
    """The names, of which repeated ones get a number: "offer.pdf", "offer (2).pdf"."""
    numbers: dict[str, int] = {}
    taken: set[str] = set()
    distinct = []
    for name in names:
        suffix = _SUFFIX.search(name)
        stem, ending = (name[: suffix.start()], suffix[0]) if suffix else (name, "")
        number = numbers.get(name, 0) + 1
        unique = name if number == 1 else f"{stem} ({number}){ending}"
        while unique in taken:
            number += 1
            unique = f"{stem} ({number}){ending}"
        numbers[name] = number
        taken.add(unique)
        distinct.append(unique)
    return distinct
