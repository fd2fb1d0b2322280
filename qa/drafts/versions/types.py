"""What differs between two versions of a document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from index.spans import Document, Span

ChangeKind = Literal["altered", "added", "removed", "moved", "form"]
"""Of a passage: it has other words; stands only in the new version; only in the old one; stands
elsewhere (with other words if it has edits); has other numbering, punctuation or capitals."""

KINDS: tuple[ChangeKind, ...] = ("altered", "added", "removed", "moved", "form")

Sense = Literal["figure", "negation", ""]
"""What makes an edit grave: a number, date or currency is another one; a negation comes or goes."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the old version that stand as other words in the new one; one may be None."""

    old: Span | None
    new: Span | None
    sense: Sense = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Whole sentences that differ. `old_at` and `new_at` are where they stand, or would stand."""

    kind: ChangeKind
    old: Span | None
    new: Span | None
    edits: tuple[Edit, ...]
    """In order. Those of an added or removed passage are its figures and negations."""
    old_at: int
    new_at: int

    @property
    def has_figures(self) -> bool:
        return any(edit.sense == "figure" for edit in self.edits)

    @property
    def has_negations(self) -> bool:
        return any(edit.sense == "negation" for edit in self.edits)


@dataclass(frozen=True)
class Comparison:
    """Two versions and what differs, in the order of the new one; "form" is no other wording.

    `words` are those of the old and the new version, `unchanged` those in common at one place.
    """

    old: Document
    new: Document
    changes: tuple[Change, ...]
    words: tuple[int, int]
    unchanged: int
    milliseconds: float

    @cached_property
    def counts(self) -> dict[ChangeKind, int]:
        return {kind: sum(each.kind == kind for each in self.changes) for kind in KINDS}

    @property
    def is_same(self) -> bool:
        """Whether no word differs."""
        return all(each.kind == "form" for each in self.changes)
