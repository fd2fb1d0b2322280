"""Where a quoted text stands in a library, exactly as written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.datasets.dataset import GoldSpan
from index.library import Library
from index.spans import Document


@dataclass(frozen=True, slots=True)
class Quote:
    """Words to be found; `source` is where, "" for anywhere: a document's source, the end of one, or a title."""

    text: str
    source: str = ""


def find_quotes(library: Library, quotes: Sequence[Quote]) -> list[tuple[GoldSpan, ...]]:
    """The places of each quote, in the order of the library's sources and of the text. Each document is read once."""
    found: list[list[GoldSpan]] = [[] for _ in quotes]
    for entry in library.list_documents():
        document = library.document(entry.id)
        for number, quote in enumerate(quotes):
            if _is_meant(document, quote.source):
                starts = _places(document, quote.text)
                found[number].extend(
                    GoldSpan(entry.hash, at, at + len(quote.text), quote.text, entry.source)
                    for at in starts
                )
    return [tuple(places) for places in found]


def _is_meant(document: Document, source: str) -> bool:
    return source in ("", document.source, document.title) or document.source.endswith(f"/{source}")


def _places(document: Document, words: str) -> Iterator[int]:
    """Whole words only: "1994" does not stand in "19945", nor "art" in "party"."""
    text, at = document.text, document.text.find(words)
    while at >= 0:
        end = at + len(words)
        joined_before = words[0].isalnum() and text[at - 1 : at].isalnum()
        joined_after = words[-1].isalnum() and text[end : end + 1].isalnum()
        if not joined_before and not joined_after:
            yield at
        at = text.find(words, at + 1)
