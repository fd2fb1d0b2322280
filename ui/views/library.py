"""The documents of a library, and the list of libraries, as HTML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from index.spans import Document
from index.storage.documents import DocumentInfo
from ui.engine.libraries import ALL
from ui.http.library_address import page_address
from ui.views.file_names import readable_sources
from ui.views.templating import library_title, render

MAX_LISTED = 300
"""Documents in the list; the others are found by searching it."""


@dataclass(frozen=True, slots=True)
class DiskUsage:
    """Bytes: of the library's file, of the search cache beside it, and free on that disk."""

    file: int
    cache: int
    free: int


def documents(
    name: str,
    disk: DiskUsage,
    entries: Sequence[DocumentInfo],
    words: str = "",
    removed: Sequence[Document] = (),
) -> str:
    """The documents of the library `name` with all `words` in title, source, author or tags.

    Those that were `removed` and can be restored stand where they were.
    """
    matches = [entry for entry in entries if _matches(entry, words)]
    known = {entry.source for entry in entries}
    gone = [each for each in removed if each.source not in known and _matches(each, words)]
    rows: list[DocumentInfo | Document] = [*matches[:MAX_LISTED], *gone]
    rows.sort(key=lambda each: each.source)
    return render(
        "documents.html",
        name=name,
        disk=disk,
        count_all=len(entries),
        characters=sum(entry.characters for entry in entries),
        sentences=sum(entry.sentences for entry in entries),
        last_added=max((entry.added for entry in entries), default=""),
        rows=rows,
        gone={each.source for each in gone},
        matches=len(matches),
        max_listed=MAX_LISTED,
        words=words.strip(),
        names=readable_sources([each.source for each in rows]),
        values=_values,
    )


def _values(entry: DocumentInfo) -> str:
    """JSON of what can be edited, for the script of the page; tags are joined by commas."""
    texts = {"title": entry.title, "author": entry.author, "date": entry.date}
    of_file = {
        field: value if isinstance(value, str) else ", ".join(value)
        for field, value in entry.of_file.items()
    }
    values = {**texts, "tags": ", ".join(entry.tags), "of_file": of_file}
    return json.dumps(values, ensure_ascii=False)


def _matches(entry: DocumentInfo | Document, words: str) -> bool:
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
    can_join: bool = False
    """Can all of them be asked together?"""
    web: bool = False
    """May documents be fetched from the web?"""


def libraries(listed: LibraryList, failed: str = "", typed: str = "") -> str:
    """The libraries as links, with forms. `failed`: what was tried with the name `typed`."""
    links = [(name, page_address(name, "library")) for name in listed.names]
    if listed.can_join:
        links.append((library_title(ALL), page_address(ALL)))
    return render("libraries.html", listed=listed, links=links, failed=failed, typed=typed)


def leads_to(address: str, said: str) -> str:
    """What makes the page's script open another page, which then shows what was `said`."""
    return render("leads_to.html", address=address, said=said)


def removed(source: str, *, can_undo: bool) -> str:
    """A document was removed: for screen readers if the list shows that it can be restored."""
    return render("removed.html", source=source, can_undo=can_undo)


def saved(titles: Sequence[str]) -> str:
    """What was set of documents is stored: for screen readers."""
    return render("saved.html", titles=titles)


def restored(source: str) -> str:
    return render("restored.html", source=source)
