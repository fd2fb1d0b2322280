"""Reads files into new parts of a collection: each file once, however often it is stopped.

A part is made in a file of its own, sealed, and recorded together with the files it was read from.
A writer that is killed loses the part it is making, and no other.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
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
"""A part ends after so many files, if they are short."""


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
    todo = []
    for number, file in enumerate(files, 1):
        hashed = _hashed(file)
        if hashed.sha256 and writer.ledger.is_read(file.source, hashed.sha256, options.key):
            yield _unchanged(file.source, number, len(files))
        else:
            todo.append(hashed)
    total = _Progress(todo)
    encoder = _encoder(writer, options)
    while rest := todo[total.files :]:
        yield from _add_part(writer, rest, options, encoder, total)
    refresh_codebook(writer)
    writer.publish()


@dataclass(slots=True)
class _Progress:
    """What the parts before have done."""

    todo: Sequence[_File]
    files: int = 0
    sentences: int = 0
    seconds: float = 0.0

    def of_all(self, step: IngestProgress) -> IngestProgress:
        """The progress of a part as that of all files."""
        sizes = [each.size for each in self.todo]
        done, here = sum(sizes[: self.files]), sum(sizes[self.files :])
        return replace(
            step,
            file=self.files + step.file,
            files=len(self.todo),
            sentences=self.sentences + step.sentences,
            fraction=(done + step.fraction * here) / max(done + here, 1),
            seconds=self.seconds + step.seconds,
        )


def _add_part(
    writer: CollectionWriter,
    files: Sequence[_File],
    options: ReadingOptions,
    encoder: Encoder,
    total: _Progress,
) -> Iterator[IngestProgress]:
    """Reads the first of the files, as many as one part holds, and records them in `total`."""
    settings = writer.settings()
    chars = options.max_passage_chars if settings is None else settings.max_passage_chars
    results: list[_Results] = []
    step: IngestProgress | None = None
    path = writer.new_file()
    with Library.open(path, create=True, encoder=encoder, max_passage_chars=chars) as library:
        steps = _read(library, [each.file for each in files], options)
        try:
            for step in steps:
                if step.file > len(results):  # the files before it are done
                    if step.sentences >= PART_SENTENCES or len(results) >= PART_FILES:
                        break
                    results.append(_Results())
                if step.result is not None:
                    _note(results[-1], step.result)
                    step = replace(step, result=_as_replaced(writer, step.result))
                yield total.of_all(step)
        finally:
            steps.close()
        has_documents = library.count() > 0
    part = writer.seal(path) if has_documents else None
    if part is None:
        path.unlink()
    writer.store(part, [_result(*pair, options) for pair in zip(files, results, strict=False)])
    total.files += len(results)
    if step is not None:
        total.sentences += step.sentences
        total.seconds += step.seconds


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


def _unchanged(source: str, number: int, files: int) -> IngestProgress:
    result = IngestResult(source, "unchanged")
    return IngestProgress(source, number, files, 0, 0.0, 0.0, result, 1.0)


def _hashed(file: InputFile) -> _File:
    sha256, size = "", 0
    with suppress(OSError):  # reported when it is read
        sha256, size = file_sha256(file.path), file.path.stat().st_size
    return _File(file, sha256, size)


def _encoder(writer: CollectionWriter, options: ReadingOptions) -> Encoder:
    if isinstance(options.encoder, Path):
        return SentenceTransformersEncoder(options.encoder)
    if options.encoder is not None:
        return options.encoder
    settings = writer.settings()
    return encoder_for(None if settings is None else settings.encoder)
