"""Which documents a list or a question is about: by source, title, tag and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.errors import PinciteError

MAX_VALUES, MAX_CHARS = 20, 300
"""Patterns or tags that a filter may have, and characters of each."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is given must all hold of a document; nothing given lets every document through."""

    sources: tuple[str, ...] = ()
    """Patterns such as `*.pdf`, of the whole source or of its end after a slash; one of them must fit. `*` stands for slashes too."""
    title: str = ""
    """Words that stand in the title, in any case."""
    tags: tuple[str, ...] = ()
    """All of them."""
    since: str = ""
    until: str = ""
    """The first and the last date that a document may bear: YYYY, YYYY-MM or YYYY-MM-DD. What is known, or given, to the year alone
    stands for every day of it. A document without a date bears none."""

    def __bool__(self) -> bool:
        return self != NO_FILTER

    @property
    def dates(self) -> tuple[tuple[str, str], ...]:
        """`since` and `until` by name, those that are given."""
        return tuple(
            (name, day) for name, day in (("since", self.since), ("until", self.until)) if day
        )

    def __str__(self) -> str:
        given = [
            *(f"source {source}" for source in self.sources),
            *([f"title {self.title}"] if self.title else []),
        ]
        dates = "".join(f" {name} {day}" for name, day in self.dates)
        return ", ".join(
            [*given, *(f"tag {tag}" for tag in self.tags), *([f"date{dates}"] if dates else [])]
        )

    def sql(self) -> tuple[str, tuple[str, ...]]:
        """A condition on the table `document`, and its values. Needs the function casefold, which index.storage.schema.connect provides."""
        parts, values = ["1"], list[str]()
        if self.sources:
            parts.append(
                f"({' OR '.join(['document.source GLOB ? OR document.source GLOB ?'] * len(self.sources))})"
            )
            values += [pattern for source in self.sources for pattern in (source, f"*/{source}")]
        if self.title:
            parts.append("instr(casefold(document.title), ?)")
            values.append(self.title.casefold())
        for tag in self.tags:
            parts.append("EXISTS (SELECT 1 FROM json_each(document.tags) WHERE value = ?)")
            values.append(tag)
        for name, day in self.dates:
            holds = ">=" if name == "since" else "<="
            parts.append(
                f"{_DATED} AND substr(document.date, 1, length(?)) {holds} substr(?, 1, length(document.date))"
            )
            values += [day, day]
        return " AND ".join(parts), tuple(values)


NO_FILTER = Filter()

_DATED = "(document.date GLOB '[0-9][0-9][0-9][0-9]' OR document.date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]*')"
"""Dates are kept as the documents state them; what is not ISO 8601 cannot be compared."""

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


def parse_filters(
    sources: Sequence[str] = (),
    title: str = "",
    tags: Sequence[str] = (),
    since: str = "",
    until: str = "",
) -> Filter:
    """A filter of what somebody sent: without white space around, without what is empty.

    Raises PinciteError where there is too much of it, it is no text, or a date is none.
    """
    found = Filter(
        _words(sources), " ".join(title.split()), _words(tags), since.strip(), until.strip()
    )
    for word in (*found.sources, found.title, *found.tags, found.since, found.until):
        if len(word) > MAX_CHARS:
            raise PinciteError(
                f"A filter has {len(word):,} characters; at most {MAX_CHARS} are allowed. Shorten it."
            )
        if any(0xD800 <= ord(character) < 0xE000 for character in word):
            raise PinciteError("A filter holds bytes that are not UTF-8. Type it again.")
    if len(found.sources) > MAX_VALUES or len(found.tags) > MAX_VALUES:
        raise PinciteError(
            f"A filter may have {MAX_VALUES} sources and {MAX_VALUES} tags at most. Name fewer."
        )
    for name, day in found.dates:
        if not _is_day(day):
            raise PinciteError(
                f'"{name}" is "{day[:40]}", which is no date. Write it as 2024, 2024-03 or 2024-03-31.'
            )
    if found.since[: len(found.until)] > found.until[: len(found.since)]:
        raise PinciteError(
            f"Nothing is dated since {found.since} and until {found.until}. Swap the two dates."
        )
    return found


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(f"{text}-01-01"[:10]))
    except ValueError:  # such as 2024-02-30
        return False


def _words(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stripped for word in words if (stripped := word.strip())))
