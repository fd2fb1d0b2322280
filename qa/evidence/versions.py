"""Which of several versions of a document a question names: "in version B", "in the draft"."""

from __future__ import annotations

from collections.abc import Sequence

from index.search.name_words import WORD, compared, name_words
from index.search.named_documents import file_stem
from index.spans import Document, Span
from index.storage.query_variants import STOP_WORDS

MIN_SHARED = 0.5
"""Share of the words of the shorter name, numbers apart, that two versions have in common."""

_LETTERS = frozenset("ABCDEFGHJKLMNOPQRSTUVWXYZ")
"""Capitals that name a version or a part; "I" is mostly a pronoun."""


_AGES = frozenset({"new", "newer", "newest", "latest", "current", "last", "old", "older"})
"""Of these the dates of the documents tell more than their names."""


def asked_version(passages: Sequence[Span], question: str) -> Document | None:
    """The document of that passage whose name has words of the question that its versions lack.

    Those lack them in their names and passages. None if the question tells none from another.
    """
    texts = {each.document.id: name_words(each.text) for each in passages}
    documents = list({each.document.id: each.document for each in passages}.values())
    words = [
        match[0]
        for match in WORD.finditer(question)
        if match[0].casefold() not in STOP_WORDS or (match.start() and match[0] in _LETTERS)
    ]
    asked = {
        compared(word) for word in words if len(word) > 1 or word.isdigit() or word in _LETTERS
    } - _AGES
    for document in documents:
        ours = document_words(document)
        versions = [
            (names, texts[other.id])
            for other in documents
            if other != document and are_versions(ours, names := document_words(other))
        ]
        if versions and all(
            ours & asked > names & asked and ours & asked - said for names, said in versions
        ):
            return document
    return None


def document_words(document: Document) -> set[str]:
    """The words of its file name and of its title, as they are compared."""
    return name_words(f"{file_stem(document.source)} {document.title}")


def are_versions(ours: set[str], theirs: set[str]) -> bool:
    """Whether documents of these words in their names can be versions of one."""
    one, other = ({word for word in words if not word.isdigit()} for words in (ours, theirs))
    return len(one & other) >= max(1.0, MIN_SHARED * min(len(one), len(other)))
