"""The HTML of the history: the page, and the parts of it that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from index.errors import PinciteError
from index.library import Library
from ui.engine.history.again import Progress
from ui.engine.history.comparison import Change, Kind
from ui.engine.history.entries import CitedPlace, Entry, Result
from ui.engine.history.report import change_of
from ui.engine.history.store import Query
from ui.handlers.link import Link
from ui.http.static import address
from ui.pages.history.files import FORMATS
from ui.views.addresses import HASH_CHARS, Mark
from ui.views.i18n.language import N_, gettext
from ui.views.layout import layout
from ui.views.templating import render

ENTRIES = 100
"""Of one page."""

RECENT = 8
"""Entries below the answers of the ask page."""

MAX_PLACES = 4
"""Of one answer that are listed; the page of all places has the others."""

CHANGES: dict[Kind | Literal["failed"], str] = {
    "changed": N_("Changed"),
    "gone": N_("No longer answered"),
    "new": N_("Newly answered"),
    "moved": N_("Same words, other document"),
    "failed": N_("Could not be asked"),
    "unchanged": N_("Unchanged"),
}
"""Kind of a change → its name, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A cited place; `address` is "" if its document is not in the library any more."""

    place: CitedPlace
    address: str

    @property
    def where(self) -> str:
        cited = self.place.citation
        return " · ".join(part for part in (cited.pages, cited.section or "") if part)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the places to list, and how many are left out."""

    result: Result
    places: list[PlaceLink]

    @property
    def left(self) -> int:
        return len(self.result.places) - len(self.places)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is listed. `kind` is that of its change; "" if it was not asked again."""

    entry: Entry
    address: str
    settings: str
    was: Answered
    now: Answered | None
    kind: Kind | Literal["failed", ""]
    change: Change | None
    removed: list[CitedPlace]
    edited: list[CitedPlace]
    """Of the documents that the first answer quoted, those that are not in the library any more,
    and those that have another text now."""

    @property
    def label(self) -> str:
        return gettext(CHANGES[self.kind]) if self.kind else ""


class HistoryView:
    """Makes the HTML for one library and one user."""

    def __init__(self, library: Library, name: str, user: str) -> None:
        self._name = name
        self._user = user
        self._library = library
        self._ids = library.ids_by_hash()

    def page(
        self,
        entries: Sequence[Entry],
        query: Query,
        total: int,
        saved: Mapping[str, object],
        writable: bool,
    ) -> str:
        """`total` is the number of entries that match; `saved` are the values of that part."""
        rows = [self._row(entry) for entry in entries]
        page = query.offset // ENTRIES
        values = {
            "user": self._user,
            "query": query,
            "total": total,
            "writable": writable,
            "days": [(day, list(each)) for day, each in groupby(rows, lambda row: row.entry.day)],
            "newer": _page_link(query, page - 1) if page else "",
            "older": _page_link(query, page + 1) if query.offset + ENTRIES < total else "",
        }
        return history_page(self._name, {**values, **saved})

    def entry(self, entry: Entry) -> str:
        return render("history/entry.html", row=self._row(entry))

    def deleted(self, entry: Entry) -> str:
        return render("history/deleted.html", entry=entry)

    def recent(self, entries: Sequence[Entry]) -> str:
        return render("history/recent.html", rows=[self._row(entry) for entry in entries])

    def saved(self, entries: Sequence[Entry], progress: Progress) -> str:
        return render("history/saved.html", **self.saved_values(entries, progress))

    def saved_values(self, entries: Sequence[Entry], progress: Progress) -> dict[str, object]:
        """Of the saved questions, those that were asked again: how many, and what changed."""
        order = list(CHANGES)
        rows = [row for row in map(self._row, entries) if row.kind]
        rows.sort(key=lambda row: order.index(row.kind or "unchanged"))
        counts = [(label, sum(row.kind == kind for row in rows)) for kind, label in CHANGES.items()]
        return {
            "number": len(entries),
            "progress": progress,
            "counts": [(label, number) for label, number in counts if number],
            "changes": [row for row in rows if row.kind != "unchanged"],
            "unchanged": [row for row in rows if row.kind == "unchanged"],
        }

    def _row(self, entry: Entry) -> Row:
        again = entry.again
        change = change_of(entry, self._ids)
        later = again.result if again is not None else None
        kind: Kind | Literal["failed", ""] = "" if again is None else "failed"
        missing = change.missing if change is not None else ()
        known = {place: self._library.has_source(place.citation.source) for place in missing}
        return Row(
            entry,
            address=_ask_address(entry),
            settings=_settings(entry.link),
            was=self._answered(entry.result),
            now=None if later is None else self._answered(later),
            kind=kind if change is None else change.kind,
            change=change,
            removed=[place for place in missing if not known[place]],
            edited=[place for place in missing if known[place] and not _is_since(change, place)],
        )

    def _answered(self, result: Result) -> Answered:
        return Answered(result, [self._place(place) for place in result.places[:MAX_PLACES]])

    def _place(self, place: CitedPlace) -> PlaceLink:
        cited = place.citation
        if (id := self._ids.get(cited.hash)) is None:
            return PlaceLink(place, "")
        marks = {"mark": str(Mark.of_citation(cited)), "text": cited.hash[:HASH_CHARS]}
        return PlaceLink(place, f"document/{id}?{urlencode(marks)}")


def history_page(
    library: str,
    values: Mapping[str, object] | None = None,
    *,
    error: tuple[str, str] | None = None,
    off: bool = False,
) -> str:
    """The whole page; without `values` only what is wrong, or that the history is off."""
    return render(
        "history/history.html",
        **layout("./", library, "history", ("document/document.css", "history/history.css")),
        script=address("history/history.js"),
        formats=FORMATS,
        error=error,
        off=off,
        **(values or {}),
    )


def _is_since(change: Change | None, place: CitedPlace) -> bool:
    """Is its document the one that has the new answer?"""
    since = change.since if change is not None else None
    return since is not None and since.citation.source == place.citation.source


def _ask_address(entry: Entry) -> str:
    query = urlencode({"q": entry.question})
    return f"ask?{query}&{entry.link}" if entry.link else f"ask?{query}"


def _page_link(query: Query, page: int) -> str:
    values = {"q": query.words, "saved": "1" if query.pinned else "", "page": str(page or "")}
    return f"history?{urlencode({name: value for name, value in values.items() if value})}"


def _settings(link: str) -> str:
    """The parameters of an address in words, such as "tag travel, risk 5 %"; "" without any.

    >>> _settings("tag=travel&since=2024&risk=5&everywhere=1")
    'tag travel, date since 2024, risk 5 %, everywhere'
    """
    asked = Link.of(parse_qsl(link))
    try:
        filters = str(asked.filter)
    except PinciteError:
        filters = link
    risk = asked.first("risk")
    parts = [filters, gettext("risk {share} %", share=risk) if risk else ""]
    parts.append(gettext("everywhere") if asked.everywhere else "")
    return ", ".join(part for part in parts if part)
