"""Finds quoted texts in a library, exactly as written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.datasets.dataset import GoldSpan
from index.library import Library
from index.spans import Document


@dataclass(frozen=True, slots=True)
class Quote:
    """Words to find in the documents with this `source`.

    It is a document's source, the last parts of one ("b.md" for "a/b.md"), or a title; "" for all.
    """

    text: str
    source: str = ""


def find_quotes(library: Library, quotes: Sequence[Quote]) -> list[tuple[GoldSpan, ...]]:
    """The occurrences of each quote, in the order of the library's documents and of the text.

    Each document is read once.
    """
    occurrences: list[list[GoldSpan]] = [[] for _ in quotes]
    for entry in library.list_documents():
        document = library.document(entry.id)
        for quote, of_quote in zip(quotes, occurrences, strict=True):
            if _matches_source(document, quote.source):
                for start in _starts(document.text, quote.text):
                    end = start + len(quote.text)
                    of_quote.append(GoldSpan(entry.hash, start, end, quote.text, entry.source))
    return [tuple(of_quote) for of_quote in occurrences]


def _matches_source(document: Document, source: str) -> bool:
    return source in ("", document.source, document.title) or document.source.endswith(f"/{source}")


def _starts(text: str, words: str) -> Iterator[int]:
    """Whole words only: "1994" does not occur in "19945", nor "art" in "party"."""
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        continues_before = words[0].isalnum() and text[start - 1 : start].isalnum()
        continues_after = words[-1].isalnum() and text[end : end + 1].isalnum()
        if not continues_before and not continues_after:
            yield start
        start = text.find(words, start + 1)
