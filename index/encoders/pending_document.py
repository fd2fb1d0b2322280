"""A document on its way into a library: split into sentences, which are encoded in batches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index import chunking
from index.encoders.base import CountsLongTexts, Encoder
from index.errors import PinciteError
from index.spans import Document
from index.storage.failpoints import failpoint

_BATCH = 128  # sentences; a question asked meanwhile waits for one batch at most


class PendingDocument:
    """The sentences of a document, and their vectors once `encode` has run to its end."""

    def __init__(self, document: Document, encoder: Encoder) -> None:
        """Raises PinciteError if the text has no sentences, or too many."""
        self.document = document
        self.sentences = chunking.sentences(document.text)
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

    def encode(self) -> Iterator[tuple[int, int]]:
        """Encodes a batch a step; yields (sentences encoded so far, all sentences)."""
        for first in range(0, len(self.sentences), _BATCH):
            last = min(first + _BATCH, len(self.sentences))
            texts = [self.document.text[start:end] for start, end in self.sentences[first:last]]
            self.vectors[first:last] = self._encoder.encode(texts)
            if isinstance(self._encoder, CountsLongTexts):
                self.long_sentences += self._encoder.count_long(texts)
            failpoint("sentences encoded")
            yield last, len(self.sentences)
