"""Records as files: table, Markdown, BibTeX, W3C annotations, footnotes, Word document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from qa.citations import plain, to_annotation, to_bibtex, to_markdown
from ui.pages.places.docx import to_docx
from ui.pages.places.records import Record
from ui.views.citations import citation_place
from ui.views.file_formats import FileFormat, to_table
from ui.views.i18n.language import N_, written_date

_COLUMNS = (
    *(N_("no."), N_("what it is"), N_("words"), N_("sentence"), N_("page"), N_("section")),
    *(N_("document"), N_("date"), N_("author"), N_("file"), N_("start"), N_("end")),
    *(N_("sha256 of the text"), N_("question")),
)


def to_csv(question: str, records: Sequence[Record]) -> bytes:
    """One row a place."""
    return to_table(_COLUMNS, (_row(question, record) for record in records))


def _row(question: str, record: Record) -> Iterator[str | int]:
    cited = record.citation
    words = (record.role, record.quote, record.sentence, cited.page_range("–"))
    named = (cited.section or "", cited.title, record.date, cited.author, cited.source)
    yield cited.number
    yield from map(plain, (*words, *named))
    yield from (cited.start, cited.end, cited.hash, plain(question))


def to_markdown_file(question: str, records: Sequence[Record]) -> bytes:
    """The question as a heading, then each document with its quotations."""
    parts = [f"# {_heading(question)}"]
    for (title, date), members in groupby(records, key=_document):
        parts.append(f"## {_heading(title)}{f' ({written_date(date)})' if date else ''}")
        for record in members:
            cited = record.citation
            parts += [f"{record.role}:", to_markdown(cited, citation_place(cited))]
    return ("\n\n".join(parts) + "\n").encode()


def _document(record: Record) -> tuple[str, str]:
    return record.citation.title, record.date


def _heading(words: str) -> str:
    return plain(words).replace("\\", "\\\\").replace("<", "\\<").replace("#", "\\#")


def to_bibtex_file(question: str, records: Sequence[Record]) -> bytes:
    """One entry for each place; the same place is the same entry."""
    entries = (
        to_bibtex(replace(record.citation, date=record.citation.date or record.date))
        for record in records
    )
    return ("\n\n".join(dict.fromkeys(entries)) + "\n").encode()


def to_annotations(question: str, records: Sequence[Record]) -> bytes:
    """A W3C annotation page."""
    items = [to_annotation(record.citation, question) for record in records]
    context = "http://www.w3.org/ns/anno.jsonld"
    page = {"@context": context, "type": "AnnotationPage", "items": items}
    return json.dumps(page, ensure_ascii=False, indent=1).encode()


def to_footnotes(question: str, records: Sequence[Record]) -> bytes:
    """Numbered notes, one a line."""
    lines = [f"{record.citation.number}. {record.footnote}" for record in records]
    return ("\n".join(lines) + "\n").encode()


FORMATS = {
    "docx": FileFormat(
        N_("Word document, with footnotes"),
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        to_docx,
    ),
    "csv": FileFormat(N_("Table (CSV)"), ".csv", "text/csv; charset=utf-8", to_csv),
    "markdown": FileFormat(N_("Markdown"), ".md", "text/markdown; charset=utf-8", to_markdown_file),
    "footnotes": FileFormat(
        N_("Footnotes (text)"), ".txt", "text/plain; charset=utf-8", to_footnotes
    ),
    "bibtex": FileFormat(
        N_("BibTeX"), ".bib", "application/x-bibtex; charset=utf-8", to_bibtex_file
    ),
    "annotations": FileFormat(
        N_("W3C annotations"), ".jsonld", "application/ld+json; charset=utf-8", to_annotations
    ),
}
"""Key in a form → kind of file, in the order of the menu; made of the question and the records."""
