"""Adding documents, listing them, removing them and putting them back."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from index.errors import PinciteError
from index.ingest.pipeline import InputFile
from index.library import Snapshot
from index.storage.filters import parse_filters
from index.vectors.cache import cache_files
from ui.engine.engine import Engine
from ui.engine.ingest_jobs import IngestJob
from ui.engine.libraries import Libraries
from ui.handlers import errors
from ui.views import library as library_view

LONGEST_NAME = 255
"""Characters of a file name that are kept; file systems allow no more."""

UNDONE = 5
"""Removals that can be taken back."""

_PAUSE = 0.15
"""Seconds between two looks at the progress."""

Removals = tuple[Snapshot, ...]
"""What was removed in this visit and can be put back, the last one first."""


def listed(engine: Engine, words: object = "") -> str:
    """The documents that have these words."""
    path = engine.library.path
    return library_view.shelf(
        path.name,
        disk(path),
        engine.library.list_documents(),
        words if isinstance(words, str) else "",
    )


def disk(path: Path) -> library_view.Disk:
    """What the library at `path` takes on its disk."""
    cache = sum(each.stat().st_size for each in cache_files(path) if each.exists())
    return library_view.Disk(path.stat().st_size, cache, shutil.disk_usage(path.parent).free)


def add(
    engine: Engine,
    uploads: Sequence[Mapping[str, object]],
    under: object = "",
    ocr: object = False,
    visit: str | None = None,
) -> Generator[str]:
    """Reads uploaded files, with `ocr` scanned pages too, and files them under tags (with commas between).

    Yields how far it is, at the end what became of each. The files are read on when nobody asks any more. Never raises.
    """
    files = [_file(upload) for upload in uploads]
    try:
        tags = parse_filters(tags=under.split(",") if isinstance(under, str) else ()).tags
        adding = engine.add(files, tags, ocr is True)
    except Exception as error:
        yield library_view.outcomes([], [file.source for file in files]) + errors.shown(error)
    else:
        yield from _followed(adding, visit)


def resumed(engine: Engine, visit: str | None = None) -> Generator[str]:
    """The same for whoever opens the page while files are read into the library. Nothing where none are."""
    for adding in engine.ingest_queue():
        yield from _followed(adding, visit)


def cancel(engine: Engine, visit: str | None = None) -> None:
    """Stops what this visit is shown. What is stored stays and the rest is not read."""
    for adding in engine.ingest_queue():
        if visit in adding.watchers:
            adding.cancel()


def _followed(adding: IngestJob, visit: str | None) -> Generator[str]:
    adding.watchers.add(visit)
    finished = False
    while not finished:
        yield (
            library_view.reading(adding.step, adding.outcomes, adding.waiting)
            if adding.step is not None
            else library_view.waiting(adding.waiting)
        )
        finished = adding.finished.wait(_PAUSE)
    failure = errors.shown(adding.error) if adding.error is not None else ""
    yield library_view.outcomes(adding.outcomes, adding.unread) + failure


def _file(upload: Mapping[str, object]) -> InputFile:
    """The uploaded copy, under the name that the file has on its owner's machine."""
    path = Path(str(upload["path"]))
    name = PurePosixPath(str(upload.get("orig_name") or path.name)).name[-LONGEST_NAME:]
    return InputFile(name if name else path.name, path)


def remove(engine: Engine, source: object, before: Removals = ()) -> tuple[str, Removals]:
    """Removes a document; returns a message, and what can be put back. One that is damaged goes, too, but for good. Never raises."""
    snapshot: Removals = ()
    try:
        with suppress(PinciteError):
            snapshot = (engine.library.snapshot(str(source)),)
        engine.library.remove(str(source))
    except Exception as error:
        return errors.shown(error), before
    after = (*snapshot, *before)[:UNDONE]
    return library_view.removed([each.document.source for each in after]), after


def restore(engine: Engine, source: object, before: Removals) -> tuple[str, Removals]:
    """Puts a removed document back; returns a message, and what else can be. Never raises."""
    chosen = next((each for each in before if each.document.source == source), None)
    try:
        if chosen is None:
            raise PinciteError("That document cannot be put back any more. Add its file again.")
        engine.library.restore(chosen)
    except Exception as error:
        return errors.shown(error), before
    after = tuple(each for each in before if each is not chosen)
    others = library_view.removed([each.document.source for each in after]) if after else ""
    return library_view.restored(chosen.document.source) + others, after


def libraries(all_of_them: Libraries, here: str) -> str:
    """The libraries to choose from. `here` is the name of the one chosen; where that cannot be opened, this says why."""
    name = here if here else all_of_them.first
    try:
        all_of_them.engine(name)
    except Exception as error:
        return library_view.libraries(all_of_them.names(), all_of_them.first, errors.shown(error))
    return library_view.libraries(all_of_them.names(), name)


def make(all_of_them: Libraries, here: str, name: object) -> str:
    """Makes a library; the page then goes there. Never raises."""
    try:
        new = all_of_them.make(str(name))
    except Exception as error:
        return library_view.libraries(
            all_of_them.names(), here if here else all_of_them.first, errors.shown(error)
        )
    return library_view.made(all_of_them.names(), here if here else all_of_them.first, new)
