"""Which documents a list or a question is about: by source, title and tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.spans import PinciteError

MOST, LONGEST = 20, 300
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

    def __bool__(self) -> bool:
        return bool(self.sources or self.title or self.tags)

    def __str__(self) -> str:
        given = [*(f"source {source}" for source in self.sources), *([f"title {self.title}"] if self.title else [])]
        return ", ".join([*given, *(f"tag {tag}" for tag in self.tags)])

    def sql(self) -> tuple[str, tuple[str, ...]]:
        """A condition on the table `document`, and its values. Needs the function casefold, which index.schema.connect provides."""
        parts, values = ["1"], list[str]()
        if self.sources:
            parts.append(f"({' OR '.join(['document.source GLOB ? OR document.source GLOB ?'] * len(self.sources))})")
            values += [pattern for source in self.sources for pattern in (source, f"*/{source}")]
        if self.title:
            parts.append("instr(casefold(document.title), ?)")
            values.append(self.title.casefold())
        for tag in self.tags:
            parts.append("EXISTS (SELECT 1 FROM json_each(document.tags) WHERE value = ?)")
            values.append(tag)
        return " AND ".join(parts), tuple(values)


EVERYTHING = Filter()


def checked(sources: Sequence[str] = (), title: str = "", tags: Sequence[str] = ()) -> Filter:
    """A filter of what somebody sent: without white space around, without what is empty.

    Raises PinciteError where there is too much of it, or it is no text.
    """
    found = Filter(_words(sources), " ".join(title.split()), _words(tags))
    for word in (*found.sources, found.title, *found.tags):
        if len(word) > LONGEST:
            raise PinciteError(f"A filter has {len(word):,} characters; at most {LONGEST} are allowed. Shorten it.")
        if any(0xD800 <= ord(character) < 0xE000 for character in word):
            raise PinciteError("A filter holds bytes that are not UTF-8. Type it again.")
    if len(found.sources) > MOST or len(found.tags) > MOST:
        raise PinciteError(f"A filter may have {MOST} sources and {MOST} tags at most. Name fewer.")
    return found


def _words(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stripped for word in words if (stripped := word.strip())))
