"""Adding documents, listing them, removing and restoring them."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from shutil import which

from index.errors import PinciteError
from index.ingest.pipeline import InputFile
from index.search.vectors.cache import cache_files
from index.storage.documents import DocumentInfo
from index.storage.filters import fold_case, parse_filters
from index.storage.snapshots import Snapshot
from ui.engine.engine import Engine
from ui.engine.ingest_jobs import IngestJob
from ui.views import library as library_view
from ui.views import uploads as uploads_view
from ui.views.errors import error_card
from ui.views.file_names import file_name
from ui.views.i18n.language import N_, gettext
from ui.views.library import DiskUsage
from ui.views.uploads import Actions

MAX_NAME_CHARS = 255
"""The end of a file name that is used; file systems allow no more."""

MAX_UNDO = 5
"""Removals that can be undone."""

_FILES_GONE = N_("Those files are not on the server any more. Choose them again.")

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


def documents(engine: Engine, words: object = "", removals: Removals = ()) -> str:
    """The list of the documents that match all `words`, which come from the browser.

    Those that were removed and can be restored are in it, as such.
    """
    path = engine.library.path
    removed = [each.snapshot.document for each in removals if each.library == path]
    return library_view.documents(
        path.name,
        disk_usage(path),
        engine.list_documents(),
        words if isinstance(words, str) else "",
        removed,
    )


def disk_usage(path: Path) -> DiskUsage:
    """The bytes that the library or collection takes, and those that are free on its disk."""
    libraries = sorted(path.glob("parts/*.pincite")) if path.is_dir() else [path]
    caches = [file for library in libraries for file in cache_files(library) if file.exists()]
    size, cache = (sum(file.stat().st_size for file in files) for files in (libraries, caches))
    return DiskUsage(size, cache, shutil.disk_usage(path.parent).free)


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
        yield uploads_view.results([], unread) + error_card(error)
    else:
        yield from _follow(engine, job, visit)


def resume(engine: Engine, visit: str | None = None) -> Generator[str]:
    """Yields the same as `add` for files that are being read already; nothing if there are none."""
    for job in engine.ingest_queue():
        yield from _follow(engine, job, visit)


def cancel(engine: Engine, visit: str | None = None) -> None:
    """Cancels the uploads that this visit watches. Documents stored so far stay in the library."""
    for job in engine.ingest_queue():
        if visit in job.watchers:
            job.cancel()


def _follow(engine: Engine, job: IngestJob, visit: str | None) -> Generator[str]:
    job.watchers.add(visit)
    finished = False
    while not finished:
        if job.step is None:
            yield uploads_view.queued(job.waiting)
        else:
            yield uploads_view.progress(job.step, job.outcomes, job.waiting)
        finished = job.finished.wait(_UPDATE_SECONDS)
    yield _results(engine, job)


def _results(engine: Engine, job: IngestJob) -> str:
    error = error_card(job.error) if job.error is not None else ""
    actions = Actions(
        scans=len(job.curable("ocr")),
        locked=frozenset(file.source for file in job.curable("password")),
        added=len(job.added),
        earlier=_of_the_same_name(engine, job.added),
        has_ocr=bool(which("tesseract")),
    )
    return uploads_view.results(job.outcomes, job.unread, actions) + error


def _of_the_same_name(engine: Engine, added: Sequence[str]) -> tuple[DocumentInfo, ...]:
    """Documents of another folder with the name of a file that was added: likely an older version.

    The library has the whole path of those that were added on the command line.
    """
    names = {fold_case(file_name(source)) for source in added}
    return tuple(
        entry
        for entry in (engine.list_documents() if names else ())
        if entry.source not in added and fold_case(file_name(entry.source)) in names
    )


def again(
    engine: Engine, source: object = None, password: object = None, visit: str | None = None
) -> Generator[str]:
    """Reads files of this visit's last upload again: those that OCR can read, or a locked one.

    `source` and `password` are those of an encrypted PDF; None for OCR. Yields as `add`. Values
    come from the browser and may be of any type. Never raises.
    """
    try:
        earlier = _last_upload(engine, visit)
        files = earlier.curable("ocr" if source is None else "password")
        if source is not None:
            typed = password if isinstance(password, str) else ""
            files = [replace(each, password=typed) for each in files if each.source == source]
        if not files:
            raise PinciteError(gettext(_FILES_GONE))
        job = engine.add(files, ocr=source is None, earlier=earlier)
    except Exception as error:
        yield error_card(error)
    else:
        yield from _follow(engine, job, visit)


def undo_upload(engine: Engine, visit: str | None = None) -> str:
    """Removes the documents that this visit's last upload added; returns a message. Never raises.

    Documents that were in the library before stay.
    """
    removed = 0
    try:
        for source in _last_upload(engine, visit).added:
            if engine.library.has_source(source):
                engine.library.remove(source)
                removed += 1
    except Exception as error:
        return error_card(error)
    return uploads_view.undone(removed)


def _last_upload(engine: Engine, visit: str | None) -> IngestJob:
    job = engine.last_ingest(visit)
    if job is None:
        raise PinciteError(gettext(_FILES_GONE))
    return job


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
    return library_view.removed(str(source), can_undo=bool(removal)), remaining


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
    return library_view.restored(chosen.source), remaining
