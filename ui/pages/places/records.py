"""Chosen places as records, from which each kind of file is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import PinciteError
from index.library import Library
from index.spans import Document, Passage, Span
from qa.citations import Citation, plain
from qa.shapes.dates import stated_date
from qa.types import Occurrence
from ui.pages.places.collect import ROLES, Place, Role
from ui.views.addresses import HASH_CHARS, Mark
from ui.views.citations import shown_citation
from ui.views.dates import iso_date
from ui.views.engine_words import place_words
from ui.views.i18n.language import gettext, written, written_date

MAX_CHOSEN = 1_000
"""Places of one file."""

_CHOICE = re.compile(
    rf"(\d{{1,15}})_([0-9a-f]{{{HASH_CHARS}}})_(\d{{1,9}}-\d{{1,9}}-\d{{1,9}}-\d{{1,9}})_(\w{{1,10}})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A place as it is exported: its citation, what it is to the question, its date."""

    citation: Citation
    role: str
    date: str
    """Of the message or the document; "" if neither states one."""

    @property
    def quote(self) -> str:
        """The words, with plain spaces."""
        return plain(self.citation.quote)

    @property
    def sentence(self) -> str:
        return plain(self.citation.sentence)

    @property
    def footnote(self) -> str:
        """One line: the words, the document, its date, the page and the section."""
        cited = self.citation
        section = f"“{plain(cited.section)}”" if cited.section else ""
        pages, date = place_words(cited.pages), written_date(self.date)
        parts = (plain(cited.author), plain(cited.title), date, pages, section)
        where = ", ".join(part for part in parts if part)
        return f"“{self.quote}”, {where} ({plain(cited.source)})."


def choice(place: Place) -> str:
    """A place as the value of its box: document, hash of its text, ranges, role."""
    document, mark = place.span.document, Mark.of(place.span, place.sentence)
    return f"{document.id}_{document.hash[:HASH_CHARS]}_{mark}_{place.role}"


def records(library: Library, choices: Sequence[str]) -> list[Record]:
    """The records of chosen places, each once, in their order, numbered from 1.

    Every quotation is read from the text that the library has now. Raises PinciteError if nothing
    is chosen, too much is, or a document has changed.
    """
    chosen = list(dict.fromkeys(choices))
    if not chosen:
        raise PinciteError(gettext("No place is chosen. Choose at least one, then export again."))
    if len(chosen) > MAX_CHOSEN:
        raise PinciteError(
            gettext(
                "{number} places are chosen; a file has at most {most}. Choose fewer.",
                number=written(len(chosen)),
                most=written(MAX_CHOSEN),
            )
        )
    documents: dict[int, Document] = {}
    return [_record(library, each, number, documents) for number, each in enumerate(chosen, 1)]


def _record(library: Library, text: str, number: int, documents: dict[int, Document]) -> Record:
    match = _CHOICE.fullmatch(text)
    if match is None or match[4] not in ROLES:
        raise PinciteError(gettext("A chosen place is not one of this page. Ask again."))
    id, (start, end, first, last) = int(match[1]), map(int, match[3].split("-"))
    if id not in documents and library.has_document(id):
        documents[id] = library.document(id)
    document = documents.get(id)
    if document is None or not document.hash.startswith(match[2]):
        raise PinciteError(gettext("A document has changed or was removed since. Ask again."))
    length = len(document.text)
    if not 0 <= first <= start < end <= last <= length:
        raise PinciteError(gettext("A chosen place is not in its document. Ask again."))
    span, sentence = Span(document, start, end), Span(document, first, last)
    place = Occurrence(span, sentence, Passage(sentence, 0.0, None, None, ()))
    role: Role = match[4]
    return Record(shown_citation(place, number), gettext(ROLES[role]), iso_date(stated_date(span)))
