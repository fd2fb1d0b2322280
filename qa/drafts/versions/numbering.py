"""Where the headings, clauses and items of a document are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.chunking import CharRange
from index.spans import Document

_BEFORE_WORDS = r"[ \t]*(?:\s{1,4}|(?-i:(?=[A-Z])))(?=[\"“‘'(\[$£€]*\w)"
_NUMBER = (
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]{1,2}|[ivxlc]{1,6}|[A-Z]|[IVXLC]{1,6})\)"
    r"|\d{1,3}(?:\.\d{1,3})*\.|\d{1,3}(?:\.\d{1,2})+(?=\s+[\"“(]?[A-Z])"
    r"|[a-z]\.|[ivxlc]{1,6}\.|[IVXLC]{2,6}\.|[•▪·*–-]"
)
_NAME = (
    r"(?:section|article|artikel|clause|part|schedule|chapter|appendix|annexe?|exhibit|abschnitt"
    r"|kapitel|teil|anlage|ziffer|chapitre|titre|art\.|§{1,2})"
)
_NAMED = rf"{_NAME}\s*(?:\d{{1,3}}(?:\.\d{{1,3}})*[a-z]?|[IVXLC]{{1,6}}|[A-Z])(?!\w)"
_NUMBERING = re.compile(
    rf"(?:{_NUMBER}){_BEFORE_WORDS}"
    rf"|(?i:{_NAMED})(?:\s?[.:)–—-](?=\s)|(?=\n|\s+[A-Z][^\n]*[^.;,!?\s]\s*\Z)|\W*\Z)"
)
"""Of a sentence. "Section 5 applies" and "Article 5 GDPR applies." are words, not numbering."""

_LETTER = re.compile(rf"([A-Z])\.{_BEFORE_WORDS}")
_INNER = re.compile(r"(?<=[;:,\n])\s{0,3}(?:(?:and|or)\s+)?(\([a-z0-9]{1,4}\))\s")
_OF_HEADING = re.compile(
    rf"(?:{_NAME}\s*)?(?:{_NUMBER}|\d{{1,3}}|[IVXLC]+(?!\w)\.?)[.:]?{_BEFORE_WORDS}"
    rf"|{_NAMED}\W*\Z",
    re.IGNORECASE,
)


def numberings(document: Document, ranges: Sequence[CharRange]) -> Iterator[CharRange]:
    """Numbers before a heading, a clause or an item; `ranges` are the sentences.

    A row of a table has none. A capital letter with a full stop is one if "A." and "B." or "I." and
    "II." begin sentences; else it is an initial.
    """
    text = document.text
    headings = {marker.start for marker in document.marked("heading")}
    rows = {marker.start for marker in document.marked("row")}
    begins = {text[start : start + 2] for start, _ in ranges}
    has_letters = {"A.", "B."} <= begins or ("I." in begins and "II" in begins)
    for start, end in ranges:
        pattern = _OF_HEADING if start in headings else _NUMBERING
        match = None if start in rows else pattern.match(text, start, end)
        if not match and has_letters and start not in rows:
            match = _LETTER.match(text, start, end)
        if match:
            yield match.span()
        yield from (each.span(1) for each in _INNER.finditer(text, start, end))
