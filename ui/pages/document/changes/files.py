"""A comparison as a file: table, Markdown, Word document."""

from __future__ import annotations

from collections.abc import Sequence

from index.spans import Span
from qa.citations import plain
from qa.drafts.versions.report import LABELS, WORDS, sides, summary, to_markdown
from qa.drafts.versions.types import Change, Comparison
from ui.pages.places import docx
from ui.pages.places.files import FORMATS as OF_PLACES
from ui.views.engine_words import place_words
from ui.views.file_formats import FileFormat, to_table
from ui.views.file_names import file_name
from ui.views.i18n.language import N_, gettext

_COLUMNS = (
    *(N_("no."), N_("what it is"), N_("old words"), N_("new words"), N_("old passage")),
    *(N_("new passage"), N_("place in the old version"), N_("place in the new version")),
    *(N_("figure or date"), N_("negation"), N_("old file"), N_("new file")),
)


def to_csv(comparison: Comparison, changes: Sequence[Change]) -> bytes:
    """One row a change. Words that differ are joined by |."""
    files = file_name(comparison.old.source), file_name(comparison.new.source)
    return to_table(_COLUMNS, ((n, *_cells(change), *files) for n, change in enumerate(changes, 1)))


def _cells(change: Change) -> tuple[str, ...]:
    of_old = [edit.old.text for edit in change.edits if edit.old]
    of_new = [edit.new.text for edit in change.edits if edit.new]
    spans = change.old, change.new
    return (
        gettext(LABELS[change.kind]),
        *(" | ".join(map(plain, each)) for each in (of_old, of_new)),
        *(plain(span.text) if span else "" for span in spans),
        *(place_words(span.place) if span else "" for span in spans),
        *("×" if each else "" for each in (change.has_figures, change.has_negations)),
    )


def to_markdown_file(comparison: Comparison, changes: Sequence[Change]) -> bytes:
    return to_markdown(comparison, changes, gettext, _place).encode()


def to_docx(comparison: Comparison, changes: Sequence[Change]) -> bytes:
    """Each change with both passages, words that went struck out and new ones in bold, and where
    they stand in footnotes."""
    title = gettext(WORDS[0]).format(old=comparison.old.title, new=comparison.new.title)
    body = [
        docx.paragraph("Heading1", docx.run(title)),
        docx.paragraph("Normal", docx.run(f"{summary(comparison, gettext)}.")),
    ]
    notes = list[str]()
    for number, change in enumerate(changes, 1):
        label = f"{number}. {gettext(LABELS[change.kind])}"
        body.append(docx.paragraph("Heading2", docx.run(label)))
        for name, span, parts, _ in sides(change):
            notes.append(_footnote(span))
            is_old = name == WORDS[2]
            words = "".join(_runs(span, parts, is_old)) + docx.reference(len(notes))
            body.append(docx.paragraph("Normal", docx.run(f"{gettext(name)}:")))
            body.append(docx.paragraph("Quote", words))
    return docx.package(body, notes)


def _runs(span: Span, parts: Sequence[Span], is_old: bool) -> list[str]:
    return [
        docx.run(text, bold=bool(part) and not is_old, struck=bool(part) and is_old)
        for text, part in span.pieces(parts)
    ]


def _footnote(span: Span) -> str:
    parts = plain(span.document.title), _place(span)
    where = ", ".join(part for part in parts if part)
    return f"{where} ({plain(file_name(span.document.source))})."


def _place(span: Span) -> str:
    return place_words(span.place)


FORMATS = {
    key: FileFormat(OF_PLACES[key].name, OF_PLACES[key].suffix, OF_PLACES[key].media_type, make)
    for key, make in (("docx", to_docx), ("csv", to_csv), ("markdown", to_markdown_file))
}
