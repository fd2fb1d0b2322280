"""The Document of what was extracted from a file: each field in one line, within the limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath, PurePosixPath

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_CHARS, MAX_LINES
from index.ingest.file_type import true_suffix
from index.spans import Document, Marker

WEB = ("http://", "https://")
"""What a source begins with that is an address of the web, not a path."""

_MAX_FIELD_CHARS = 300
"""Length of a title, author, date or marker label, which is indexed with every passage."""

_NO_AUTHOR = re.compile(
    r"\W*(anonymous|unknown|unspecified|user|users?|owner|admin(istrator)?|author|root|none|null|"
    r"default|guest|me|pc|test|(microsoft|adobe|windows|python-|apache|libreoffice|openoffice|"
    r"openpyxl|xlsxwriter|pandas|pandoc|docx4j|aspose|google docs|wps office|un-?named).*|\d*)\W*",
    re.IGNORECASE,
)
"""What programs write for an author whom they do not know, or for themselves."""

_SENTENCE_END = re.compile(r"[.?!]\s")
NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")


def to_document(source: str, extract: ExtractedText) -> Document:
    """The document of an extract. Raises PinciteError if it has no words or exceeds the limits."""
    text = NOT_STORABLE.sub("\ufffd", extract.text)
    try:
        _check_text(text, extract.warnings)
    except PinciteError as error:
        raise PinciteError(f"{source}: {error}") from error
    extract.losses["characters replaced"] += text.count("\ufffd")
    return Document(
        id=0,
        source=source,
        title=_one_line(extract.title) or _stem(source),
        text=text,
        markers=tuple(
            _fitted(marker, len(text))
            for marker in sorted(
                extract.markers, key=lambda each: (each.start, each.kind != "page")
            )
        ),
        warnings=tuple(extract.warnings),
        author="" if _NO_AUTHOR.fullmatch(author := _one_line(extract.author)) else author,
        date=_one_line(extract.date).removesuffix("T00:00:00Z"),
        losses={what: count for what, count in extract.losses.items() if count},
    )


def _check_text(text: str, warnings: Sequence[str]) -> None:
    if not any(character.isalnum() for character in text):
        reasons = f": {'; '.join(warnings)}" if warnings else ""
        raise PinciteError(f"there are no words in it{reasons}.")
    if len(text) > MAX_CHARS:
        raise PinciteError(
            f"it has {len(text):,} characters; at most {MAX_CHARS:,} are read. Split it."
        )
    if text.count("\n") > 2 * MAX_LINES or text.count("\r") > 2 * MAX_LINES:
        raise PinciteError(f"it has more than {2 * MAX_LINES:,} lines. Split it.")
    if sum(1 for _ in _SENTENCE_END.finditer(text)) > 2 * MAX_LINES:
        raise PinciteError(f"it has more than {2 * MAX_LINES:,} sentence ends. Split it.")


def _stem(source: str) -> str:
    if source.startswith(WEB) and "!/" not in source:
        return source
    inner = PurePosixPath(source.rpartition("!/")[2]) if "!/" in source else PurePath(source)
    return inner.stem if true_suffix(source) else inner.name


def _fitted(marker: Marker, length: int) -> Marker:
    """The marker within the text: an empty page at the end would begin behind it."""
    if marker.end <= length and not marker.label:
        return marker
    return Marker(
        marker.kind,
        min(marker.start, length),
        min(marker.end, length),
        NOT_STORABLE.sub("\ufffd", marker.label)[:_MAX_FIELD_CHARS],
    )


def _one_line(value: str) -> str:
    return NOT_STORABLE.sub("\ufffd", " ".join(value.split()))[:_MAX_FIELD_CHARS]
