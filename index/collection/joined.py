"""Several open libraries, searched and read as one library that holds all their documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from index.library import Library

HiddenSource = tuple[int, str]
"""The number of a part, from 0, and the source of one of its documents."""


class JoinedLibrary(Library):
    """Open libraries as one; safe for many threads.

    Search and answers equal those of one library that holds all the documents, to the last bit:
    passages, order, ranks, scores, confidence. It cannot be changed; the parts may be, and are then
    read as they are. A document that is in several parts with the same source, text and properties
    counts once: that of the first part is taken.

    The id of a document is that of its part with the part's number in the bits above PART_BITS, so
    that documents of different parts never have the same id; `part_of` and `id_in_part` take it
    apart.
    """

    def __init__(
        self,
        parts: Sequence[Library],
        path: Path | None = None,
        *,
        hidden: Iterable[HiddenSource] = (),
        owns_parts: bool = False,
    ) -> None:
        """`path` is named in messages; None: the paths of the parts.

        The documents of `hidden` are in no result, count or statistics: as if they were not in the
        library. `close` closes the parts if `owns_parts`. Raises PinciteError if the parts differ
        in encoder, splitter or passage length, or if there is none.
        """
        raise NotImplementedError


PART_BITS = 40


def part_of(id: int) -> int:
    """The number of the part, from 0, of a document's or passage's id in a joined library."""
    return (id >> PART_BITS) - 1


def id_in_part(id: int) -> int:
    """The id of a document or passage in its own part."""
    return id & ((1 << PART_BITS) - 1)


def joined_id(part: int, id: int) -> int:
    """The id in the joined library of a document or passage of a part.

    >>> id_in_part(joined_id(2, 17)), part_of(joined_id(2, 17))
    (17, 2)
    """
    return (part + 1 << PART_BITS) + id
