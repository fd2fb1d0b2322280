"""A citation of words that were selected in a document."""

from __future__ import annotations

from dataclasses import asdict

from index.chunking import sentences
from index.errors import PinciteError
from index.library import Library
from index.spans import Document, Passage, Span
from qa.citations import Citation, verify
from qa.types import Occurrence
from ui.pages.document.blocks import groups
from ui.views.citations import shown_citation
from ui.views.i18n.language import gettext, written

MAX_CHARS = 5_000
"""Of a selection; a longer one is hardly a quotation."""

_REACH = 4_000
"""Characters on either side in which the block of a selection begins and ends."""


def cite_selection(library: Library, document: Document, start: int, end: int) -> Citation:
    """The citation of characters `[start, end)` without the white space at their ends.

    Raises PinciteError if they are not a range of the text, are only white space or too many, or
    the library does not have the words there.
    """
    citation = shown_citation(occurrence(selected(document, start, end)))
    problem = verify(library, asdict(citation))
    if problem is not None:
        raise PinciteError(gettext("The selection cannot be cited. Open the document again."))
    return citation


def selected(document: Document, start: int, end: int) -> Span:
    """The span of a selection, without the white space at its ends."""
    text = document.text
    if not 0 <= start < end <= len(text):
        raise PinciteError(
            gettext("The selection is not in this text any more. Select the words again.")
        )
    if end - start > MAX_CHARS:
        raise PinciteError(
            gettext(
                "{number} characters are selected; at most {most} can be cited at once. "
                "Select fewer.",
                number=written(end - start),
                most=written(MAX_CHARS),
            )
        )
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    last = start + len(words.rstrip())
    if first >= last:
        raise PinciteError(gettext("No words are selected. Select the words to cite."))
    return Span(document, first, last)


def occurrence(span: Span) -> Occurrence:
    """The span in its sentences: those of its block that it overlaps."""
    sentence = _sentence(span)
    return Occurrence(span, sentence, Passage(sentence, 0.0, None, None, ()))


def _sentence(span: Span) -> Span:
    document = span.document
    low, high = max(0, span.start - _REACH), min(len(document.text), span.end + _REACH)
    first, last = span.start, span.end
    for _, blocks in groups(document, low, high):
        for block in blocks:
            if block.start >= span.end or block.end <= span.start:
                continue
            words = document.text[block.start : block.end]
            for start, end in [(0, len(words))] if block.is_whole else sentences(words):
                if block.start + start < span.end and span.start < block.start + end:
                    first = min(first, block.start + start)
                    last = max(last, block.start + end)
    return Span(document, first, last)
