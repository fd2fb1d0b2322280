"""Filters that restrict a list or a search to some documents: by source, title, tag, date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from index.errors import PinciteError

MAX_VALUES, MAX_CHARS = 20, 300
"""Limits of a filter: number of patterns or tags, and characters of each."""


def fold_case(text: str) -> str:
    """In small letters, accents composed: macOS stores the names of files decomposed."""
    return unicodedata.normalize("NFC", text).casefold()


def matches_any(patterns: Sequence[str], *names: str) -> bool:
    """Does a glob pattern match a name? As in a Filter, capitals do not count."""
    folded = [fold_case(name) for name in names]
    forms = [form for pattern in patterns for form in _glob_forms(pattern)]
    return any(fnmatchcase(name, form) for form in forms for name in folded)


def _glob_forms(pattern: str) -> tuple[str, ...]:
    """The pattern, and with its brackets taken literally: they are in the names of many files."""
    folded = fold_case(pattern)
    return tuple(dict.fromkeys((folded, folded.replace("[", "[[]"))))


@dataclass(frozen=True, slots=True)
class Filter:
    """A document passes if it meets all conditions given; without any, every document passes."""

    sources: tuple[str, ...] = ()
    """Glob patterns such as `*.pdf`, one of which must match the source or its end after a slash.

    `*` matches slashes too; capitals do not count. The exact name of a file matches it, whatever
    brackets it has.
    """
    title: str = ""
    """Part of the title; case is ignored."""
    tags: tuple[str, ...] = ()
    """The document must have all of these."""
    since: str = ""
    until: str = ""
    """First and last date: YYYY, YYYY-MM or YYYY-MM-DD.

    A year or month, given or stated in a document, stands for all its days. A document without a
    date does not pass.
    """

    def __bool__(self) -> bool:
        return self != NO_FILTER

    @property
    def dates(self) -> tuple[tuple[str, str], ...]:
        """`since` and `until` with their names, if given."""
        both = (("since", self.since), ("until", self.until))
        return tuple((name, day) for name, day in both if day)

    def __str__(self) -> str:
        conditions = [f"source {source}" for source in self.sources]
        if self.title:
            conditions.append(f"title {self.title}")
        conditions += [f"tag {tag}" for tag in self.tags]
        if self.dates:
            conditions.append(" ".join(["date", *(f"{name} {day}" for name, day in self.dates)]))
        return ", ".join(conditions)

    def sql(self) -> tuple[str, tuple[str, ...]]:
        """A condition on the table `document`, and its values.

        It uses the SQL function casefold, which index.storage.schema.connect defines.
        """
        parts, values = ["1"], list[str]()
        if self.sources:
            globs = [
                form.replace("[!", "[^") for each in self.sources for form in _glob_forms(each)
            ]
            either = "casefold(document.source) GLOB ? OR casefold(document.source) GLOB ?"
            parts.append(f"({' OR '.join([either] * len(globs))})")
            values += [pattern for form in globs for pattern in (form, f"*/{form}")]
        if self.title:
            parts.append("instr(casefold(document.title), ?)")
            values.append(fold_case(self.title))
        for tag in self.tags:
            parts.append("EXISTS (SELECT 1 FROM json_each(document.tags) WHERE value = ?)")
            values.append(tag)
        for name, day in self.dates:
            compare = ">=" if name == "since" else "<="
            parts.append(
                f"{_HAS_DATE} AND substr(document.date, 1, length(?)) {compare}"
                " substr(?, 1, length(document.date))"
            )
            values += [day, day]
        return " AND ".join(parts), tuple(values)


NO_FILTER = Filter()

_HAS_DATE = (
    "(document.date GLOB '[0-9][0-9][0-9][0-9]'"
    " OR document.date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]*')"
)
"""Dates are stored as the documents state them; one that is not ISO 8601 cannot be compared."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


def parse_filters(
    sources: Sequence[str] = (),
    title: str = "",
    tags: Sequence[str] = (),
    since: str = "",
    until: str = "",
) -> Filter:
    """A filter from user input: surrounding white space and empty values are removed.

    Raises PinciteError if it exceeds a limit, is not valid text, or a date is not a date.
    """
    filters = Filter(
        sources=_stripped(sources),
        title=" ".join(title.split()),
        tags=_stripped(tags),
        since=since.strip(),
        until=until.strip(),
    )
    for value in (*filters.sources, filters.title, *filters.tags, filters.since, filters.until):
        if len(value) > MAX_CHARS:
            raise PinciteError(
                f"A filter has {len(value):,} characters; at most {MAX_CHARS} are allowed. "
                "Shorten it."
            )
        if any(0xD800 <= ord(character) < 0xE000 for character in value):
            raise PinciteError("A filter contains bytes that are not UTF-8. Type it again.")
    if len(filters.sources) > MAX_VALUES or len(filters.tags) > MAX_VALUES:
        raise PinciteError(
            f"A filter may have {MAX_VALUES} sources and {MAX_VALUES} tags at most. Name fewer."
        )
    for name, day in filters.dates:
        if not _is_date(day):
            raise PinciteError(
                f'"{name}" is "{day[:40]}", which is not a date. '
                "Write it as 2024, 2024-03 or 2024-03-31."
            )
    if filters.since[: len(filters.until)] > filters.until[: len(filters.since)]:
        raise PinciteError(
            f"No date is both since {filters.since} and until {filters.until}. Swap the two dates."
        )
    return filters


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(f"{text}-01-01"[:10]))
    except ValueError:  # such as 2024-02-30
        return False


def _stripped(values: Sequence[str]) -> tuple[str, ...]:
    """Without surrounding white space, empty values and repetitions."""
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))
