"""Conflicts: documents, or messages of one mailbox, that answer a question differently."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from index.spans import Passage, Span
from qa.evidence.measures import have_other_units
from qa.evidence.number_words import DURATIONS, with_digits
from qa.evidence.parallel_clauses import parallel_places
from qa.evidence.same_matter import is_about_another, same_context, same_matter
from qa.evidence.versions import asked_version, document_words
from qa.evidence.words import without_titles
from qa.questions.words import content_words
from qa.shapes.dates import Date, find_date, stated_date
from qa.types import Answer, AnswerCandidate, Occurrence

MIN_RATIO = 0.3
"""Of the confidence of the best candidate, from which another one is comparable."""

CHANGED_RATIO = 0.2
"""The same, of a candidate whose sentence tells of a change, "the new price of £4". Such a sentence
often says in its section only what it is about."""

MIN_MARGIN = 0.0
"""The reader's score of a candidate against no answer, from which it is comparable too. The
confidence of all but the best one is low where the reader is certain of the best one."""

MOST_COMPARED = 12
"""Candidates that are compared; what a newer document says is often not among the best five."""

_CHANGED = re.compile(
    r"\b(?:new|now|revised|amended|corrected|updated|changed|replaced|reversed|withdrawn|raised|"
    r"risen|increased|lowered|reduced|cut|extended|shortened|postponed|delayed|brought forward|"
    r"instead|no longer|not before|with effect from)\b",
    re.I,
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_DENIED = re.compile(r"\b(?:not|instead of|than|no longer)\s+$", re.I)
_GONE = re.compile(
    r",?\s+(?:who\s+)?(?:has\s+|had\s+|will\s+)?(?:left|leaves?|retire[sd]?|resign(?:s|ed)?|died|"
    r"(?:steps?|stepped|stands?|stood)\s+down)\b",
    re.I,
)
_REACH = 30  # characters
_FREE = re.compile(
    r"(?:is |are |travels? )?(?:free(?: of charge)?|nothing|no (?:charge|fee|cost))", re.I
)
_MONEY = re.compile(r"[£$€]|\b(?:pounds?|dollars?|euros?|USD|EUR|GBP|pence|cents?)\b", re.I)
_PARTICLES = frozenset({"the", "of", "and", "de", "van", "von", "der", "den", "du", "la", "le"})
_UNIT = re.compile(r"[^\W\d_]+|[%°£$€]")


def with_conflicts(
    candidates: Sequence[AnswerCandidate], question: str, passages: Sequence[Passage] = ()
) -> tuple[tuple[AnswerCandidate, ...], tuple[AnswerCandidate, ...]]:
    """The candidates with the newest of the conflicting ones first, and the other conflicting ones.

    What `passages` say in the same clause with another value conflicts too, whatever the reader
    makes of it. Where the question names one of several versions, that one is first, and nothing
    conflicts. A draft is older than any other document.

    A document that never mentions the thing asked about does not conflict with one of that title,
    and does not come first.

    Those are in the order of their dates, newest first, without a date last. The first one is as
    certain as the most certain of them: of 9 that became the first on the office set and in
    questions about an orchard, all are right. Its newest place comes first.
    """
    group = [candidates[0]] if candidates else []
    for candidate in candidates[1:]:
        if all(_conflicts(one, candidate, question) for one in group):
            group.append(candidate)
    confidence = max((each.confidence for each in group), default=0.0)
    group = _of_the_thing(group, question)
    group += _parallel(candidates, group, question, passages)
    if len(group) < 2 and group == list(candidates[:1]):
        return tuple(candidates), ()
    return newest_first(candidates, group, question, confidence)


def _of_the_thing(group: list[AnswerCandidate], question: str) -> list[AnswerCandidate]:
    """Without those of documents about another thing; all if they are all about another."""
    documents = [each.span.document for each in group]
    return [
        each
        for each in group
        if not any(is_about_another(each.span.document, other, question) for other in documents)
    ] or group


def newest_first(
    candidates: Sequence[AnswerCandidate],
    group: Sequence[AnswerCandidate],
    question: str,
    confidence: float = 0.0,
) -> tuple[tuple[AnswerCandidate, ...], tuple[AnswerCandidate, ...]]:
    """The candidates with the newest of the group first, and the others of the group.

    The first one is at least as certain as `confidence`.
    """
    newest = sorted(group, key=_recency, reverse=True)
    if _date(group[0]) is None:
        newest.sort(key=lambda each: (_replaces(each, group[0]), each is group[0]), reverse=True)
    asked = asked_version([each.occurrences[0].passage.span for each in group], question)
    if asked is not None:
        newest = [next(each for each in group if each.span.document == asked)]
    others = [each for each in candidates if each is not newest[0]]
    places = sorted(newest[0].occurrences, key=_place_date, reverse=True)
    first = replace(
        newest[0],
        occurrences=tuple(places),
        confidence=max(confidence, *(each.confidence for each in group)),
    )
    return (first, *others), tuple(newest[1:])


def _parallel(
    candidates: Sequence[AnswerCandidate],
    group: Sequence[AnswerCandidate],
    question: str,
    passages: Sequence[Passage],
) -> list[AnswerCandidate]:
    """What other documents say in the clause of the best candidate, one of each document."""
    found = list[AnswerCandidate]()
    known = {place.span.document for each in group for place in each.occurrences}
    for place in parallel_places(group[0].occurrences[0], passages) if group else ():
        if place.span.document in known or not same_context(
            group[0].occurrences[0], place, question
        ):
            continue
        known.add(place.span.document)
        read = [
            each
            for each in candidates
            if any(o.span.overlaps(place.span) for o in each.occurrences)
        ]
        found.append(read[0] if read else AnswerCandidate((place,), group[0].confidence, {}))
    return found


def _recency(candidate: AnswerCandidate) -> tuple[bool, Date]:
    is_draft = "draft" in document_words(candidate.span.document)
    return not is_draft, _date(candidate) or (0, 0, 0)


def _conflicts(one: AnswerCandidate, other: AnswerCandidate, question: str) -> bool:
    """Whether two candidates answer the question about the same thing, differently, elsewhere."""
    if not _differ(one.span.text, other.span.text) or _stand_together(one, other):
        return False
    return any(
        _is_comparable(one, other, _says_changed(theirs) or _is_denied_in(one, theirs))
        and _apart(ours.span, theirs.span)
        and same_matter(ours, theirs, question, with_section=_says_changed(theirs))
        for ours in one.occurrences
        for theirs in other.occurrences
    )


def _stand_together(one: AnswerCandidate, other: AnswerCandidate) -> bool:
    """Whether one passage says both, of two things: neither takes the place of the other."""
    ours, theirs = (
        {
            (place.passage.span, place.span.section)
            for place in each.occurrences
            if not _is_denied(place.span)
        }
        for each in (one, other)
    )
    return bool(ours & theirs) or _says(one, other) or _says(other, one)


def _says(one: AnswerCandidate, other: AnswerCandidate) -> bool:
    """Whether a sentence of the one also says the words of the other, of another thing."""
    if not _NUMBER.search(with_digits(other.span.text)):
        return False
    words = rf"(?<![\w.,]){re.escape(other.span.text)}(?!\w)"
    return any(
        re.search(words, place.sentence.text)
        and not place.span.overlaps(other.span)
        and not (_denies(place, other.span.text) or _CHANGED.search(place.sentence.text))
        for place in one.occurrences
        if not _is_denied(place.span)
    )


def _is_denied_in(one: AnswerCandidate, other: Occurrence) -> bool:
    """Whether the passage of the other says that the one does not hold."""
    return any(
        place.passage.span == other.passage.span and _is_denied(place.span)
        for place in one.occurrences
    )


def _is_comparable(one: AnswerCandidate, other: AnswerCandidate, changed: bool) -> bool:
    ratio = CHANGED_RATIO if changed else MIN_RATIO
    counts = changed or _NUMBER.search(other.span.text)
    margin = other.features.get("margin", -math.inf) if counts else -math.inf
    return other.confidence >= ratio * one.confidence or margin >= MIN_MARGIN


def _replaces(one: AnswerCandidate, undated: AnswerCandidate) -> bool:
    """Whether a place of the one denies the words of the other, or says "no longer" as a whole."""
    return any(
        _denies(place, undated.span.text)
        or (place.span == place.sentence and "no longer" in place.span.text)
        for place in one.occurrences
    )


def _says_changed(place: Occurrence) -> bool:
    """Whether its sentence or its section tells of a change."""
    return _CHANGED.search(f"{place.sentence.text} {place.span.section or ''}") is not None


def _apart(one: Span, other: Span) -> bool:
    """Whether they stand in two documents, or in two messages of one mailbox."""
    return one.document != other.document or (
        one.section != other.section and stated_date(one) != stated_date(other)
    )


def _differ(one: str, other: str) -> bool:
    """Whether two answers are of one kind, both numbers or both names, and say something else.

    Numbers have the same unit, or one of them has none, or measure the same kind of thing. What
    part of the other says is the same.
    """
    if _FREE.fullmatch(one) or _FREE.fullmatch(other):
        return bool(_MONEY.search(one) or _MONEY.search(other))
    have_others = have_other_units(one, other)
    if have_others is not None:
        return have_others
    one, other = with_digits(one), with_digits(other)
    ours, theirs = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    if ours and theirs:
        units = _units(one), _units(other)
        alike = not all(units) or units[0] & units[1] or _are_durations(*units)
        times = {":" in number for number in ours} == {":" in number for number in theirs}
        return bool(alike) and times and not (ours <= theirs or theirs <= ours)
    one, other = without_titles(one), without_titles(other)
    both = _is_name(one) and _is_name(other)
    return not ours and not theirs and both and not content_words(one) & content_words(other)


def _are_durations(ours: set[str], theirs: set[str]) -> bool:
    """Whether both are units of time, and next to each other or but one: days and months."""
    found = [[n for n, unit in enumerate(DURATIONS) if unit in units] for units in (ours, theirs)]
    return any(abs(one - other) < 3 for one in found[0] for other in found[1])


def _is_name(answer: str) -> bool:
    """Whether its words begin with capitals, but for particles: "Ada van Rey", "The Old Mill"."""
    words = [word for word in answer.split() if word.casefold() not in _PARTICLES]
    return bool(words) and all(word[:1].isupper() for word in words)


def _units(answer: str) -> set[str]:
    """What its numbers count: "date" for all dates."""
    date = find_date(answer)
    return {"date"} if date and date[1] else content_words(" ".join(_UNIT.findall(answer)))


def _is_denied(span: Span) -> bool:
    """Whether the text around it denies it: "not 60", "Ms. Hay has left", "from 60 to"."""
    before = span.document.slice(max(span.start - _REACH, 0), span.start)
    behind = span.document.slice(span.end, span.end + _REACH)
    replaced = before.endswith("from ") and behind.startswith(" to ")
    return replaced or bool(_DENIED.search(before) or _GONE.match(behind))


def _denies(place: Occurrence, words: str) -> bool:
    """Whether its sentence says that something holds instead of these words: "48, not 60"."""
    text = place.sentence.text
    return any(
        _DENIED.search(text[: match.start()][-_REACH:])
        for match in re.finditer(rf"(?<![\w.,]){re.escape(words)}(?!\w)", text)
    )


def _place_date(place: Occurrence) -> Date:
    return stated_date(place.span) or (0, 0, 0)


def _date(candidate: AnswerCandidate) -> Date | None:
    """The date of its newest occurrence that is not denied ("not 320"); None if none is known."""
    places = [each.span for each in candidate.occurrences if not _is_denied(each.span)]
    return max(filter(None, map(stated_date, places)), default=None)


def conflict_heading(answer: Answer) -> str:
    """What stands above the conflicting answers; "Older" if the given one is newer than all."""
    newest = stated_date(answer.candidates[0].span)
    dates = [stated_date(other.span) for other in answer.conflicting]
    are_older = newest is not None and all(date is not None and date < newest for date in dates)
    return f"{'Older' if are_older else 'Other'} documents say something else"
