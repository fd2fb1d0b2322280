"""The documents of a library, what becomes of files, and the libraries there are, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.ingest.pipeline import IngestProgress
from index.library import IngestResult
from index.storage.store import DocumentInfo
from ui.views.templating import render

LISTED = 300
"""Documents in the list; the others are found by searching it."""

SHOWN = 50
"""Files of an upload that are listed as waiting, and as done, while it goes on."""


@dataclass(frozen=True, slots=True)
class Disk:
    """What a library takes, in bytes: its file, the search cache beside it, and what is free on that disk."""

    file: int
    cache: int
    free: int


def shelf(name: str, disk: Disk, entries: Sequence[DocumentInfo], words: str = "") -> str:
    """The documents of the library `name` that have all these words in title, source, author or tags."""
    found = [entry for entry in entries if _has(entry, words)]
    return render(
        "shelf.html",
        name=name,
        disk=disk,
        entries=entries,
        found=found,
        most=LISTED,
        words=words.strip(),
    )


def _has(entry: DocumentInfo, words: str) -> bool:
    told = " ".join([entry.title, entry.source, entry.author, *entry.tags]).casefold()
    return all(word in told for word in words.casefold().split())


def libraries(names: Sequence[str], here: str, failure: str = "") -> str:
    """The libraries of the folder, as links; `failure` is the card of what went wrong."""
    return render("libraries.html", names=names, here=here, new="") + failure


def made(names: Sequence[str], here: str, new: str) -> str:
    """The same once `new` is made: its script goes there."""
    return render("libraries.html", names=names, here=here, new=new)


def reading(
    step: IngestProgress, done: Sequence[IngestResult] = (), waiting: Sequence[str] = ()
) -> str:
    """How far the reading of files is: in all, in this file, what became of those before, and which are still waiting."""
    return render("reading.html", step=step, done=done, waiting=waiting, most=SHOWN)


def waiting(sources: Sequence[str]) -> str:
    """Files that are read when others have been."""
    return render("waiting.html", sources=sources)


def outcomes(done: Sequence[IngestResult], unread: Sequence[str] = ()) -> str:
    """What became of each file; `unread` are those that were not begun, or not finished, when it was cancelled."""
    return render("outcomes.html", outcomes=done, unread=unread, most=SHOWN)


def removed(sources: Sequence[str]) -> str:
    """What was removed and can be put back, the last one first."""
    return render("removed.html", sources=sources)


def restored(source: str) -> str:
    return render("restored.html", source=source)
