"""Reads files into new parts of a collection on all machines of a cluster.

The machines hash files, and make and seal parts; the writer records each part together with the
files it was read from, in one transaction, as on one machine. So every file is in one part, however
often a process, a machine or the writer is killed: a part that is not recorded is in no version.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from index import chunking
from index.collection.files.versions import Part, Settings
from index.collection.writing.codebook import refresh_codebook
from index.collection.writing.ingest import as_replaced, encoder_of
from index.collection.writing.reading import AddProgress, HashedFile, Outcome, ReadingOptions
from index.collection.writing.sealing import check_settings
from index.collection.writing.writer import CollectionWriter
from index.errors import PinciteError
from index.ingest.pipeline import IngestProgress, InputFile
from index.library import IngestResult
from pincite.cluster.ingest.batches import TRIES, Batches
from pincite.cluster.ingest.pool import TaskPool, require_cores
from pincite.cluster.ingest.tasks import FilePath, Job, PartRecord, hash_files, make_part, no_part
from pincite.cluster.ray_types import RayModule

_HASHED_AT_ONCE = 200  # files of one task
_HASH_RETRIES = 3  # by Ray, if a machine is lost: hashing changes nothing

_KILLED = (
    f"every process that read it ended, {TRIES} times: most likely it takes more memory than a "
    "machine has."
)
_CRASHED = "reading it failed {tries} times, for a reason that nobody expected ({name})."


def add(
    ray: RayModule,
    writer: CollectionWriter,
    files: Sequence[InputFile],
    options: ReadingOptions,
) -> Generator[IngestProgress]:
    """As `index.collection.writing.ingest.add`; `ray` is connected to the cluster.

    Raises PinciteError if a machine cannot read or store anything at all, or there is none.
    """
    start, cores = time.monotonic(), require_cores(ray)
    settings = _settings(writer, options)
    job = _job(writer, options, settings)
    hashed = _hashed(ray, files)
    total, unread = AddProgress(len(files), sum(each.size for each in hashed)), list[HashedFile]()
    for file in hashed:
        if writer.ledger.is_read(file.file.source, file.sha256, options.key):
            yield from total.unchanged(file)
        else:
            unread.append(file)
    for batch, made in _parts(ray, job, Batches(unread, cores)):
        total.sentences += made["sentences"]
        total.seconds = time.monotonic() - start
        yield from _store(writer, batch, made, options, total)
    refresh_codebook(writer)
    writer.publish()


def _settings(writer: CollectionWriter, options: ReadingOptions) -> Settings:
    """How the new parts are made: as those that there are, if there are any."""
    if (settings := writer.settings()) is not None:
        check_settings(settings, writer.folder.path, options.max_passage_chars)
        return settings
    chars = options.max_passage_chars
    return Settings(
        encoder_of(writer, options).fingerprint,
        chunking.VERSION,
        chunking.MAX_PASSAGE_CHARS if chars is None else chars,
    )


def _job(writer: CollectionWriter, options: ReadingOptions, settings: Settings) -> Job:
    fingerprint = settings.encoder
    folder = options.encoder.resolve() if isinstance(options.encoder, Path) else ""
    return Job(
        collection=str(writer.folder.path.resolve()),
        tags=[*options.tags],
        ocr=options.ocr,
        encoder_folder=str(folder),
        encoder=(fingerprint.model, fingerprint.sha256, fingerprint.dimension),
        splitter=settings.splitter,
        max_passage_chars=settings.max_passage_chars,
    )


def _hashed(ray: RayModule, files: Sequence[InputFile]) -> list[HashedFile]:
    """All files, in order, hashed on the machines of the cluster."""
    pool = TaskPool[int](ray, hash_files, _HASH_RETRIES)
    starts, found = iter(range(0, len(files), _HASHED_AT_ONCE)), dict[int, list[HashedFile]]()
    while True:
        while pool.has_room and (start := next(starts, None)) is not None:
            pool.submit(start, _paths(files[start : start + _HASHED_AT_ONCE]))
        if not len(pool):
            return [file for start in sorted(found) for file in found[start]]
        start, record = pool.next_result()
        if record is None:
            raise PinciteError(
                f"Every process that hashed files ended, {_HASH_RETRIES + 1} times. "
                "Are the machines of the cluster sound? Run the command again."
            )
        if record["error"]:
            raise PinciteError(record["error"])
        block = files[start : start + _HASHED_AT_ONCE]
        found[start] = [
            HashedFile(file, *each) for file, each in zip(block, record["files"], strict=True)
        ]


def _parts(
    ray: RayModule, job: Job, batches: Batches
) -> Iterator[tuple[list[HashedFile], PartRecord]]:
    """Makes parts of all batches: the files that were read, and what became of them."""
    pool = TaskPool[list[HashedFile]](ray, make_part)
    while True:
        while pool.has_room and (batch := batches.take()):
            pool.submit(batch, job, _paths([each.file for each in batch]))
        if not len(pool):
            return
        batch, made = pool.next_result()
        if made is None or made["crash"]:
            if (file := batches.halve(batch)) is not None:
                yield [file], _refused(file, "" if made is None else made["crash"])
            continue
        if made["error"]:
            raise PinciteError(made["error"])
        count = len(made["files"])
        batches.put_back(batch[count:])
        yield batch[:count], made


def _refused(file: HashedFile, crash: str) -> PartRecord:
    """In place of the part of a file that ends every process, or crashes."""
    reason = _CRASHED.format(tries=TRIES, name=crash) if crash else _KILLED
    return {**no_part(), "files": [([], [(file.file.source, reason)])]}


def _store(
    writer: CollectionWriter,
    files: Sequence[HashedFile],
    made: PartRecord,
    options: ReadingOptions,
    total: AddProgress,
) -> Iterator[IngestProgress]:
    """Records a part and its files; yields a step for each document and each refusal."""
    outcomes = [
        (file, Outcome([*documents], [(source, why) for source, why in refused]))
        for file, (documents, refused) in zip(files, made["files"], strict=True)
    ]
    results = [[*_results(writer, outcome)] for _, outcome in outcomes]
    part = None if made["part"] is None else Part(*made["part"])
    writer.store(part, [outcome.of(file, options) for file, outcome in outcomes])
    for (file, _), each in zip(outcomes, results, strict=True):
        yield from total.done(file, *each)


def _results(writer: CollectionWriter, outcome: Outcome) -> Iterator[IngestResult]:
    for source in outcome.documents:
        yield as_replaced(writer, IngestResult(source, "added"))
    for source, why in outcome.refused:
        yield IngestResult(source, "refused", why)


def _paths(files: Sequence[InputFile]) -> list[FilePath]:
    return [(file.source, str(file.path.resolve())) for file in files]
