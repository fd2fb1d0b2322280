"""Addresses of a document, with marks, and of the places of an answer.

They are relative to the other pages of the same library, so they never lead to another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from urllib.parse import urlencode

from index.errors import PinciteError
from index.spans import Document, Span
from index.storage.query_variants import STOP_WORDS
from qa.citations import Citation
from ui.views.i18n.language import gettext

HASH_CHARS = 16
"""Of a text's hash in an address: enough to notice that the text is another one now."""

MAX_MARKS = 200
"""Marks in one address, which browsers and servers limit to about 8,000 characters."""

_MOST_WORDS = 6  # of a name or a phrase that is asked instead of a question

_MARK = re.compile(r"(\d{1,9})-(\d{1,9})(?:-(\d{1,9})-(\d{1,9}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """`[start, end)` are cited words, `[sentence_start, sentence_end)` the sentence around them."""

    start: int
    end: int
    sentence_start: int
    sentence_end: int

    @classmethod
    def of(cls, span: Span, sentence: Span | None = None) -> Mark:
        around = span if sentence is None else sentence
        return cls(span.start, span.end, around.start, around.end)

    @classmethod
    def of_citation(cls, cited: Citation) -> Mark:
        return cls(cited.start, cited.end, cited.sentence_start, cited.sentence_end)

    def __str__(self) -> str:
        return "-".join(map(str, astuple(self)))


def parse_marks(values: Sequence[str], document: Document) -> tuple[Mark, ...]:
    """The marks of an address, each once, in its order.

    Raises PinciteError for one that is not a range of the document's text.
    """
    return tuple(dict.fromkeys(_mark(value, document) for value in values[:MAX_MARKS]))


def _mark(value: str, document: Document) -> Mark:
    match = _MARK.fullmatch(value)
    numbers = [int(number) for number in match.groups() if number] if match else []
    mark = Mark(*numbers, *numbers[: 4 - len(numbers)]) if numbers else Mark(0, 0, 0, 0)
    length = len(document.text)
    is_range = 0 <= mark.start < mark.end <= length
    if not (is_range and 0 <= mark.sentence_start < mark.sentence_end <= length):
        raise PinciteError(
            gettext(
                "“{mark}” marks no words of this text. Open the document from the list, or ask "
                "again.",
                mark=value[:40],
            )
        )
    return mark


def document_address(document: Document | int, marks: Iterable[Mark] = ()) -> str:
    """The page that shows a document, opened at the first mark.

    With marks, the address has the hash of the text in which they are ranges.
    """
    if isinstance(document, int):
        return f"document/{document}"
    parameters = [("mark", str(mark)) for mark in dict.fromkeys(marks)][:MAX_MARKS]
    if parameters:
        parameters.append(("text", document.hash[:HASH_CHARS]))
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"document/{document.id}{query}"


def places_address(question: str, link: str = "") -> str:
    """The page with all places of an answer; `link` are the other parameters of the question."""
    return f"places?{urlencode({'q': question})}{f'&{link}' if link else ''}"


def mentions_address(question: str) -> str:
    """The page with all mentions of the words that were asked; "" if they are a question.

    >>> mentions_address("Ormerod & Daughters"), mentions_address("Who is Ormerod?")
    ('mentions?q=Ormerod+%26+Daughters', '')
    """
    words = question.split()
    is_question = "?" in question or len(words) > _MOST_WORDS or words[0].lower() in STOP_WORDS
    return "" if is_question else f"mentions?{urlencode({'q': question})}"
