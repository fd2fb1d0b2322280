"""Finds the documents, and the page, that a draft names as the source of a quotation.

They are named in the sentence of the quotation, in brackets behind it, or in the footnote to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from index.search.named_documents import DocumentNames
from index.spans import Document
from qa.drafts.quotations import Quotation

_SENTENCE_END = re.compile(r"[.!?][\"”’)\]]*\s+(?=[^\Wa-z_])|\n\s*\n")
_BEHIND = re.compile(r"[\"”’»›.,;:!?\s]*(\([^()]*\)|\[[^\[\]]*\])")
_REFERENCE = re.compile(r"[\"”’»›.,;:!?)\s]*(?:\[\^?([\w-]{1,20})\]|([⁰¹²³⁴-⁹]+))")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PAGE = re.compile(r"\b(?:p|pp|page|pages|pg)\b\.?\s*(\d{1,5}|[ivxlc]{1,8}\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedSource:
    """What a draft says of the source of a quotation, and the page that it names, "" without.

    Documents are their places in a corpus, likeliest first.
    """

    context: str
    documents: tuple[int, ...]
    page: str

    def may_be(self, documents: Collection[int], names: DocumentNames) -> bool:
        """Whether the words name one of these documents as well, such as one of the same title."""
        if not self.documents or set(documents).intersection(self.documents):
            return True
        allowed = {*documents, self.documents[0]}
        return any(each.id in documents for each in names.find(self.context, allowed))


def named_source(
    draft: Document, quotation: Quotation, others: list[Quotation], names: DocumentNames
) -> NamedSource:
    """What the draft names as the source of a quotation; `others` are all of its quotations."""
    around = context(draft, quotation, others)
    found = tuple(named.id for named in names.find(around))
    page = _PAGE.search(around)
    return NamedSource(around, found, page[1] if page else "")


def context(draft: Document, quotation: Quotation, others: list[Quotation]) -> str:
    """The sentence about a quotation without what is quoted, and the footnote to it."""
    text = draft.text
    start, end = quotation.outer
    first = max((each.end() for each in _SENTENCE_END.finditer(text, 0, start)), default=0)
    behind = _BEHIND.match(text, end)
    following = _SENTENCE_END.search(text, max(end - 2, 0))
    last = max(
        min(following.end() if following else len(text), end + 300), behind.end() if behind else 0
    )
    first = max(first, start - 500)
    parts, at = [text[first:start]], end
    parts.append(text[at:last])
    for each in others:
        if each is not quotation and first <= each.outer[0] and each.outer[1] <= last:
            parts = [part.replace(text[slice(*each.outer)], " ") for part in parts]
    reference = _REFERENCE.match(text, end)
    if reference:
        parts.append(note(draft, reference[1] or reference[2].translate(_RAISED)))
    return " ".join(parts)


def note(draft: Document, mark: str) -> str:
    """The text of the footnote with this mark; "" if there is none."""
    pattern = re.compile(rf"^\[\^?{re.escape(mark)}\]:?[ \t]*(.+(?:\n(?!\s*\n|\[).+)*)", re.MULTILINE)
    found = pattern.findall(draft.text)
    return str(found[-1]) if found else ""
