"""Named points at which the work may break off. Nothing happens at them, unless a test sets a hook in a process of its own.

The points stand where what is durable changes; tests/torture kills the process, or fails, at each of them in turn.
"""

from __future__ import annotations

from collections.abc import Callable

POINTS = (
    "store opened", "schema made",
    "reading begun", "writing begun", "before commit", "committed", "rolled back", "entry written",
    "document inserted", "passage inserted", "words indexed", "sentences inserted", "words forgotten", "document deleted",
    "original reserved", "original chunk written", "original kept",
    "document split", "sentences encoded", "document encoded", "document stored",
    "cache begun", "cache written", "cache synced", "cache renamed", "cache folder synced", "older cache removed",
    "backup copied", "backup synced", "file linked", "export written", "export synced", "document imported",
    "repair backed up", "repair quarantined", "repair rebuilt", "repair written back",
)  # fmt: skip
"""Each is reached at one place in the code."""

hook: Callable[[str], None] | None = None


def failpoint(point: str) -> None:
    """Some 80 ns where no hook is set."""
    if hook is not None:
        hook(point)
