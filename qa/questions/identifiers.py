"""The passages for a question about "INV-2023-0042": those of documents that have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.spans import Passage, Span
from index.storage.folding import fold
from index.storage.query_variants import identifiers

_WORD = re.compile(r"[^\W_]+")


def with_identifiers(question: str, passages: Sequence[Passage]) -> list[Passage]:
    """Those of the documents in whose passages an identifier of the question stands.

    Of a table only the passages with its row. All, if the question has no identifier or none of
    them has it.
    """
    forms = [f" {form} " for each in identifiers(fold(question)) for form in each]
    named = [passage for passage in passages if _holds(passage.span, forms)]
    tables = {passage.span.document.id for passage in named if _is_in_row(passage, forms)}
    texts = {passage.span.document.id for passage in named} - tables
    kept = [each for each in passages if each.span.document.id in texts or each in named]
    return kept if kept else list(passages)


def of_other_identifiers(question: str, sentences: Iterable[str]) -> set[str]:
    """The sentences that have another identifier of the same form in the place of the asked one.

    "REF/22/0048-B" is of the form of "REF/22/0047-B". None, if no sentence has the asked one.
    """
    asked = [each[0].split() for each in identifiers(fold(question))]
    asked = [words for words in asked if len(words) > 1]
    if not asked:
        return set()
    words_of = {text: _WORD.findall(fold(text).lower()) for text in sentences}
    holding = {text for text, words in words_of.items() if any(_has(words, a) for a in asked)}
    if not holding:
        return set()
    return {
        text
        for text, words in words_of.items()
        if text not in holding and any(_has_like(words, each) for each in asked)
    }


def _has(words: Sequence[str], asked: Sequence[str]) -> bool:
    return any(list(window) == list(asked) for window in _windows(words, len(asked)))


def _has_like(words: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether an identifier stands there that has other digits or another letter."""
    return any(
        all(map(_are_alike, window, asked)) and any(map(str.isdecimal, window))
        for window in _windows(words, len(asked))
    )


def _windows(words: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (words[i : i + size] for i in range(len(words) - size + 1))


def _are_alike(one: str, other: str) -> bool:
    """Whether two parts are the same, or both numbers of as many digits, or both one letter."""
    are_numbers = one.isdecimal() and other.isdecimal() and len(one) == len(other)
    return (
        one == other or are_numbers or (one.isalpha() and other.isalpha() and len(one + other) == 2)
    )


def _is_in_row(passage: Passage, forms: Sequence[str]) -> bool:
    return any(hit.span.is_within("row") and _holds(hit.span, forms) for hit in passage.sentences)


def _holds(span: Span, forms: Sequence[str]) -> bool:
    words = f" {' '.join(_WORD.findall(fold(span.text).lower()))} "
    return any(form in words for form in forms)
