"""The passages for a question about "INV-2023-0042": those of documents that have it."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


def _is_in_row(passage: Passage, forms: Sequence[str]) -> bool:
    return any(hit.span.is_within("row") and _holds(hit.span, forms) for hit in passage.sentences)


def _holds(span: Span, forms: Sequence[str]) -> bool:
    words = f" {' '.join(_WORD.findall(fold(span.text).lower()))} "
    return any(form in words for form in forms)
