"""Reads files into new parts of a collection: each file once, however often it is stopped.

A part is made in a file of its own, sealed, and recorded together with the files it was read from.
A writer that is killed loses the part it is making, and no other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from index.collection.writing.codebook import refresh_codebook
from index.collection.writing.reading import (
    PART_FILES,
    AddProgress,
    HashedFile,
    Outcome,
    ReadingOptions,
    read_part,
)
from index.collection.writing.sealing import check_settings
from index.collection.writing.writer import CollectionWriter
from index.encoders.base import Encoder
from index.encoders.registry import encoder_for
from index.encoders.sentence_transformers import SentenceTransformersEncoder
from index.ingest.pipeline import IngestProgress, InputFile
from index.library import IngestResult


def add(
    writer: CollectionWriter, files: Sequence[InputFile], options: ReadingOptions
) -> Generator[IngestProgress]:
    """Adds files and publishes a version with their documents; yields the progress at every step.

    A file whose bytes were read before is left as it is; one that could not be read is tried again.
    A caller that stops iterating keeps the parts that are recorded: they are in the next version.
    """
    if (settings := writer.settings()) is not None:
        check_settings(settings, writer.folder.path, options.max_passage_chars)
    encoder, total = encoder_of(writer, options), AddProgress(len(files), sum(map(_size, files)))
    unseen, waiting = iter(files), deque[HashedFile]()
    while True:
        while len(waiting) < PART_FILES and (file := next(unseen, None)) is not None:
            hashed = HashedFile.of(file)
            if writer.ledger.is_read(file.source, hashed.sha256, options.key):
                yield from total.unchanged(hashed)
            else:
                waiting.append(hashed)
        if not waiting:
            break
        yield from _add_part(writer, waiting, options, encoder, total)
    refresh_codebook(writer)
    writer.publish()


def encoder_of(writer: CollectionWriter, options: ReadingOptions) -> Encoder:
    """The encoder that files are to be read with."""
    if isinstance(options.encoder, Path):
        return SentenceTransformersEncoder(options.encoder)
    if options.encoder is not None:
        return options.encoder
    settings = writer.settings()
    return encoder_for(None if settings is None else settings.encoder)


def as_replaced(writer: CollectionWriter, result: IngestResult) -> IngestResult:
    """The result for the collection: the new part has never seen the source."""
    is_known = result.status == "added" and writer.ledger.has_document(result.source)
    return replace(result, status="replaced") if is_known else result


def _add_part(
    writer: CollectionWriter,
    waiting: deque[HashedFile],
    options: ReadingOptions,
    encoder: Encoder,
    total: AddProgress,
) -> Iterator[IngestProgress]:
    """Reads the first of the files, as many as one part holds, and takes them from `waiting`."""
    settings, path = writer.settings(), writer.new_file()
    chars = options.max_passage_chars if settings is None else settings.max_passage_chars
    bytes_read, outcomes = sum(each.size for each in waiting), list[Outcome]()
    sentences, seconds = 0, 0.0
    files = [each.file for each in waiting]
    with closing(read_part(path, files, options, encoder, chars, outcomes)) as steps:
        for step in steps:
            if step.result is not None:
                step = replace(step, result=as_replaced(writer, step.result))
            sentences, seconds = step.sentences, step.seconds
            yield total.of_all(step, bytes_read)
    part = writer.seal(path) if any(each.documents for each in outcomes) else None
    path.unlink(missing_ok=True)
    read = [waiting.popleft() for _ in outcomes]
    writer.store(part, [each.of(file, options) for each, file in zip(outcomes, read, strict=True)])
    total.done_files += len(read)
    total.done_bytes += sum(each.size for each in read)
    total.sentences += sentences
    total.seconds += seconds


def _size(file: InputFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0
