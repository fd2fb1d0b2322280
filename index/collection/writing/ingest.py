"""Reads files into new parts of a collection: each file once, however often it is stopped.

A part is made in a file of its own, sealed, and recorded together with the files it was read from.
A writer that is killed loses the part it is making, and no other.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from index.collection.files.folder import file_sha256
from index.collection.writing.codebook import refresh_codebook
from index.collection.writing.ledger import FileResult
from index.collection.writing.writer import CollectionWriter, check_settings
from index.encoders.base import Encoder
from index.encoders.registry import encoder_for
from index.encoders.sentence_transformers import SentenceTransformersEncoder
from index.ingest.pipeline import IngestProgress, InputFile, ResourceLimits, ingest
from index.library import IngestResult, Library

PART_SENTENCES = 20_000
"""A part ends with the file in which it reaches so many sentences.

About 80 s of encoding at the 240 sentences a second of SCALE.md, which a kill may cost; up to so
many, the search by vectors of a part is exact. `compact` joins them.
"""

PART_FILES = 2_000
"""The most files of a part, if they are short."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How files are read into new parts."""

    tags: tuple[str, ...] = ()
    ocr: bool = False
    encoder: Encoder | Path | None = None
    """None: the one of the collection, or the default one for a new collection."""
    max_passage_chars: int | None = None
    """None: as the collection has it, or the default."""

    @property
    def key(self) -> str:
        """A file that was read with other options is read again."""
        return json.dumps({"tags": sorted(self.tags), "ocr": self.ocr}, ensure_ascii=False)


class _File(NamedTuple):
    file: InputFile
    sha256: str
    """Of its bytes; "" if it cannot be read."""
    size: int


@dataclass(slots=True)
class _Results:
    """What became of one file."""

    documents: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def add(
    writer: CollectionWriter, files: Sequence[InputFile], options: ReadingOptions
) -> Generator[IngestProgress]:
    """Adds files and publishes a version with their documents; yields the progress at every step.

    A file whose bytes were read before is left as it is; one that could not be read is tried again.
    A caller that stops iterating keeps the parts that are recorded: they are in the next version.
    """
    if (settings := writer.settings()) is not None:
        check_settings(settings, writer.folder.path, options.max_passage_chars)
    encoder, total = _encoder(writer, options), _Progress(len(files), sum(map(_size, files)))
    unseen, waiting = iter(files), deque[_File]()
    while True:
        while len(waiting) < PART_FILES and (file := next(unseen, None)) is not None:
            hashed = _hashed(file)
            if writer.ledger.is_read(file.source, hashed.sha256, options.key):
                yield total.unchanged(hashed)
            else:
                waiting.append(hashed)
        if not waiting:
            break
        yield from _add_part(writer, waiting, options, encoder, total)
    refresh_codebook(writer)
    writer.publish()


@dataclass(slots=True)
class _Progress:
    """How many of all files, and of their bytes, are done."""

    files: int
    bytes: int
    done_files: int = 0
    done_bytes: int = 0
    sentences: int = 0
    seconds: float = 0.0
    """That were spent on the parts before."""

    def unchanged(self, file: _File) -> IngestProgress:
        """Passes over a file."""
        self.done_files += 1
        self.done_bytes += file.size
        return IngestProgress(
            source=file.file.source,
            file=self.done_files,
            files=self.files,
            sentences=self.sentences,
            fraction=self.done_bytes / max(self.bytes, 1),
            seconds=self.seconds,
            result=IngestResult(file.file.source, "unchanged"),
            file_fraction=1.0,
        )

    def of_all(self, step: IngestProgress, bytes_read: int) -> IngestProgress:
        """The progress of all files; `step` is that of some, with so many bytes together."""
        return replace(
            step,
            file=self.done_files + step.file,
            files=self.files,
            sentences=self.sentences + step.sentences,
            fraction=(self.done_bytes + step.fraction * bytes_read) / max(self.bytes, 1),
            seconds=self.seconds + step.seconds,
        )


def _add_part(
    writer: CollectionWriter,
    waiting: deque[_File],
    options: ReadingOptions,
    encoder: Encoder,
    total: _Progress,
) -> Iterator[IngestProgress]:
    """Reads the first of the files, as many as one part holds, and takes them from `waiting`."""
    settings, path = writer.settings(), writer.new_file()
    chars = options.max_passage_chars if settings is None else settings.max_passage_chars
    bytes_read = sum(each.size for each in waiting)
    results: list[_Results] = []
    sentences, seconds = 0, 0.0
    with Library.open(path, create=True, encoder=encoder, max_passage_chars=chars) as library:
        steps = _read(library, [each.file for each in waiting], options)
        with closing(steps):
            for step in steps:
                if step.file > len(results):  # the files before it are done
                    if step.sentences >= PART_SENTENCES:
                        break
                    results.append(_Results())
                if step.result is not None:
                    _note(results[-1], step.result)
                    step = replace(step, result=_as_replaced(writer, step.result))
                sentences, seconds = step.sentences, step.seconds
                yield total.of_all(step, bytes_read)
        has_documents = library.count() > 0
    part = writer.seal(path) if has_documents else None
    path.unlink(missing_ok=True)
    files = [waiting.popleft() for _ in results]
    writer.store(part, [_result(*pair, options) for pair in zip(files, results, strict=True)])
    total.done_files += len(files)
    total.done_bytes += sum(each.size for each in files)
    total.sentences += sentences
    total.seconds += seconds


def _read(
    library: Library, files: Sequence[InputFile], options: ReadingOptions
) -> Generator[IngestProgress]:
    limits = ResourceLimits.with_ocr() if options.ocr else None
    return ingest(library, files, options.tags, limits)


def _note(results: _Results, result: IngestResult) -> None:
    if result.status == "refused":
        results.refused.append((result.source, result.message))
    elif result.status != "removed" and result.source not in results.documents:
        results.documents.append(result.source)


def _as_replaced(writer: CollectionWriter, result: IngestResult) -> IngestResult:
    """The result for the collection: the new part has never seen the source."""
    is_known = result.status == "added" and writer.ledger.has_document(result.source)
    return replace(result, status="replaced") if is_known else result


def _result(file: _File, results: _Results, options: ReadingOptions) -> FileResult:
    return FileResult(
        file.file.source,
        file.sha256,
        options.key,
        tuple(results.documents),
        tuple(results.refused),
    )


def _hashed(file: InputFile) -> _File:
    sha256 = ""
    with suppress(OSError):  # reported when it is read
        sha256 = file_sha256(file.path)
    return _File(file, sha256, _size(file))


def _size(file: InputFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


def _encoder(writer: CollectionWriter, options: ReadingOptions) -> Encoder:
    if isinstance(options.encoder, Path):
        return SentenceTransformersEncoder(options.encoder)
    if options.encoder is not None:
        return options.encoder
    settings = writer.settings()
    return encoder_for(None if settings is None else settings.encoder)
