"""Files of other office programs, converted by LibreOffice and then read as Office Open XML."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from index.errors import PinciteError
from index.formats.data.xlsx import read_xlsx
from index.formats.extract import ExtractedText
from index.formats.legacy.convert import convert
from index.formats.office.docx.reader import read_docx
from index.formats.office.pptx.reader import read_pptx
from index.formats.zip_package import ZipPackage

_read_docx = partial(read_docx, is_converted=True)
_PREVIEW = "QuickLook/Preview.pdf"
_CONVERTED = "converted by LibreOffice"


def read_converted(
    data: bytes, suffix: str, read: Callable[[bytes], ExtractedText]
) -> ExtractedText:
    """The text of a file that LibreOffice converts to the format of `read`."""
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
        return read_converted(data, suffix, read)
    except PinciteError as error:
        raise PinciteError(f"{error} Or export it as PDF from the program that made it.") from error


read_doc = partial(read_converted, suffix=".doc", read=_read_docx)
read_wpd = partial(read_converted, suffix=".wpd", read=_read_docx)
read_sxw = partial(read_converted, suffix=".sxw", read=_read_docx)
read_xlsb = partial(read_converted, suffix=".xlsb", read=read_xlsx)
read_sxc = partial(read_converted, suffix=".sxc", read=read_xlsx)
read_ppt = partial(read_converted, suffix=".ppt", read=read_pptx)
read_sxi = partial(read_converted, suffix=".sxi", read=read_pptx)
read_pages = partial(_read_iwork, suffix=".pages", read=_read_docx)
read_numbers = partial(_read_iwork, suffix=".numbers", read=read_xlsx)
read_key = partial(_read_iwork, suffix=".key", read=read_pptx)
