"""What lies on top of a PDF page: filled form fields, written notes, and attached files."""

from __future__ import annotations

import ctypes
import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from index.formats.extract import ExtractedText
from index.formats.pdf.boxes import Box, rotated

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MAX_ANNOTATIONS = 5_000
"""Of one page; what has more is a drawing."""

_MAX_BYTES = 400_000  # of one value
_MAX_OPTIONS = 500
_PASSWORD = 1 << 13  # flag of a text field
_HIDDEN = 0x02 | 0x20  # flags of an annotation: hidden, no view

Handle = object
"""Of pdfium."""

FieldKind = Literal["text", "check", "radio"]


@dataclass(frozen=True, slots=True)
class Field:
    """A form field. A choice is text; each button of a radio group is a field."""

    kind: FieldKind
    name: str
    """As the form's maker named it in the file, such as "form1.boat_name"."""
    label: str
    """What a reading aid says; empty if the maker gave none."""
    value: str
    """The text, or what a button stands for."""
    is_on: bool
    """Whether a button is ticked; true for a text."""
    box: Box


@dataclass(slots=True)
class Annotations:
    """The fields and notes of a page, in their order in the file."""

    fields: list[Field] = field(default_factory=list)
    notes: list[tuple[str, Box]] = field(default_factory=list)
    losses: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    """Names of the files that are attached to places on the page."""


def read_annotations(pdf: PdfDocument, page: PdfPage, turns: int = 0) -> Annotations:
    """The annotations of a page, their boxes turned clockwise by quarter turns."""
    from pypdfium2 import raw

    found = Annotations()
    count = raw.FPDFPage_GetAnnotCount(page.raw)
    for number in range(min(count, MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        try:
            _add(found, raw, pdf.formenv.raw if pdf.formenv else None, annotation, 90 * turns)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    if count > MAX_ANNOTATIONS:
        found.losses["annotations skipped"] += count - MAX_ANNOTATIONS
    return found


def add_file_losses(extract: ExtractedText, pdf: PdfDocument, attached: Sequence[str]) -> None:
    """Counts and names what a PDF holds besides its pages; `attached` are files on its pages."""
    from pypdfium2 import raw

    names = list(dict.fromkeys([*_embedded_files(raw, pdf), *attached]))
    if names:
        extract.losses["embedded files not read"] += len(names)
        shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
        verb = "file is" if len(names) == 1 else "files are"
        extract.warnings.append(f"{len(names)} embedded {verb} not read: {shown}")
    if raw.FPDF_GetFormType(pdf.raw) in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        extract.losses["XFA forms not read"] += 1
        extract.warnings.append("it holds an XFA form, of which only the plain fields are read")
    if (signatures := raw.FPDF_GetSignatureCount(pdf.raw)) > 0:
        extract.losses["digital signatures skipped"] += signatures


def _embedded_files(raw: ModuleType, pdf: PdfDocument) -> Iterator[str]:
    """Names of the files within a PDF, of a portfolio too."""
    for number in range(min(raw.FPDFDoc_GetAttachmentCount(pdf.raw), MAX_ANNOTATIONS)):
        attachment = raw.FPDFDoc_GetAttachment(pdf.raw, number)
        if attachment:
            yield _file_name(raw, attachment)


def _add(
    found: Annotations, raw: ModuleType, form: Handle, annotation: Handle, degrees: int
) -> None:
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_UNKNOWN):
        return
    rect = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, ctypes.byref(rect))
    box = rotated(
        (
            min(rect.left, rect.right),
            min(rect.bottom, rect.top),
            max(rect.left, rect.right),
            max(rect.bottom, rect.top),
        ),
        degrees,
    )
    if kind == raw.FPDF_ANNOT_WIDGET:
        if form is not None:
            _add_field(found, raw, form, annotation, box)
        return
    if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
        attachment = raw.FPDFAnnot_GetFileAttachment(annotation)
        found.files.append(_file_name(raw, attachment) if attachment else "a file")
    text = _string(lambda *room: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", *room))
    if not text:
        rich = _string(lambda *room: raw.FPDFAnnot_GetStringValue(annotation, b"RC", *room))
        text = " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", rich)).split())
    if text:
        found.notes.append((text, box))
    elif kind != raw.FPDF_ANNOT_FILEATTACHMENT and max(box[2] - box[0], box[3] - box[1]) > 2:
        found.losses[_name_of_kind(raw, kind)] += 1


def _name_of_kind(raw: ModuleType, kind: int) -> str:
    marks = (
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_SQUIGGLY,
        raw.FPDF_ANNOT_STRIKEOUT,
        raw.FPDF_ANNOT_CARET,
    )
    if kind in marks:
        return "highlights without a comment skipped"
    if kind == raw.FPDF_ANNOT_STAMP:
        return "stamps skipped"
    if kind in (raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FREETEXT):
        return "empty notes skipped"
    return "drawn annotations skipped"


def _add_field(
    found: Annotations, raw: ModuleType, form: Handle, annotation: Handle, box: Box
) -> None:
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    name = _string(lambda *room: raw.FPDFAnnot_GetFormFieldName(form, annotation, *room))
    label = _string(lambda *room: raw.FPDFAnnot_GetFormFieldAlternateName(form, annotation, *room))
    hidden = raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        if not hidden:
            value = _string(
                lambda *room: raw.FPDFAnnot_GetFormFieldExportValue(form, annotation, *room)
            )
            is_on = bool(raw.FPDFAnnot_IsChecked(form, annotation))
            button: FieldKind = "check" if kind == raw.FPDF_FORMFIELD_CHECKBOX else "radio"
            found.fields.append(Field(button, name, label, value, is_on, box))
        return
    if kind == raw.FPDF_FORMFIELD_TEXTFIELD:
        value = _string(lambda *room: raw.FPDFAnnot_GetFormFieldValue(form, annotation, *room))
    elif kind in (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        value = ", ".join(_chosen(raw, form, annotation)) or _string(
            lambda *room: raw.FPDFAnnot_GetFormFieldValue(form, annotation, *room)
        )
    else:
        return
    if not value:
        return
    if hidden:
        found.losses["hidden form fields skipped"] += 1
    elif raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD and kind == (
        raw.FPDF_FORMFIELD_TEXTFIELD
    ):
        found.losses["password fields skipped"] += 1
    else:
        found.fields.append(Field("text", name, label, value, True, box))


def _chosen(raw: ModuleType, form: Handle, annotation: Handle) -> Iterator[str]:
    """The labels of the options that are chosen."""
    for option in range(min(raw.FPDFAnnot_GetOptionCount(form, annotation), _MAX_OPTIONS)):
        if raw.FPDFAnnot_IsOptionSelected(form, annotation, option):
            yield _string(
                lambda *room, option=option: raw.FPDFAnnot_GetOptionLabel(
                    form, annotation, option, *room
                )
            )


def _file_name(raw: ModuleType, attachment: Handle) -> str:
    return _string(lambda *room: raw.FPDFAttachment_GetName(attachment, *room)) or "a file"


def _string(get: Callable[..., int]) -> str:
    """A string of pdfium: UTF-16 whose size in bytes, the end's zero included, `get` returns."""
    size = get(None, 0)
    if not 2 < size <= _MAX_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    text = buffer.raw[: size - 2].decode("utf-16-le", "replace").replace("\r\n", "\n")
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text.replace("\r", "\n"))
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
