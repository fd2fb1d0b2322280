"""Documents split and encoded in threads of their own, while earlier ones are stored.

Reading is ahead of these: index/ingest/sandbox.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.encoders.pending_document import PendingDocument
from index.encoders.sentence_cache import SentenceCache
from index.errors import PinciteError, StorageError
from index.ingest.ahead import Ahead
from index.ingest.readers import RejectedFile
from index.ingest.worker import InputFile, ReadResult
from index.library import Library
from index.spans import Document

_SPLIT_AHEAD = 4  # steps, of which a document of one batch has three
_ENCODED_AHEAD = 16


class Encoding(NamedTuple):
    """Some of a document's sentences are encoded."""

    source: str
    sentences: int
    total: int


class Encoded(NamedTuple):
    """A document that can be stored, or was compared with the one that is stored."""

    source: str
    document: Document
    pending: PendingDocument | None
    """None: it was unchanged when it was read."""


class Refused(NamedTuple):
    source: str
    error: PinciteError


class FileDone(NamedTuple):
    """No more documents of the file; the error if the rest of it cannot be read."""

    error: PinciteError | None = None


Step = Encoding | Encoded | Refused | FileDone


def encoded_ahead(
    library: Library,
    files: Iterable[tuple[InputFile, Iterator[ReadResult]]],
    tags: Sequence[str],
) -> Ahead[Step]:
    """The steps of files that are being read, in order; documents get `tags` beside their own.

    Close it, after what reads `files`: that waits for the sentences that are being encoded, but not
    for a text that is being split. Raises StorageError if the library cannot be read.
    """
    split = Ahead(_split(library, files, tags), _SPLIT_AHEAD)
    return Ahead(_encode(split), _ENCODED_AHEAD, split)


def _split(
    library: Library,
    files: Iterable[tuple[InputFile, Iterator[ReadResult]]],
    tags: Sequence[str],
) -> Iterator[Step]:
    """The steps but for `Encoding`: sentences are found, vectors are not."""
    for _, results in files:
        try:
            for result in results:
                yield _split_document(library, result, tags)
        except StorageError:
            raise
        except PinciteError as error:
            yield FileDone(error)
        else:
            yield FileDone()


def _split_document(library: Library, result: ReadResult, tags: Sequence[str]) -> Step:
    try:
        if isinstance(result, RejectedFile):
            raise PinciteError(result.reason)
        document = replace(result, tags=tuple(sorted({*result.tags, *tags})))
        is_unchanged = library.unchanged(document) is not None
        pending = None if is_unchanged else PendingDocument(document, library.encoder)
        return Encoded(document.source, document, pending)
    except StorageError:
        raise
    except PinciteError as error:
        return Refused(result.source, error)


def _encode(steps: Iterable[Step]) -> Iterator[Step]:
    cache = SentenceCache()
    for step in steps:
        if isinstance(step, Encoded) and step.pending is not None:
            try:
                for sentences, total in step.pending.encode(cache):
                    yield Encoding(step.source, sentences, total)
            except StorageError:
                raise
            except PinciteError as error:
                step = Refused(step.source, error)
        yield step
