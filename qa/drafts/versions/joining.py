"""Changes side by side as one, the changes of the other direction, and their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.spans import Span
from qa.drafts.versions.types import Change, ChangeKind, Edit

_LONGEST = 10_000
"""Characters of added, removed or moved sentences that are one change: a section of 1,600 words."""

_MIRRORED: dict[ChangeKind, ChangeKind] = {"added": "removed", "removed": "added"}


def in_order(changes: Iterable[Change]) -> list[Change]:
    """In the order of the new version; what stands together and was added, removed or moved
    together is one change."""
    every = [*changes]
    joined = [each for each in every if each.kind in ("altered", "form")]
    for kind in ("added", "removed", "moved"):
        some = (each for each in every if each.kind == kind)
        joined += _joined(sorted(some, key=lambda each: (each.new_at, each.old_at)))
    joined.sort(key=lambda each: (each.new_at, each.kind != "removed", each.old_at))
    return joined


def mirrored(change: Change) -> Change:
    """The change from the new version to the old one."""
    kind = _MIRRORED.get(change.kind, change.kind)
    edits = tuple(Edit(each.new, each.old, each.sense) for each in change.edits)
    return Change(kind, change.new, change.old, edits, change.new_at, change.old_at)


def _joined(changes: Iterable[Change]) -> Iterator[Change]:
    last: Change | None = None
    for change in changes:
        if last is not None and _go_together(last, change):
            last = replace(
                last,
                old=_both(last.old, change.old),
                new=_both(last.new, change.new),
                edits=(*last.edits, *change.edits),
            )
            continue
        if last is not None:
            yield last
        last = change
    if last is not None:
        yield last


def _go_together(one: Change, other: Change) -> bool:
    """Whether nothing is between them in the versions that have them."""
    pairs = [(a, b) for a, b in ((one.old, other.old), (one.new, other.new)) if a and b]
    return all(
        a.end <= b.start
        and not a.document.text[a.end : b.start].strip()
        and b.end - a.start <= _LONGEST
        for a, b in pairs
    )


def _both(one: Span | None, other: Span | None) -> Span | None:
    return Span(one.document, one.start, other.end) if one and other else one or other
