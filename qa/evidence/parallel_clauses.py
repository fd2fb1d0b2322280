"""Clauses of several documents that have the same words but for their values.

A draft says "six weeks' written notice" where the signed agreement says "three months' written
notice", and a timetable "every spring" where a newer one says "every autumn".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from index.search.name_words import MONTHS
from index.spans import Passage, Span
from index.storage.query_variants import STOP_WORDS
from qa.evidence.number_words import DURATIONS, NUMBER_WORDS, number_of
from qa.types import Occurrence

MIN_MATCHED = 0.85
"""Of the words of the shorter clause, the share that the other has in the same order."""

MIN_OF_LONGER = 0.5
"""The same of the longer one: a later version often adds a condition at the end."""

MAX_LONGER = 3
"""Times as many words as the other that an answer may have in its place."""

MIN_CONTENT = 2
"""Words in common that are no stop words."""

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[£$€%]")
_NUMBERING = re.compile(
    r"\s*(?:\d{1,3}(?:\.\d{1,3})*[.)]?|\([a-z\d]{1,3}\)|[a-z]\))\s+(?=[^\W\d_a-z])"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_VALUE = "#"
_GAP = 4  # characters between the parts of one value: "three (3) months"


class _Item(NamedTuple):
    """A word of a clause, or a run of numbers, units, months and currency signs."""

    word: str
    """In small letters; _VALUE for a run."""
    start: int
    end: int
    is_name: bool
    kind: str = ""
    value: tuple[str, ...] = ()


def parallel_places(place: Occurrence, passages: Sequence[Passage]) -> Iterator[Occurrence]:
    """Where other documents have other values in the words of a place, in the same clause."""
    clause = _items(place.sentence)
    words = {item.word for item in clause} - STOP_WORDS - {_VALUE}
    seen = {place.sentence.text}
    for passage in passages:
        for hit in passage.sentences:
            other = hit.span
            if other.document == place.span.document or other.text in seen:
                continue
            seen.add(other.text)
            said = set(_TOKEN.findall(other.text.casefold().replace("’", "'")))
            if len(words & said) < MIN_CONTENT:
                continue
            if found := _counterpart(place.span, clause, other):
                yield Occurrence(found, other, passage)


def _items(sentence: Span) -> list[_Item]:
    text, origin = sentence.text, sentence.start
    numbering = _NUMBERING.match(text)
    found = list[_Item]()
    for match in _TOKEN.finditer(text, numbering.end() if numbering else 0):
        word = match[0].casefold().replace("’", "'")
        start, end = origin + match.start(), origin + match.end()
        kind = _kind(word, match[0], found[-1] if found else None)
        if kind is None:
            found.append(_Item(word, start, end, bool(found) and match[0][0].isupper()))
            continue
        part = number_of(word.removesuffix("s"))
        if found and found[-1].word == _VALUE and start - found[-1].end < _GAP:
            last = found[-1]
            value = last.value if part in last.value else (*last.value, part)
            found[-1] = last._replace(end=end, kind=kind or last.kind, value=value)
        else:
            found.append(_Item(_VALUE, start, end, False, kind, (part,)))
    return found


def _kind(word: str, written: str, before: _Item | None) -> str | None:
    """Of a token of a value, "" for a bare number; None for another word."""
    follows = before is not None and before.word == _VALUE
    if written in "£$€":
        return "money"
    if written == "%":
        return "share"
    if word in MONTHS and written[0].isupper():
        return "date"
    if word[0].isdigit() or word in NUMBER_WORDS:
        return "date" if _YEAR.fullmatch(word) else ""
    return "duration" if follows and word.removesuffix("s") in DURATIONS else None


def _counterpart(answer: Span, clause: Sequence[_Item], sentence: Span) -> Span | None:
    """The words of the sentence that stand for those of the answer; None if it is not parallel."""
    other = _items(sentence)
    if found := _same_around(answer, clause, other, sentence):
        return found
    shorter, longer = sorted((len(clause), len(other)))
    if shorter < MIN_MATCHED * MIN_OF_LONGER * longer:
        return None
    matcher = SequenceMatcher(
        None, [item.word for item in clause], [item.word for item in other], autojunk=False
    )
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    pairs = [(clause[b.a + n], other[b.b + n]) for b in blocks for n in range(b.size)]
    content = {one.word for one, _ in pairs} - STOP_WORDS - {_VALUE}
    if (
        len(pairs) < max(MIN_MATCHED * shorter, MIN_OF_LONGER * longer)
        or len(content) < MIN_CONTENT
    ):
        return None
    last = blocks[-1]
    matched = {item.start for pair in pairs for item in pair}
    unmatched = [
        *(item for item in clause[: last.a] if item.start not in matched),
        *(item for item in other[: last.b] if item.start not in matched),
    ]
    if any(item.is_name or item.word == _VALUE for item in unmatched):
        return None
    inside = [pair for pair in pairs if answer.start < pair[0].end and pair[0].start < answer.end]
    if not _differ([pair for pair in pairs if pair[0].word == _VALUE], inside, sentence):
        return None
    return Span(sentence.document, inside[0][1].start, inside[-1][1].end)


def _same_around(
    answer: Span, clause: Sequence[_Item], other: Sequence[_Item], sentence: Span
) -> Span | None:
    """The words in the place of the answer, where all words before and behind it are the same."""
    before = [item for item in clause if item.end <= answer.start]
    behind = [item for item in clause if item.start >= answer.end]
    end = len(other) - len(behind)
    words = {item.word for item in (*before, *behind)} - STOP_WORDS - {_VALUE}
    if len(words) < MIN_CONTENT or end <= len(before):
        return None
    around = [(item.word, item.value) for item in (*before, *behind)]
    if around != [(item.word, item.value) for item in (*other[: len(before)], *other[end:])]:
        return None
    ours = _said(clause[len(before) : len(clause) - len(behind)])
    theirs = _said(other[len(before) : end])
    if not (ours and theirs) or ours <= theirs or theirs <= ours:
        return None
    if max(len(ours), len(theirs)) > MAX_LONGER * min(len(ours), len(theirs)):
        return None
    return Span(sentence.document, other[len(before)].start, other[end - 1].end)


def _said(items: Sequence[_Item]) -> set[str]:
    """What tells two answers apart: their words but stop words, and the parts of their values."""
    return {item.word for item in items} - STOP_WORDS - {_VALUE} | {
        part for item in items for part in item.value
    }


def _differ(
    values: Sequence[tuple[_Item, _Item]], inside: Sequence[tuple[_Item, _Item]], sentence: Span
) -> bool:
    """Whether a value of the answer differs, and no other value tells of another matter.

    Other values of the same kind may differ too ("four hours on weekdays and eight on others"),
    but no date, no bare number and no cell of a row: they tell of another year or another thing.
    """
    different = [(one, two) for one, two in values if one.value != two.value]
    of_answer = [pair for pair in different if pair in inside]
    others = [pair for pair in different if pair not in inside]
    kinds = {item.kind for pair in different for item in pair}
    if not of_answer or len(kinds) > 1:
        return False
    return not others or not (kinds & {"", "date"} or sentence.is_within("row"))
