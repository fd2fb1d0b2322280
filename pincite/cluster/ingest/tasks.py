"""What a machine of the cluster does for an ingest: hashes files, and makes parts of them.

Arguments and results are plain values: nothing of Pincite is pickled.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypedDict

from index.collection.files.folder import CollectionFolder
from index.collection.files.versions import Settings
from index.collection.writing.reading import HashedFile, Outcome, ReadingOptions, read_part
from index.collection.writing.sealing import seal
from index.encoders.base import Encoder, Fingerprint
from index.encoders.registry import encoder_for
from index.encoders.sentence_transformers import SentenceTransformersEncoder
from index.errors import PinciteError
from index.ingest.pipeline import InputFile
from pincite.cluster.ingest.work_folder import work_folder

FilePath = tuple[str, str]
"""(source, path)."""


class Job(TypedDict):
    """How all files of an ingest are read."""

    collection: str
    tags: list[str]
    ocr: bool
    encoder_folder: str
    """"": the encoder that Pincite has for the fingerprint."""
    encoder: tuple[str, str, int]
    """Its fingerprint."""
    splitter: str
    max_passage_chars: int


class HashedRecord(TypedDict):
    """The (SHA-256, size) of each file, or why there are none."""

    files: list[tuple[str, int]]
    error: str


class PartRecord(TypedDict):
    """A part, and what became of the first files of a batch: as many as it holds."""

    part: tuple[str, int, int, int] | None
    """None if no file could be read."""
    files: list[tuple[list[str], list[tuple[str, str]]]]
    """(documents, refused) of each file; see FileResult."""
    sentences: int
    error: str
    """Why no part can be made of any files; "": it can."""
    crash: str
    """The exception that nobody expected, of one of the files; "": there was none."""


def no_part(*, error: str = "", crash: str = "") -> PartRecord:
    return PartRecord(part=None, files=[], sentences=0, error=error, crash=crash)


def hash_files(files: list[FilePath]) -> HashedRecord:
    """The bytes of files before they are read."""
    try:
        _require_folders(path for _, path in files)
    except PinciteError as error:
        return HashedRecord(files=[], error=_located(error))
    hashed = [HashedFile.of(InputFile(source, Path(path))) for source, path in files]
    return HashedRecord(files=[(each.sha256, each.size) for each in hashed], error="")


def make_part(job: Job, files: list[FilePath]) -> PartRecord:
    """Reads the first of the files into a part, and seals it among those of the collection.

    Errors are returned, not raised, for Ray would write them to its logs, words of documents too.
    """
    try:
        return _made(job, files)
    except PinciteError as error:
        return no_part(error=_located(error))
    except Exception as error:
        return no_part(crash=type(error).__name__)


def _made(job: Job, files: list[FilePath]) -> PartRecord:
    folder = CollectionFolder(Path(job["collection"]))
    _require_folders([str(folder.parts / "*"), *(path for _, path in files)])
    settings = Settings(Fingerprint(*job["encoder"]), job["splitter"], job["max_passage_chars"])
    options = ReadingOptions(tuple(job["tags"]), job["ocr"])
    encoder = _encoder(job["encoder_folder"], settings.encoder)
    inputs = [InputFile(source, Path(path)) for source, path in files]
    outcomes, sentences = list[Outcome](), 0
    # SQLite's locks need a disk of this machine, and the folder may be on another one
    with work_folder() as temporary:
        path = temporary / "part.pincite"
        chars = settings.max_passage_chars
        for step in read_part(path, inputs, options, encoder, chars, outcomes):
            sentences = step.sentences
        has_documents = any(each.documents for each in outcomes)
        part = seal(folder, path, settings) if has_documents else None
    return PartRecord(
        part=None if part is None else (part.sha256, part.documents, part.sentences, part.bytes),
        files=[(each.documents, each.refused) for each in outcomes],
        sentences=sentences,
        error="",
        crash="",
    )


@cache
def _encoder(folder: str, fingerprint: Fingerprint) -> Encoder:
    """One thread: there is a task for every core."""
    if folder:
        return SentenceTransformersEncoder(Path(folder))
    return encoder_for(fingerprint, threads=1)


def _require_folders(paths: Iterable[str]) -> None:
    """Raises PinciteError if this machine does not see the folder of one of the paths."""
    for folder in {Path(path).parent for path in paths}:
        if not folder.is_dir():
            raise PinciteError(
                f"There is no folder {folder}. All machines of the cluster must see the "
                "collection and the files at the same paths."
            )


def _located(error: PinciteError) -> str:
    return f"On the machine {socket.gethostname()}: {error}"
