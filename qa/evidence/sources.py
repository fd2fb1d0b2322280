"""Parts of a passage that name or ask something but answer nothing.

A heading, an entry of a table of contents, a question that the text asks (FAQ, minutes) and the
introduction of a list are read as context and never quoted as an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.chunking import CharRange
from index.spans import Passage, Span

_MIN_PROSE_WORDS = 12
"""Words from which a heading that ends with a full stop is a sentence wrongly marked."""

_MAX_INTRODUCTION = 150
"""Characters of the introduction of a list; a longer sentence before a colon says something."""

_LABEL = re.compile(r"[^:\n]{2,60}: +(?=\S)")
_NUMBERING = re.compile(
    r"\W*(?:(?:section|article|chapter|part|clause|annex|exhibit|schedule|appendix|page|no\.?)\s+)?"
    r"(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[ivxlc]{1,6}[.)]?|[a-z][.)])(?=\s|$)",
    re.IGNORECASE,
)
_VALUE = re.compile(r"\d{4}|\d+[.,:/]\d|[$€£¥]\s?\d|\d\s?(?:[%°]|[^\W\d_]{1,3}\b)")
_CELL_LABEL = re.compile(r"(?:\A|(?<=; ))[^\W\d][^;:\n\d]{0,60}: ")
_ASKS_FOR_A_LABEL = re.compile(r"\bwhich\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?:\A|(?<=[.!?:]\s)|(?<=\n))[^.!?\n]*[^\W_][^.!?\n]*\?(?=[\"'”’)\]]?(?:\s+[^\sa-z]|\s*\Z))"
)
_INTRODUCTION = re.compile(r":\s*\Z")
_ITEM_AFTER = re.compile(
    r"[^\S\n]*\n\s*(?:[-*•▪●–] |\(?(?:\d{1,2}|[a-z]{1,3})[.)] |[^\n]{1,80}(?:\n|\Z))", re.IGNORECASE
)
"""The first item of a list: with a mark or a number, or a short line."""

_AFTER = 1_000  # characters in which it is looked for, blank lines before it included
_ASKS_FOR_A_NUMBER = re.compile(
    r"\b(?:how (?:many|much|long|old|far|often)|when|what year)\b", re.I
)
_ASKS_FOR_A_HEADING = re.compile(
    r"\b(?:titled?|headings?|headlines?|called|named?|entitled|chapters?|sections?|articles?|"
    r"clauses?|parts?|parties|party|pages?)\b",
    re.IGNORECASE,
)
_ASKS_FOR_A_QUESTION = re.compile(r"\b(?:ask(?:s|ed|ing)?|questions?|quer(?:y|ies))\b", re.I)
_ASKS_FOR_A_PAGE = re.compile(r"\b(?:pages?|table of contents)\b", re.IGNORECASE)


def not_evidence(question: str, passage: Passage) -> list[CharRange]:
    """The ranges of the passage, in characters from its start, from which no answer is taken.

    Exempt are: the value of a heading with a label ("Weight: 86 kg") or with a date or an amount;
    a number in an introduction if a number is asked; what the question asks for by its kind (a
    title, a page, a question).
    """
    origin = passage.span.start
    return [
        (start - origin, end - origin)
        for hit in passage.sentences
        for start, end in _excluded(question, hit.span)
    ]


def _excluded(question: str, sentence: Span) -> Iterator[CharRange]:
    text, origin = sentence.text, sentence.start
    if sentence.is_within("row") and not _ASKS_FOR_A_LABEL.search(question):
        yield from ((origin + m.start(), origin + m.end()) for m in _CELL_LABEL.finditer(text))
    if sentence.is_within("contents"):
        if not _ASKS_FOR_A_PAGE.search(question):
            yield origin, sentence.end
    elif sentence.is_heading:
        if not _ASKS_FOR_A_HEADING.search(question):
            yield from ((origin + a, origin + b) for a, b in _of_heading(text))
    elif (
        len(text) <= _MAX_INTRODUCTION
        and _INTRODUCTION.search(text)
        and _ITEM_AFTER.match(sentence.document.slice(sentence.end, sentence.end + _AFTER))
        and not (
            _ASKS_FOR_A_NUMBER.search(question)
            and re.search(r"\d|\b(?:one|two|three|four|five)\b", text, re.I)
        )
    ):
        yield origin, sentence.end
    if "?" in text and not _ASKS_FOR_A_QUESTION.search(question):
        yield from ((origin + m.start(), origin + m.end()) for m in _QUESTION.finditer(text))


def _of_heading(text: str) -> list[CharRange]:
    if text.endswith(".") and len(text.split()) >= _MIN_PROSE_WORDS:
        return []
    label = _LABEL.match(text)
    if label:
        return [(0, label.end())]
    number = _NUMBERING.match(text)
    return [] if _VALUE.search(text, number.end() if number else 0) else [(0, len(text))]
