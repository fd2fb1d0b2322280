"""Files of other office programs, converted by LibreOffice and then read as Office Open XML."""

from __future__ import annotations

from collections.abc import Callable

from index.errors import PinciteError
from index.formats.data.xlsx import read_xlsx
from index.formats.extract import ExtractedText
from index.formats.legacy.convert import convert
from index.formats.office.docx.reader import read_docx
from index.formats.office.pptx.reader import read_pptx
from index.formats.zip_package import ZipPackage

_PREVIEW = "QuickLook/Preview.pdf"
_CONVERTED = "converted by LibreOffice"


def read_doc(data: bytes) -> ExtractedText:
    return _read(data, ".doc", read_docx)


def read_wpd(data: bytes) -> ExtractedText:
    return _read(data, ".wpd", read_docx)


def read_sxw(data: bytes) -> ExtractedText:
    return _read(data, ".sxw", read_docx)


def read_xlsb(data: bytes) -> ExtractedText:
    return _read(data, ".xlsb", read_xlsx)


def read_sxc(data: bytes) -> ExtractedText:
    return _read(data, ".sxc", read_xlsx)


def read_ppt(data: bytes) -> ExtractedText:
    return _read(data, ".ppt", read_pptx)


def read_sxi(data: bytes) -> ExtractedText:
    return _read(data, ".sxi", read_pptx)


def read_pages(data: bytes) -> ExtractedText:
    return _read_iwork(data, ".pages", read_docx)


def read_numbers(data: bytes) -> ExtractedText:
    return _read_iwork(data, ".numbers", read_xlsx)


def read_key(data: bytes) -> ExtractedText:
    return _read_iwork(data, ".key", read_pptx)


def _read(data: bytes, suffix: str, read: Callable[[bytes], ExtractedText]) -> ExtractedText:
    extract = read(convert(data, suffix))
    extract.add_warnings([_CONVERTED])
    return extract


def _read_iwork(data: bytes, suffix: str, read: Callable[[bytes], ExtractedText]) -> ExtractedText:
    """Apple's formats: from the PDF of its pages that a file may contain, else by LibreOffice."""
    package = ZipPackage(data)
    if _PREVIEW in package.names():
        from index.formats.pdf.reader import read_pdf

        extract = read_pdf(package.read(_PREVIEW))
        extract.add_warnings(["read from the PDF of its pages in it"])
        return extract
    try:
        return _read(data, suffix, read)
    except PinciteError as error:
        raise PinciteError(f"{error} Or export it as PDF from the program that made it.") from error
