"""Adding documents, listing them, removing them and putting them back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path, PurePosixPath

from index.cache import caches
from index.filters import checked
from index.ingest import File
from index.library import Outcome, Snapshot
from index.spans import PinciteError
from ui import shelf
from ui.engine import Engine
from ui.handlers import errors
from ui.libraries import Libraries

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
    return shelf.shelf(path.name, disk(path), engine.library.entries(), words if isinstance(words, str) else "")


def disk(path: Path) -> shelf.Disk:
    """What the library at `path` takes on its disk."""
    cache = sum(each.stat().st_size for each in caches(path) if each.exists())
    return shelf.Disk(path.stat().st_size, cache, shutil.disk_usage(path.parent).free)


def never() -> bool:
    return False


def add(
    engine: Engine,
    uploads: Sequence[Mapping[str, object]],
    under: object = "",
    ocr: object = False,
    cancelled: Callable[[], bool] = never,
) -> Iterator[str]:
    """Reads uploaded files, with `ocr` scanned pages too, and files them under tags (with commas between).

    Yields how far it is, at the end what became of each. When `cancelled()` turns true, what is stored stays and the rest is not read.
    Never raises.
    """
    done: list[Outcome] = []
    files = [_file(upload) for upload in uploads]
    unread = [file.source for file in files]
    try:
        tags = checked(tags=under.split(",") if isinstance(under, str) else ()).tags
        shown = 0.0
        with closing(engine.add(files, tags, ocr is True)) as steps:
            for step in steps:
                if step.outcome is not None:
                    done.append(step.outcome)
                unread = [file.source for file in files[step.file - (step.share < 1) :]]
                if cancelled():
                    break
                if (now := time.monotonic()) - shown >= _PAUSE:
                    shown = now
                    yield shelf.reading(step, done, [file.source for file in files[step.file :]])
    except Exception as error:  # not a bad file, those are outcomes: the library itself, read-only, or on a full disk
        yield shelf.outcomes(done, unread) + errors.shown(error)
    else:
        yield shelf.outcomes(done, unread)


def _file(upload: Mapping[str, object]) -> File:
    """The uploaded copy, under the name that the file has on its owner's machine."""
    path = Path(str(upload["path"]))
    name = PurePosixPath(str(upload.get("orig_name") or path.name)).name[-LONGEST_NAME:]
    return File(name if name else path.name, path)


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
    return shelf.removed([each.document.source for each in after]), after


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
    others = shelf.removed([each.document.source for each in after]) if after else ""
    return shelf.restored(chosen.document.source) + others, after


def libraries(all_of_them: Libraries, here: str) -> str:
    """The libraries to choose from. `here` is the name of the one chosen; where that cannot be opened, this says why."""
    name = here if here else all_of_them.first
    try:
        all_of_them.engine(name)
    except Exception as error:
        return shelf.libraries(all_of_them.names(), all_of_them.first, errors.shown(error))
    return shelf.libraries(all_of_them.names(), name)


def make(all_of_them: Libraries, here: str, name: object) -> str:
    """Makes a library; the page then goes there. Never raises."""
    try:
        new = all_of_them.make(str(name))
    except Exception as error:
        return shelf.libraries(all_of_them.names(), here if here else all_of_them.first, errors.shown(error))
    return shelf.made(all_of_them.names(), here if here else all_of_them.first, new)
