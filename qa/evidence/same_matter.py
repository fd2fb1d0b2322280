"""Whether two places speak of the same: of the same words of the question."""

from __future__ import annotations

import re

from index.spans import Document
from qa.evidence.versions import are_versions, document_words
from qa.questions.words import content_words, heading_words, names, overlap
from qa.types import Occurrence

MIN_SHARED = 0.5
"""Share of the question's words in either passage that must stand in both."""

MIN_SAID = 0.6
"""The same of two sentences, of which one is the answer as a whole."""

_PRICE = frozenset({"cost", "price", "charge", "fee", "fare", "pay", "free"})
_REFERS = re.compile(r"(?:it|he|she|they|this|that|these|those|its|his|her|their)\b", re.I)


def same_matter(one: Occurrence, other: Occurrence, question: str, *, with_section: bool) -> bool:
    """Whether both sentences and their passages speak of the words of the question.

    All its capitalised words and numbers stand in both passages, or their titles and sections.
    Their sections count as parts of the sentences if `with_section`.
    """
    if not same_context(one, other, question):
        return False
    asked, named = _words(question), names(question)
    answers = content_words(f"{one.span.text} {other.span.text}")
    said, there = _said(one, with_section), _said(other, with_section)
    if any(_is_most_of(place) for place in (one, other)):
        found = [_forms(asked, said), _forms(asked, there)]
        return len(found[0] & found[1]) >= MIN_SAID * len(found[0] | found[1])
    mentioned = content_words(one.span.text) <= there or content_words(other.span.text) <= said
    shared = _forms(said, there) - answers
    shorter = min(len(said - answers), len(there - answers))
    matter = asked - named - {"price"} or asked - named or asked
    if not _forms(matter, shared):
        return False
    return len(shared) > 1 or mentioned or 2 * len(shared) >= shorter


def _is_most_of(place: Occurrence) -> bool:
    """Whether an answer is most of its sentence, so that little beside it tells the matter."""
    return 2 * len(place.span.text) > len(place.sentence.text)


def same_context(one: Occurrence, other: Occurrence, question: str) -> bool:
    """Whether both passages, or their titles and sections, have the same words of the question."""
    asked = _words(question)
    ours, theirs = _context(one), _context(other)
    found = [_forms(asked, ours), _forms(asked, theirs)]
    is_shared = len(found[0] & found[1]) >= MIN_SHARED * len(found[0] | found[1])
    return is_shared and names(question) <= ours & theirs


def is_about_another(document: Document, other: Document, question: str) -> bool:
    """Whether it never mentions a thing that is asked about and stands in the title of the other.

    Versions of one document are about the same: "Lease", "Lease – Draft".
    """
    titled = _forms(_words(question) - {"price"}, content_words(other.title))
    text = f"{document.title} {document.text}".casefold() if titled else ""
    return any(word not in text for word in titled) and not are_versions(
        document_words(document), document_words(other)
    )


def _said(place: Occurrence, with_section: bool) -> set[str]:
    """The words of its sentence, with those of the one before if it refers to that."""
    text = place.sentence.text
    if _REFERS.match(text):
        before = [hit for hit in place.passage.sentences if hit.span.end <= place.sentence.start]
        text += f" {before[-1].span.text}" if before else ""
    return _words(f"{text} {place.span.section or ''}" if with_section else text)


def _context(place: Occurrence) -> set[str]:
    text = f"{place.passage.span.text} {place.sentence.text}"
    return _words(text) | heading_words(place.span)


def _words(text: str) -> set[str]:
    """Its content words; what something costs is its "price"."""
    return {"price" if word in _PRICE else word for word in content_words(text)}


def _forms(words: set[str], others: set[str]) -> set[str]:
    """Those of the words of which a form stands among the others."""
    return {word for word in words if overlap([word], others)}
