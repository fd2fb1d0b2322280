"""The places of an answer: everything that is quoted, that conflicts, or that was read for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.spans import Document, Hit, Passage, Span
from qa.shapes.dates import Date, stated_date
from qa.types import Answer, Occurrence
from ui.views.dates import newest_date
from ui.views.i18n.language import N_

Role = Literal["answer", "possible", "item", "conflict", "other", "read", "mention"]

ROLES: dict[Role, str] = {
    "answer": N_("Answer"),
    "possible": N_("Possible answer"),
    "item": N_("Item"),
    "conflict": N_("Says something else"),
    "other": N_("Less likely"),
    "read": N_("Read, not quoted"),
    "mention": N_("Mention"),
}
"""What a place is to the question, for people."""

CHOSEN: tuple[Role, ...] = ("answer", "possible", "item", "conflict")
"""What is chosen for an export at first."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place, and what it is to the question.

    `confidence` is that of its candidate; None if it was only read. `newest` is set for the answer
    and what conflicts with it: whether none of them has a later date.
    """

    occurrence: Occurrence
    role: Role
    confidence: float | None = None
    newest: bool | None = None

    @property
    def span(self) -> Span:
        return self.occurrence.span

    @property
    def sentence(self) -> Span:
        return self.occurrence.sentence

    @property
    def date(self) -> Date | None:
        """When it was written: the date of its message or document."""
        return stated_date(self.span)


@dataclass(frozen=True, slots=True)
class PlacesOfDocument:
    """The places in a document of one date, in the order of its text; what was only read last."""

    document: Document
    date: Date | None
    places: tuple[Place, ...]


def places(answer: Answer) -> list[Place]:
    """Each place once, as what it is first: quoted, in conflict, a candidate, only read."""
    found: dict[Span, Place] = {}
    for place in _places(answer):
        inside = any(place.span.overlaps(other) for other in found)
        if not (place.role in ("other", "read") and inside):
            found.setdefault(place.span, place)
    return list(found.values())


def _places(answer: Answer) -> Iterator[Place]:
    nothing = answer.outcome == "nothing"
    newest = newest_date(answer) if answer.conflicting else None
    quoted: Role = "possible" if answer.outcome == "possible" else "answer"
    for occurrence in answer.quoted:
        role: Role = "item" if occurrence in answer.items else quoted
        yield _place(occurrence, role, answer.confidence, newest)
    for candidate in () if nothing else answer.conflicting:
        for occurrence in candidate.occurrences:
            yield _place(occurrence, "conflict", candidate.confidence, newest)
    for candidate in (*(answer.candidates if nothing else answer.candidates[1:]),):
        for occurrence in candidate.occurrences:
            yield Place(occurrence, "other", candidate.confidence)
    for passage in answer.passages:
        yield Place(_read(passage), "read")


def _place(occurrence: Occurrence, role: Role, confidence: float, newest: Date | None) -> Place:
    date = stated_date(occurrence.span)
    return Place(occurrence, role, confidence, None if newest is None else date == newest)


def _read(passage: Passage) -> Occurrence:
    """The most relevant sentence of a passage."""

    def score(hit: Hit) -> float:
        return hit.score

    sentence = max(passage.sentences, key=score).span if passage.sentences else passage.span
    return Occurrence(sentence, sentence, passage)


def _order(place: Place) -> tuple[bool, int]:
    return place.role == "read", place.span.start


def by_document(found: Sequence[Place]) -> list[PlacesOfDocument]:
    """Newest first, without a date last; of one date, what bears most on the question first."""
    groups: dict[tuple[int, Date | None], list[Place]] = {}
    for place in found:
        groups.setdefault((place.span.document.id, place.date), []).append(place)
    listed = [
        PlacesOfDocument(members[0].span.document, date, tuple(sorted(members, key=_order)))
        for (_, date), members in groups.items()
    ]
    return sorted(listed, key=lambda group: group.date or (0, 0, 0), reverse=True)
