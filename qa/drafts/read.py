"""Reads a draft: a text as it is, any other file with the readers of the library's documents."""

from __future__ import annotations

import sys
from pathlib import Path

from index.errors import PinciteError, reason
from index.formats.charset import decode_text
from index.formats.limits import MAX_CHARS, MAX_FILE_BYTES
from index.ingest.sandbox import Sandbox
from index.ingest.worker import InputFile, ResourceLimits
from index.spans import Document

TEXT_SUFFIXES = ("", ".txt", ".md", ".markdown", ".text")
"""Read as they are: their readers would drop the marks of quotations and footnotes."""

PASTED = "draft"
"""The source of a text that was pasted or sent."""


def draft_of(text: str) -> Document:
    """The draft with this text. Raises PinciteError if it is empty or too long."""
    if not text.strip():
        raise PinciteError("The draft is empty. Give the text that is to be checked.")
    if len(text) > MAX_CHARS:
        raise PinciteError(
            f"The draft has {len(text):,} characters; at most {MAX_CHARS:,} are possible. "
            "Check it in parts."
        )
    return Document(0, PASTED, PASTED, text.encode("utf-8", "replace").decode())


def read_stdin() -> Document:
    """The draft that standard input has. Raises PinciteError if it is not text, or too long."""
    data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise PinciteError(
            f"Standard input has more than {MAX_FILE_BYTES:,} bytes. Check the draft in parts."
        )
    try:
        text, _ = decode_text(data)
    except PinciteError as error:
        raise PinciteError(
            "Standard input is not text. Give the name of the file with the draft instead."
        ) from error
    return draft_of(text)


def read_draft(path: Path, name: str = "") -> Document:
    """The draft in a file, called `name` if its path is a copy's. Raises PinciteError if it cannot
    be read, or has several documents."""
    name = name or path.name
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise PinciteError(f"{name} has {size:,} bytes; at most {MAX_FILE_BYTES:,} are read.")
        if Path(name).suffix.lower() in TEXT_SUFFIXES:
            text, warnings = decode_text(path.read_bytes())
            draft = draft_of(text)
            return Document(0, name, name, draft.text, warnings=tuple(warnings))
    except OSError as error:
        raise PinciteError(f"{name} cannot be read ({reason(error)}). Check the path.") from error
    try:
        with Sandbox(ResourceLimits(), 1) as sandbox:
            ((_, results),) = sandbox.read([InputFile(name, path)])
            documents = list(results)
    except PinciteError as error:
        raise PinciteError(f"{name} cannot be checked: {error}") from error
    if len(documents) != 1 or not isinstance(documents[0], Document):
        raise PinciteError(f"{name} is not one document. Give one file with the text to check.")
    return documents[0]
