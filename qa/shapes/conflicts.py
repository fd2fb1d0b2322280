"""Conflicts: documents, or messages of one mailbox, that answer a question differently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.spans import Span
from qa.questions.words import content_words
from qa.shapes.dates import Date, stated_date
from qa.types import AnswerCandidate, Occurrence

MIN_RATIO = 0.3
"""Of the confidence of the best candidate, from which another one is comparable."""

CHANGED_RATIO = 0.2
"""The same, of a candidate whose sentence tells of a change, "the new price of £4". Such a sentence
often says in its section only what it is about."""

MIN_SHARED = 0.6
"""Share of the question's words in either passage that must stand in both."""

_NAME = re.compile(r"\b(?:[^\W\d_a-z]\w+|\d[\w.,/-]*\d)")
_CHANGED = re.compile(
    r"\b(?:new|now|revised|amended|corrected|updated|changed|replaced|raised|risen|increased|"
    r"lowered|reduced|postponed|instead)\b",
    re.I,
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_DENIED = re.compile(r"\b(?:not|instead of|than|no longer)\s+$", re.I)
_REACH = 20  # characters
_UNIT = re.compile(r"[^\W\d_]+|[%°£$€]")


def with_conflicts(
    candidates: Sequence[AnswerCandidate], question: str
) -> tuple[tuple[AnswerCandidate, ...], tuple[AnswerCandidate, ...]]:
    """The candidates with the newest of the conflicting ones first, and the other conflicting ones.

    Those are in the order of their dates, newest first, without a date last. The first one is as
    certain as the most certain of them: of 9 that became the first on the office set and in
    questions about an orchard, all are right.
    """
    group = [candidates[0]] if candidates else []
    for candidate in candidates[1:]:
        if all(_conflicts(one, candidate, question) for one in group):
            group.append(candidate)
    if len(group) < 2:
        return tuple(candidates), ()
    newest = sorted(group, key=lambda each: _date(each) or (0, 0, 0), reverse=True)
    if _date(group[0]) is None:
        newest = [group[0], *(each for each in newest if each is not group[0])]
    others = [each for each in candidates if each is not newest[0]]
    first = replace(newest[0], confidence=max(each.confidence for each in group))
    return (first, *others), tuple(newest[1:])


def _conflicts(one: AnswerCandidate, other: AnswerCandidate, question: str) -> bool:
    """Whether two candidates answer the question about the same thing, differently, elsewhere."""
    says_changed = _CHANGED.search(other.sentence.text) is not None
    if other.confidence < (CHANGED_RATIO if says_changed else MIN_RATIO) * one.confidence:
        return False
    a, b = one.occurrences[0], other.occurrences[0]
    return (
        _apart(a.span, b.span)
        and _differ(a.span.text, b.span.text)
        and _same_matter(a, b, question)
    )


def _apart(one: Span, other: Span) -> bool:
    """Whether they stand in two documents, or in two messages of one mailbox."""
    return one.document != other.document or (
        one.section != other.section and stated_date(one) != stated_date(other)
    )


def _differ(one: str, other: str) -> bool:
    """Whether two answers are of one kind, both numbers or both names, and say something else.

    Numbers have the same unit, or one of them has none. What part of the other says is the same.
    """
    ours, theirs = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    if ours and theirs:
        units = (
            content_words(" ".join(_UNIT.findall(one))),
            content_words(" ".join(_UNIT.findall(other))),
        )
        alike = not all(units) or units[0] & units[1]
        times = {":" in number for number in ours} == {":" in number for number in theirs}
        return bool(alike) and times and not (ours <= theirs or theirs <= ours)
    names = one[:1].isupper() and other[:1].isupper()
    return not ours and not theirs and names and not content_words(one) & content_words(other)


def _same_matter(one: Occurrence, other: Occurrence, question: str) -> bool:
    """Whether both sentences and their passages speak of the words of the question.

    All its capitalised words and numbers stand in both passages, or their titles and sections.
    """
    asked = content_words(question)
    ours, theirs = _context(one), _context(other)
    names = content_words(" ".join(_NAME.findall(question[1:])))
    if not names <= ours & theirs:
        return False
    if len(asked & ours & theirs) < MIN_SHARED * len(asked & (ours | theirs)):
        return False
    answers = content_words(f"{one.span.text} {other.span.text}")
    with_section = _CHANGED.search(other.sentence.text) is not None
    said, there = _said(one, with_section), _said(other, with_section)
    mentioned = content_words(one.span.text) <= there or content_words(other.span.text) <= said
    shared, shorter = (said & there) - answers, min(len(said - answers), len(there - answers))
    if not shared & (asked - names or asked):
        return False
    return len(shared) > 1 or mentioned or 2 * len(shared) >= shorter


def _said(place: Occurrence, with_section: bool) -> set[str]:
    return content_words(f"{place.sentence.text} {place.span.section if with_section else ''}")


def _context(place: Occurrence) -> set[str]:
    document = place.span.document
    return content_words(
        f"{place.passage.span.text} {place.sentence.text} {document.title} {place.span.section}"
    )


def _date(candidate: AnswerCandidate) -> Date | None:
    """The date of its newest occurrence that is not denied ("not 320"); None if none is known."""
    places = [
        each.span
        for each in candidate.occurrences
        if not _DENIED.search(each.span.document.text[: each.span.start][-_REACH:])
    ]
    return max(filter(None, map(stated_date, places)), default=None)
