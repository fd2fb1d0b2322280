"""Asks for the conversion of a file by LibreOffice, which a process that reads files may not start.

The process that started it does (index/ingest/soffice.py); `set_converter` says how to ask.
"""

from __future__ import annotations

from collections.abc import Callable

from index.errors import PinciteError

Converter = Callable[[bytes, str, str], bytes]
"""(content, its suffix, suffix of the wanted format) -> converted content."""

COMPONENTS = {".docx": "writer", ".xlsx": "calc", ".pptx": "impress"}
"""The component of LibreOffice that writes a format, as Debian names it."""

CONVERTED = {
    **dict.fromkeys((".doc", ".wpd", ".sxw", ".pages"), ".docx"),
    **dict.fromkeys((".xls", ".xlsb", ".sxc", ".numbers"), ".xlsx"),
    **dict.fromkeys((".ppt", ".sxi", ".key"), ".pptx"),
}
"""Suffixes of the files that LibreOffice converts, and the suffix of the format it writes."""

_converter: Converter | None = None


def set_converter(converter: Converter) -> None:
    """Sets the function that converts, for this process."""
    global _converter
    _converter = converter


def convert(data: bytes, suffix: str) -> bytes:
    """The file in the format `CONVERTED[suffix]`. Raises PinciteError with the reason if not."""
    if _converter is None:
        raise PinciteError(needs_libreoffice(suffix))
    return _converter(data, suffix, CONVERTED[suffix])


def needs_libreoffice(suffix: str) -> str:
    """Says what to install to read files of this suffix."""
    component = COMPONENTS[CONVERTED[suffix]]
    return (
        f"{suffix} files are read with LibreOffice, which is not installed (on Debian and Ubuntu: "
        f"apt install libreoffice-{component}-nogui; on macOS and Windows: install LibreOffice)."
    )
