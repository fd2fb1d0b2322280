"""Adding documents, listing them, removing and restoring them."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.errors import PinciteError
from index.ingest.pipeline import InputFile
from index.storage.filters import parse_filters
from index.storage.snapshots import Snapshot
from index.vectors.cache import cache_files
from ui.engine.engine import Engine
from ui.engine.ingest_jobs import IngestJob
from ui.views import library as library_view
from ui.views.errors import error_card
from ui.views.i18n.language import gettext
from ui.views.library import DiskUsage

MAX_NAME_CHARS = 255
"""The end of a file name that is used; file systems allow no more."""

MAX_UNDO = 5
"""Removals that can be undone."""

_UPDATE_SECONDS = 0.15
"""Time between two updates of the progress."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A removed document, and the file of the library that it can be restored to."""

    library: Path
    snapshot: Snapshot

    @property
    def source(self) -> str:
        return self.snapshot.document.source


Removals = tuple[Removal, ...]
"""Documents that were removed in this visit and can be restored, the last one removed first."""


def documents(engine: Engine, words: object = "") -> str:
    """The list of the documents that match all `words`, which come from the browser."""
    path = engine.library.path
    return library_view.documents(
        path.name,
        disk_usage(path),
        engine.library.list_documents(),
        words if isinstance(words, str) else "",
    )


def disk_usage(path: Path) -> DiskUsage:
    """The bytes that the library at `path` takes, and those that are free on its disk."""
    cache = sum(file.stat().st_size for file in cache_files(path) if file.exists())
    return DiskUsage(path.stat().st_size, cache, shutil.disk_usage(path.parent).free)


def add(
    engine: Engine,
    uploads: Sequence[Mapping[str, object]],
    tags: object = "",
    ocr: object = False,
    visit: str | None = None,
) -> Generator[str]:
    """Adds uploaded files under `tags` (separated by commas), with `ocr` scanned pages, too.

    Yields the progress, then the result of each file. The files are read to the end even if the
    generator is closed. Never raises.
    """
    files = [_input_file(upload) for upload in uploads]
    try:
        tag_list = parse_filters(tags=tags.split(",") if isinstance(tags, str) else ()).tags
        job = engine.add(files, tag_list, ocr is True)
    except Exception as error:
        unread = [file.source for file in files]
        yield library_view.ingest_results([], unread) + error_card(error)
    else:
        yield from _follow(job, visit)


def resume(engine: Engine, visit: str | None = None) -> Generator[str]:
    """Yields the same as `add` for files that are being read already; nothing if there are none."""
    for job in engine.ingest_queue():
        yield from _follow(job, visit)


def cancel(engine: Engine, visit: str | None = None) -> None:
    """Cancels the uploads that this visit watches. Documents stored so far stay in the library."""
    for job in engine.ingest_queue():
        if visit in job.watchers:
            job.cancel()


def _follow(job: IngestJob, visit: str | None) -> Generator[str]:
    job.watchers.add(visit)
    finished = False
    while not finished:
        if job.step is None:
            yield library_view.ingest_queued(job.waiting)
        else:
            yield library_view.ingest_progress(job.step, job.outcomes, job.waiting)
        finished = job.finished.wait(_UPDATE_SECONDS)
    error = error_card(job.error) if job.error is not None else ""
    yield library_view.ingest_results(job.outcomes, job.unread) + error


def _input_file(upload: Mapping[str, object]) -> InputFile:
    """The uploaded copy, under the name that the file has on its owner's machine."""
    path = Path(str(upload["path"]))
    name = PurePosixPath(str(upload.get("orig_name") or path.name)).name[-MAX_NAME_CHARS:]
    return InputFile(name if name else path.name, path)


def remove(engine: Engine, source: object, removals: Removals = ()) -> tuple[str, Removals]:
    """Removes a document; returns a message, and the documents that can be restored.

    A damaged document is removed, too, but cannot be restored. Never raises.
    """
    removal: Removals = ()
    try:
        with suppress(PinciteError):
            removal = (Removal(engine.library.path, engine.library.snapshot(str(source))),)
        engine.library.remove(str(source))
    except Exception as error:
        return error_card(error), removals
    remaining = (*removal, *removals)[:MAX_UNDO]
    return library_view.removed(_sources(remaining)), remaining


def restore(engine: Engine, source: object, removals: Removals) -> tuple[str, Removals]:
    """Restores a removed document; returns a message, and the others that can be restored.

    Never raises.
    """
    path = engine.library.path
    chosen = next(
        (each for each in removals if (each.library, each.source) == (path, source)), None
    )
    try:
        if chosen is None:
            raise PinciteError(
                gettext("That document cannot be restored any more. Add its file again.")
            )
        engine.library.restore(chosen.snapshot)
    except Exception as error:
        return error_card(error), removals
    remaining = tuple(removal for removal in removals if removal is not chosen)
    others = library_view.removed(_sources(remaining)) if remaining else ""
    return library_view.restored(chosen.source) + others, remaining


def _sources(removals: Removals) -> list[str]:
    return [removal.source for removal in removals]
