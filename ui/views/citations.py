"""Citations as a page shows and exports them: whole brackets, and no path of the server."""

from __future__ import annotations

from dataclasses import replace

from index.spans import Span
from qa.citations import Citation, citation_of
from qa.types import Occurrence
from ui.views.engine_words import place_words
from ui.views.file_names import file_name
from ui.views.i18n.language import gettext, written

_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "«": "»"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}

MAX_ADDED = 80
"""Characters that a quotation may grow by for the other half of a bracket."""


def shown_citation(place: Occurrence, number: int = 1) -> Citation:
    """The citation of a place with whole brackets; its source is the name of the file alone."""
    whole = replace(place, span=with_whole_brackets(place.span, place.sentence))
    citation = citation_of(whole, number)
    return replace(citation, source=file_name(citation.source))


def citation_place(citation: Citation) -> str:
    """`Citation.place` in the language of the page."""
    characters = gettext(
        "characters {start}–{end} of {file}",
        start=written(citation.start),
        end=written(citation.end),
        file=citation.source,
    )
    return ", ".join(filter(None, (place_words(citation.pages), citation.section, characters)))


def with_whole_brackets(span: Span, sentence: Span) -> Span:
    """The span with the other half of each bracket in it, if the sentence has that nearby.

    A half without another one is left out if it is the first or the last character.
    """
    text, start, end = span.document.text, span.start, span.end
    openings, closings = _unmatched(text[start:end])
    if openings:
        end = _end_of(text, end, min(sentence.end, end + MAX_ADDED), openings)
    if closings:
        start = _start_of(text, start, max(sentence.start, start - MAX_ADDED), closings)
    if end == span.end and openings and text[start] in _PAIRS and text[start] == openings[0]:
        start += 1
    if start == span.start and closings and text[end - 1] == closings[-1]:
        end -= 1
    words = text[start:end]
    start, end = end - len(words.lstrip()), start + len(words.rstrip())
    return Span(span.document, start, end) if start < end else span


def _unmatched(words: str) -> tuple[list[str], list[str]]:
    """Opening signs without a closing one, and closing ones without an opening one, in order."""
    openings, closings = list[str](), list[str]()
    for character in words:
        if character in _PAIRS:
            openings.append(character)
        elif character in _OPENING:
            if openings and openings[-1] == _OPENING[character]:
                openings.pop()
            else:
                closings.append(character)
    return openings, closings


def _end_of(text: str, end: int, limit: int, openings: list[str]) -> int:
    """Where the last of the closing signs that are missing ends; `end` if one is not there."""
    missing = list(openings)
    for at in range(end, limit):
        if text[at] in _PAIRS:
            missing.append(text[at])
        elif missing[-1] == _OPENING.get(text[at]):
            missing.pop()
            if not missing:
                return at + 1
    return end


def _start_of(text: str, start: int, limit: int, closings: list[str]) -> int:
    """Where the first of the opening signs that are missing begins; `start` if one is not there."""
    missing = list(reversed(closings))
    for at in range(start - 1, limit - 1, -1):
        if text[at] in _OPENING:
            missing.append(text[at])
        elif missing[-1] == _PAIRS.get(text[at]):
            missing.pop()
            if not missing:
                return at
    return start
