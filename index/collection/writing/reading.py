"""Reading files into the library of a new part, and what became of each of them."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from index.collection.files.folder import file_sha256
from index.collection.writing.ledger import FileResult
from index.encoders.base import Encoder
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


class HashedFile(NamedTuple):
    """A file and its bytes before it is read."""

    file: InputFile
    sha256: str
    """"" if it cannot be read."""
    size: int

    @classmethod
    def of(cls, file: InputFile) -> HashedFile:
        sha256, size = "", 0
        with suppress(OSError):  # reported when it is read
            size = file.path.stat().st_size
            sha256 = file_sha256(file.path)
        return cls(file, sha256, size)


@dataclass(slots=True)
class Outcome:
    """What became of one file; see FileResult."""

    documents: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def note(self, result: IngestResult) -> None:
        if result.status == "refused":
            self.refused.append((result.source, result.message))
        elif result.status != "removed" and result.source not in self.documents:
            self.documents.append(result.source)

    def of(self, file: HashedFile, options: ReadingOptions) -> FileResult:
        return FileResult(
            file.file.source,
            file.sha256,
            options.key,
            tuple(self.documents),
            tuple(self.refused),
        )


def read_part(
    path: Path,
    files: Sequence[InputFile],
    options: ReadingOptions,
    encoder: Encoder,
    max_passage_chars: int | None,
    outcomes: list[Outcome],
) -> Generator[IngestProgress]:
    """Makes a library of the first of the files, as many as one part holds; yields the progress.

    `outcomes` gets one for each file that was read, in order.
    """
    limits = ResourceLimits.with_ocr() if options.ocr else None
    with (
        Library.open(
            path, create=True, encoder=encoder, max_passage_chars=max_passage_chars
        ) as library,
        closing(ingest(library, files, options.tags, limits)) as steps,
    ):
        for step in steps:
            if step.file > len(outcomes):  # the files before it are done
                if step.sentences >= PART_SENTENCES:
                    break
                outcomes.append(Outcome())
            if step.result is not None:
                outcomes[-1].note(step.result)
            yield step


@dataclass(slots=True)
class AddProgress:
    """How many of all files, and of their bytes, are done."""

    files: int
    bytes: int
    done_files: int = 0
    done_bytes: int = 0
    sentences: int = 0
    seconds: float = 0.0
    """That were spent on what is done."""

    @property
    def fraction(self) -> float:
        return self.done_bytes / max(self.bytes, 1)

    def done(self, file: HashedFile, *results: IngestResult) -> Iterator[IngestProgress]:
        """Counts a file as done; yields a step for each result."""
        self.done_files += 1
        self.done_bytes += file.size
        for result in results:
            yield IngestProgress(
                source=file.file.source,
                file=self.done_files,
                files=self.files,
                sentences=self.sentences,
                fraction=self.fraction,
                seconds=self.seconds,
                result=result,
                file_fraction=1.0,
            )

    def unchanged(self, file: HashedFile) -> Iterator[IngestProgress]:
        """Passes over a file."""
        return self.done(file, IngestResult(file.file.source, "unchanged"))

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
