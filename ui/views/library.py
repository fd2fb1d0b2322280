"""The documents of a library, the progress of adding files, and the list of libraries, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.ingest.pipeline import IngestProgress
from index.library import IngestResult
from index.storage.documents import DocumentInfo
from ui.http.library_address import page_address
from ui.views.templating import render

MAX_LISTED = 300
"""Documents in the list; the others are found by searching it."""

MAX_FILES = 50
"""Files of an upload that are listed as waiting, and as done, while it runs."""


@dataclass(frozen=True, slots=True)
class DiskUsage:
    """Bytes: of the library's file, of the search cache beside it, and free on that disk."""

    file: int
    cache: int
    free: int


def documents(name: str, disk: DiskUsage, entries: Sequence[DocumentInfo], words: str = "") -> str:
    """The documents of the library `name` with all `words` in title, source, author or tags."""
    return render(
        "documents.html",
        name=name,
        disk=disk,
        entries=entries,
        matches=[entry for entry in entries if _matches(entry, words)],
        max_listed=MAX_LISTED,
        words=words.strip(),
    )


def _matches(entry: DocumentInfo, words: str) -> bool:
    text = " ".join([entry.title, entry.source, entry.author, *entry.tags]).casefold()
    return all(word in text for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class LibraryList:
    """The libraries of the folder, and what can be done with the `current` one.

    `closed` are those that can be opened again.
    """

    names: Sequence[str]
    closed: Sequence[str]
    current: str
    can_make: bool
    can_change: bool


def libraries(listed: LibraryList, failed: str = "", typed: str = "") -> str:
    """The libraries as links, with forms. `failed`: what was tried with the name `typed`."""
    links = [(name, page_address(name, "library")) for name in listed.names]
    return render("libraries.html", listed=listed, links=links, failed=failed, typed=typed)


def leads_to(address: str, said: str) -> str:
    """What makes the page's script open another page, which then shows what was `said`."""
    return render("leads_to.html", address=address, said=said)


def ingest_progress(
    step: IngestProgress, done: Sequence[IngestResult] = (), waiting: Sequence[str] = ()
) -> str:
    """The progress of adding files: of all, of this one, the results so far, the files waiting."""
    return render(
        "ingest_progress.html", step=step, results=done, waiting=waiting, max_listed=MAX_FILES
    )


def ingest_queued(sources: Sequence[str]) -> str:
    """Files that wait for another upload to finish."""
    return render("ingest_queued.html", sources=sources)


def ingest_results(done: Sequence[IngestResult], unread: Sequence[str] = ()) -> str:
    """The result of each file; `unread` were not finished when the upload was cancelled."""
    return render("ingest_results.html", results=done, unread=unread, max_listed=MAX_FILES)


def removed(sources: Sequence[str]) -> str:
    """Removed documents that can be restored, the last one removed first."""
    return render("removed.html", sources=sources)


def restored(source: str) -> str:
    return render("restored.html", source=source)
