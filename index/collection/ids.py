"""Ids of documents, passages and sentences of several libraries, none of which occurs twice.

The id in the joined library is that of the part with the part's number above PART_BITS.
"""

from __future__ import annotations

PART_BITS = 40
"""A part has fewer rows of a table than 2 ** 40: SQLite's files have 2 ** 47 bytes at most."""


def joined_id(part: int, id: int) -> int:
    """The id in the joined library of a row of the part with this number, from 0.

    >>> part_of(joined_id(2, 17)), id_in_part(joined_id(2, 17))
    (2, 17)
    """
    return (part + 1 << PART_BITS) + id


def part_of(id: int) -> int:
    """The number of the part, from 0; -1 for an id that is of no part."""
    return (id >> PART_BITS) - 1


def id_in_part(id: int) -> int:
    """The id in its part."""
    return id & ((1 << PART_BITS) - 1)
