"""Failpoints: named places where a test can kill the process or raise an error.

They stand where what is stored changes; tests/torture breaks off at each of them in turn.
"""

from __future__ import annotations

from collections.abc import Callable

POINTS = (
    *("store opened", "schema made"),
    *("reading begun", "writing begun", "before commit", "committed", "rolled back"),
    *("entry written", "document inserted", "passage inserted", "words indexed"),
    *("sentences inserted", "words forgotten", "document deleted"),
    *("original reserved", "original chunk written", "original kept"),
    *("document split", "sentences encoded", "document encoded", "document stored"),
    *("cache begun", "cache written", "cache synced", "cache renamed", "cache folder synced"),
    *("older cache removed", "backup copied", "backup synced", "file linked"),
    *("export written", "export synced", "document imported"),
    *("repair backed up", "repair quarantined", "repair rebuilt", "repair written back"),
    *("upgrade document added", "upgrade built", "upgrade written back"),
)
"""Each occurs at one place in the code."""

COLLECTION_POINTS = (
    *("collection part checked", "collection part synced", "collection part named"),
    *("collection part recorded", "collection documents hidden", "collection parts replaced"),
    *("collection codebook written", "collection version written", "collection version noted"),
    *("collection version switched", "collection version removed", "collection file removed"),
)
"""Those of index.collection, likewise."""

hook: Callable[[str], None] | None = None
"""Set by a test, in a process of its own; called with the name of each point."""


def failpoint(point: str) -> None:
    """Calls the hook; does nothing (about 80 ns) without one."""
    if hook is not None:
        hook(point)
