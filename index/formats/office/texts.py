"""What the office readers do with texts: titles, tables of contents, one text within another."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from index.formats.extract import ExtractedText
from index.formats.tables import ROW_END, row_sentence

_NO_TITLE = re.compile(
    r"(untitled|document|presentation|powerpoint presentation|powerpoint-pr\w*|"
    r"(a?pr[eé]sent|prezent|презентац)\w*( \w+){0,2} powerpoint|"
    r"word document|microsoft (word|powerpoint)( document)?|slide|folie|title|"
    r"no slide title|kein folientitel|pas de titre de diapositive|sin título de diapositiva|"
    r"nessun titolo diapositiva|geen diatitel)?\s*\d*",
    re.IGNORECASE,
)
_MADE_FROM_FILE = re.compile(
    r"^microsoft (word|powerpoint) - |\.(docx?|pptx?|odt|rtf|dotx?)$", re.I
)
_PROGRAMS = frozenset(
    ("python-docx", "apache poi", "un-named", "openpyxl", "docx4j", "phpword", "windows user")
)
_TEMPLATE_DATES = frozenset(
    ("2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z", "2013-01-27T09:15:58Z")
)
"""Of the empty documents that python-docx and python-pptx start from."""

_CONTENTS = re.compile(r"(table of )?contents", re.IGNORECASE)
_ENTRY = re.compile(r"\S.*?(\t|\s|\.{2,}|…)\s*(\d{1,4}|[ivxlc]{1,7})", re.DOTALL)
_MAX_ENTRY_CHARS = 200
_MAX_RUNNING_CHARS = 2_000
_MAX_TITLE_CHARS = 120
_MAX_HEADING_CHARS = 160
_SENTENCE_WITHIN = re.compile(r"[.!?;]\s+[A-Z(\"“].*[.;:]$", re.DOTALL)


def stated_title(title: str) -> str:
    """The title of the metadata; "" for one that a program has filled in."""
    title = " ".join(title.split())
    return "" if _NO_TITLE.fullmatch(title) or _MADE_FROM_FILE.search(title) else title


def stated(core: Mapping[str, str]) -> tuple[str, str, str]:
    """Title, author and date of the metadata, without what a program or its template says."""
    author = core.get("creator", "")
    date = core.get("modified", "") or core.get("created", "")
    return (
        stated_title(core.get("title", "")),
        "" if author.casefold() in _PROGRAMS else author,
        "" if date in _TEMPLATE_DATES else date,
    )


def is_heading_text(text: str) -> bool:
    """False for a whole clause that has a heading style for the sake of its number."""
    return len(text) <= _MAX_HEADING_CHARS and not _SENTENCE_WITHIN.search(text)


def is_title_line(text: str) -> bool:
    """True for words that may be a title: one short line without an end mark."""
    text = text.strip()
    has_words = any(each.isalpha() for each in text)
    return has_words and len(text) <= _MAX_TITLE_CHARS and text[-1] not in ".,;:?!"


def is_contents_entry(text: str) -> bool:
    """True for a line that ends in a page number."""
    return len(text) <= _MAX_ENTRY_CHARS and bool(_ENTRY.fullmatch(text.strip()))


PAGE_NUMBER = "\ue000"
"""Stands in a header or footer for a page number that is left out."""

_PAGE_WORDS = (
    r"(?:pages?|pg|p|seite|s|sida|side|sivu|página|pagina|pág|strona|of|von|av|af|sur|de|di|z)"
)
_PAGE_PHRASE = re.compile(
    rf"(?:\b{_PAGE_WORDS}\b[.:]?\s*)?[-–|/\s]*{PAGE_NUMBER}(?:\s*(?:\b{_PAGE_WORDS}\b|/|\|)?\s*"
    rf"{PAGE_NUMBER})?[-–|/\s]*",
    re.IGNORECASE,
)


class ContentsList:
    """Recognises the entries of a table of contents: lines that end in a page number, below one
    that says "Contents"."""

    def __init__(self) -> None:
        self._inside = False

    def is_entry(self, text: str) -> bool:
        """Whether the next paragraph of the document is an entry."""
        text = text.strip()
        if _CONTENTS.fullmatch(text):
            self._inside = True
            return False
        if text and self._inside:
            self._inside = is_contents_entry(text)
        return bool(text) and self._inside


def transfer(
    extract: ExtractedText, inner: ExtractedText, *, known: Container[str] = ()
) -> list[str]:
    """Adds the blocks of another text with their kinds, except those whose words are `known`.

    Returns the blocks that were added. Page marks, title and author of the other text are not
    taken over; its losses and warnings are.
    """
    added = []
    text, start = inner.text, 0
    for marker in sorted(inner.markers, key=lambda marker: (marker.start, marker.end)):
        if marker.kind != "page" and marker.start >= start:
            added += _add_plain(extract, text[start : marker.start], known)
            block = text[marker.start : marker.end]
            if plain_words(block) not in known:
                extract.add(block, kind=marker.kind)
                added.append(block)
            start = marker.end
    added += _add_plain(extract, text[start:], known)
    extract.losses.update(inner.losses)
    extract.add_warnings(inner.warnings)
    return added


def add_running(extract: ExtractedText, inner: ExtractedText, known: set[str]) -> None:
    """Adds the paragraphs of a header or footer whose words are not `known`, and makes them so.

    Page numbers are left out, and what consists of them.
    """
    said = ExtractedText(losses=inner.losses, warnings=inner.warnings)
    for block in inner.text.split("\n\n"):
        said.losses["page numbers skipped"] += block.count(PAGE_NUMBER)
        has_number = PAGE_NUMBER in block and len(block) < _MAX_RUNNING_CHARS
        words = _PAGE_PHRASE.sub(" ", block) if has_number else block.replace(PAGE_NUMBER, "")
        words = words.strip(" \t\n|-–·•")
        if has_number and block.endswith(ROW_END):  # a row without the number in its last cell
            words = row_sentence(words.removesuffix(ROW_END).strip(" |:;"))
        if not words:
            continue
        if plain_words(words) in known:
            said.losses["repeated headers and footers skipped"] += 1
        else:
            said.add(words)
            known.add(plain_words(words))
    transfer(extract, said)


def plain_words(text: str) -> str:
    """The text with single spaces and small letters, to be compared."""
    return " ".join(text.split()).casefold()


def _add_plain(extract: ExtractedText, text: str, known: Container[str]) -> list[str]:
    blocks = [block for block in text.split("\n\n") if block.strip()]
    blocks = [block for block in blocks if plain_words(block) not in known]
    for block in blocks:
        extract.add(block)
    return blocks
