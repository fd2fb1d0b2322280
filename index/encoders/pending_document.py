"""A document on its way into a library: split into sentences, which are encoded in batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from index import chunking
from index.encoders.base import LONG_TEXTS, CountsLongTexts, Encoder
from index.encoders.sentence_cache import SentenceCache
from index.errors import PinciteError
from index.spans import Document
from index.storage.failpoints import failpoint

_BATCH = 128  # sentences; a question asked meanwhile waits for one batch at most
_COMPARED = ("text", "title", "markers", "warnings", "author", "date", "tags", "losses")


class PendingDocument:
    """The sentences of a document, and their vectors once `encode` has run to its end."""

    def __init__(self, document: Document, encoder: Encoder) -> None:
        """Raises PinciteError if the text has no sentences, or too many."""
        self.document = document
        self.sentences = chunking.sentences(document.text, document.markers)
        failpoint("document split")
        if not self.sentences:
            raise PinciteError(f"{document.source}: it contains no words.")
        if len(self.sentences) > chunking.MAX_SENTENCES:
            raise PinciteError(
                f"{document.source}: it has more than {chunking.MAX_SENTENCES:,} sentences; "
                "split it."
            )
        self._encoder = encoder
        size = (len(self.sentences), encoder.fingerprint.dimension)
        self.vectors = np.empty(size, np.float16)  # as they are stored
        self.long_sentences = 0
        """Sentences longer than the encoder's window."""

    def encode(self, cache: SentenceCache | None = None) -> Iterator[tuple[int, int]]:
        """Encodes a batch a step; yields (sentences encoded so far, all sentences).

        `cache` has the vectors of documents before.

        Sentences alone: with title, section or the sentence before, search gains nothing beyond
        chance on office documents and contracts (docs/benchmarks.md, "Ablation").
        """
        cache = SentenceCache() if cache is None else cache
        for first in range(0, len(self.sentences), _BATCH):
            last = min(first + _BATCH, len(self.sentences))
            texts = [self.document.text[start:end] for start, end in self.sentences[first:last]]
            self.vectors[first:last] = cache.encode(self._encoder, texts)
            if isinstance(self._encoder, CountsLongTexts):
                self.long_sentences += self._encoder.count_long(texts)
            failpoint("sentences encoded")
            yield last, len(self.sentences)

    def stamped(self) -> Document:
        """The document with the time it was added and the encoder's entry in its losses."""
        losses = self.document.losses
        if self.long_sentences:
            losses = {**losses, LONG_TEXTS: self.long_sentences}
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return replace(self.document, added=self.document.added or now, losses=losses)


def is_same(stored: Document, document: Document) -> bool:
    """Would storing `document` change nothing? The encoder's entry in the losses is ignored."""
    losses = {what: count for what, count in stored.losses.items() if what != LONG_TEXTS}
    as_read = replace(stored, losses=losses)
    return all(getattr(as_read, name) == getattr(document, name) for name in _COMPARED)
