"""Finds the documents, and the page, that a draft names as the source of a quotation.

They are named in the sentence of the quotation, in brackets behind it, or in the footnote to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from index.search.name_words import name_words
from index.search.named_documents import DocumentNames, file_stem
from index.search.verbatim_words import TextWords, words_of
from index.spans import Document, Span
from qa.drafts.quotations import Quotation

_MAX_CHARS = 400  # before and behind a quotation
_BEFORE_NUMBERS = (
    *("no", "nos", "nr", "art", "arts", "sec", "cl", "para"),
    *("fig", "figs", "p", "pp", "vol"),
)
_STOPS = "|".join(rf"(?<=\b(?i:{word}))" for word in _BEFORE_NUMBERS)
NUMBERED = rf"(?:{_STOPS})\.\s*\d"
"""The stop of an abbreviation before a number, "No. 1": no end of a sentence."""

SENTENCE_END = re.compile(
    rf"(?!{NUMBERED})"
    r"[.!?](?:[\"”’)\]]|\[\^?[\w-]{1,20}\]|[⁰¹²³⁴-⁹])*\s+(?=[^\Wa-z_])|\n\s*\n"
)
_BEHIND = re.compile(r"[\"”’»›.,;:!?\s]*(\([^()]*\)|\[[^\[\]]*\])")
_REFERENCE = re.compile(r"[\"”’»›.,;:!?)\s]*(?:\[\^?([\w-]{1,20})\]|([⁰¹²³⁴-⁹]+))")
_NOTE = re.compile(r"^\[\^?[\w-]{1,20}\]:?[ \t]+(\S.*)$", re.MULTILINE)
_CAPITALISED = re.compile(r"\b[^\Wa-z\d_][^\W_]+")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PAGE = re.compile(r"\b(?:p|pp|page|pages|pg)\b\.?\s*(\d{1,5}|[ivxlc]{1,8}\b)", re.IGNORECASE)

_VERSION = re.compile(r"\b(?:version|ver\.?) (?=\d)(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedSource:
    """What a draft says of the source of a quotation, and the page that it names, "" without.

    Documents are their places in a corpus, likeliest first.
    """

    context: str
    documents: tuple[int, ...]
    page: str


class SourceNames:
    """The names of the documents of a corpus, as a draft says them.

    A draft names a document by its whole title, of two words or more, or by words of its title and
    file name (index.search.named_documents).
    """

    def __init__(self, names: Sequence[tuple[int, str, str]]) -> None:
        """`names` are (place, source, title)."""
        self._names = DocumentNames(names)
        shared = shared_titles(names)
        self._shown = {place: told_apart(title, source, shared) for place, source, title in names}
        self._files = {place: file_of(source).casefold() for place, source, _ in names}
        self._marks = {
            place: (_phrase(words_of(stem)), name_words(stem) - name_words(title))
            for place, source, title in names
            if title in shared and (stem := file_stem(source))
        }
        titles = ((place, words_of(title)) for place, _, title in names)
        self._titles = [(place, _phrase(title)) for place, title in titles if len(title) > 1]

    def title(self, place: int) -> str:
        """The title of a document, with its file name where others have the same title."""
        return self._shown[place]

    def find(self, text: str) -> tuple[int, ...]:
        """The documents that a text names, likeliest first."""
        whole = self._by_file(text) or self._by_title(text)
        return whole if whole else tuple(each.id for each in self._names.find(text))

    def may_name(self, source: NamedSource, documents: Collection[int]) -> bool:
        """Whether the draft names no document, or as well one of these: one of the same title."""
        if not source.documents or set(documents).intersection(source.documents):
            return True
        if self._by_file(source.context) or self._by_title(source.context):
            return False
        allowed = {*documents, source.documents[0]}
        return any(each.id in documents for each in self._names.find(source.context, allowed))

    def _by_file(self, text: str) -> tuple[int, ...]:
        """The documents of which the text has the whole file name, with its suffix."""
        said = " ".join(text.casefold().split())
        return tuple(
            place
            for place, name in self._files.items()
            if "." in name
            and name in said
            and re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", said)
        )

    def _by_title(self, text: str) -> tuple[int, ...]:
        """The documents of which the text has the title; of several with one title those of which
        it has the other words of the file name too: "Services Agreement v2"."""
        words = _phrase(words_of(text))
        found = [(place, title) for place, title in self._titles if title in words]
        titled = [
            (place, title)
            for place, title in found
            if not any(title != other and title in other for _, other in found)
        ]
        named = {place: title for place, title in titled if self._is_told_apart(place, text)}
        return tuple(
            place for place, title in titled if place in named or title not in named.values()
        )

    def _is_told_apart(self, place: int, text: str) -> bool:
        """Whether the text has what tells the document from others of its title."""
        stem, marks = self._marks.get(place, ("", set()))
        if not marks:
            return False
        is_number = all(map(str.isdigit, marks))
        is_said = not is_number and marks <= name_words(_VERSION.sub(r"v\1", text))
        return is_said or stem in _phrase(words_of(text))


def shared_titles(names: Iterable[tuple[int, str, str]]) -> frozenset[str]:
    """The titles that several documents have; `names` are (place, source, title)."""
    counts = Counter(title for _, _, title in names)
    return frozenset(title for title, count in counts.items() if count > 1)


def told_apart(title: str, source: str, shared: Collection[str]) -> str:
    """The title, with the file name behind it if it is one of those `shared`."""
    return f"{title} ({file_of(source)})" if title in shared else title


def file_of(source: str) -> str:
    """The file name of a source, with its suffix.

    >>> file_of("offers/mail.zip!/lease v2.docx")
    'lease v2.docx'
    """
    return source.replace("\\", "/").rpartition("/")[2]


def _phrase(words: TextWords) -> str:
    return f" {' '.join(words.forms)} "


def named_source(
    quotation: Quotation, quotations: Sequence[Quotation], names: SourceNames
) -> NamedSource:
    """What a draft names as the source of a quotation; `quotations` are all of the draft's."""
    around = context(quotation, quotations)
    page = _PAGE.search(around)
    return NamedSource(around, names.find(around), page[1] if page else "")


def context(quotation: Quotation, quotations: Sequence[Quotation]) -> str:
    """The sentence about a quotation without what is quoted, and the footnote to it."""
    draft, (start, end) = quotation.span.document, quotation.outer
    text = draft.text
    first = max((each.end() for each in SENTENCE_END.finditer(text, 0, start)), default=0)
    first = max(first, start - _MAX_CHARS)
    behind, following = _BEHIND.match(text, end), SENTENCE_END.search(text, max(end - 2, 0))
    last = min(following.end() if following else len(text), end + _MAX_CHARS)
    last = max(last, behind.end() if behind else end, end)
    around = list(text[first:last])
    for each in quotations:
        left, right = max(each.outer[0], first), min(each.outer[1], last)
        if left < right:
            around[left - first : right - first] = " " * (right - left)
    reference = _REFERENCE.match(text, end)
    mark = (reference[1] or reference[2].translate(_RAISED)) if reference else ""
    return f"{''.join(around)} {note(draft, mark) if mark else ''}"


def note(draft: Document, mark: str) -> str:
    """The text of the footnote with this mark; "" if there is none."""
    pattern = re.compile(
        rf"^\[\^?{re.escape(mark)}\]:?[ \t]*(.+(?:\n(?!\s*\n|\[).+)*)", re.MULTILINE
    )
    found = pattern.findall(draft.text)
    return str(found[-1]) if found else ""


def find_references(draft: Document) -> list[Span]:
    """The footnotes that may name a document: they have two capitalised words or more."""
    found = {(marker.start, marker.end) for marker in draft.marked("note")}
    found |= {match.span(1) for match in _NOTE.finditer(draft.text)}
    spans = [Span(draft, start, end) for start, end in sorted(found) if end > start]
    return [span for span in spans if len(_CAPITALISED.findall(span.text)) > 1]
