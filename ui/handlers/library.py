"""Adding documents, listing and removing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from index.filters import checked
from index.ingest import File
from index.library import Outcome
from ui import view
from ui.engine import Engine
from ui.handlers import errors

LONGEST_NAME = 255
"""Characters of a file name that are kept; file systems allow no more."""


def shelf(engine: Engine) -> str:
    path = engine.library.path
    return view.shelf(path.name, path.stat().st_size, engine.library.entries())


def add(engine: Engine, uploads: Sequence[Mapping[str, object]], under: object = "", ocr: object = False) -> Iterator[str]:
    """Reads uploaded files, with `ocr` scanned pages too, and files them under tags (with commas between).

    Yields how far it is, at the end what became of each. Never raises.
    """
    outcomes: list[Outcome] = []
    try:
        tags = checked(tags=under.split(",") if isinstance(under, str) else ()).tags
        for step in engine.add([_file(upload) for upload in uploads], tags, ocr is True):
            if step.outcome is not None:
                outcomes.append(step.outcome)
            yield view.reading(step)
    except Exception as error:  # not a bad file, those are outcomes: the library itself, read-only, or on a full disk
        yield view.outcomes(outcomes) + errors.shown(error)
    else:
        yield view.outcomes(outcomes)


def _file(upload: Mapping[str, object]) -> File:
    """The uploaded copy, under the name that the file has on its owner's machine."""
    path = Path(str(upload["path"]))
    name = PurePosixPath(str(upload.get("orig_name") or path.name)).name[-LONGEST_NAME:]
    return File(name if name else path.name, path)


def remove(engine: Engine, source: object) -> tuple[str, str]:
    """Removes a document; returns a message and the new list."""
    try:
        engine.library.remove(str(source))
    except Exception as error:
        return errors.shown(error), shelf(engine)
    return view.removed(str(source)), shelf(engine)
