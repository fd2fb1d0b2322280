"""Amendments: a later document that says by what the words of an answer are replaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.spans import Passage, Span
from qa.evidence.number_words import DURATIONS, with_digits
from qa.questions.words import content_words, heading_words, names, overlap
from qa.shapes.dates import stated_date
from qa.shapes.values import Value, parse_value
from qa.types import AnswerCandidate, Occurrence

Search = Callable[[str], Sequence[Passage]]
"""Finds passages that have some words, best first."""

_IS = r"(?:\s+(?:is|are|was|were|has been|have been|shall be|will be))?(?:\s+hereby)?"
_BY = (
    r"(?:replaced (?:by|with)|substituted (?:by|with)|(?:changed|amended|corrected|extended|raised|"
    r"increased|reduced|lowered|moved|postponed|brought forward) to(?: read)?)"
)
_NEW = (
    r"\s+[\"“]?(?:the (?:date|number|sum|amount|figure|price|name|words?) )?[\"“]?"
    r"(?P<new>(?:[^;,\"”\n]|,(?=\d{3})){1,60}?)"
    r"(?=[;\"”\n]|,(?!\d{3})|\.(?:\s|$)|\s(?:with effect|from|as of|and|on|in|because|since)\b|$)"
)
_SET = re.compile(
    r"\b(?:fixed|set|raised|increased|reduced|lowered|cut|changed|revised|extended|agreed|rises?|"
    r"risen|rose|falls?|fallen|fell)\b[^.;:]{0,40}?\b(?:at|to|of)\s+"
    r"(?P<new>(?P<number>[£$€]?\s?\d(?:[\d.,:]*\d)?)(?:\s(?:(?:million|thousand)\s?)?[a-z%]+)?)",
    re.I,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DURATION = re.compile(rf"\b\w+ (?:{'|'.join(DURATIONS)})s?\b")
_LONGEST_QUERY = 60  # characters
_MIN_SHARED = 0.5  # of the words of the question, for a number that is replaced alone


def with_amendment(
    candidates: Sequence[AnswerCandidate],
    search: Search,
    question: str,
    read: Sequence[Passage] | None = (),
) -> tuple[tuple[AnswerCandidate, ...], tuple[AnswerCandidate, ...]]:
    """The words that replace those of the best candidate, as the first one; and the replaced one.

    They are looked for in passages of later documents that have its words, if it has a number:
    mostly such a passage has few words of the question. Then in `read`, or where that is None in
    passages that have the words of the question, for what sets the number anew. Without them the
    candidates are unchanged, and there is no replaced one.
    """
    if not candidates or not _NUMBER.search(with_digits(candidates[0].span.text)):
        return tuple(candidates), ()
    old = candidates[0]
    new = next(_replacements(old.span, search, question), None)
    if new is None:
        passages = search(question) if read is None else read
        new = next(_set_anew(old, passages, question), None)
    if new is None:
        return tuple(candidates), ()
    others = [each for each in candidates if not each.span.overlaps(new.span)]
    return (replace(old, occurrences=(new,)), *others), (old,)


def _replacements(old: Span, search: Search, question: str) -> Iterator[Occurrence]:
    for passage in search(old.text[:_LONGEST_QUERY]):
        share = _shared(passage, question) if _is_later(passage.span, old) else 0.0
        new = _replacement(old.text, passage, share >= _MIN_SHARED) if share else None
        if new:
            yield new


def _set_anew(
    old: AnswerCandidate, passages: Sequence[Passage], question: str
) -> Iterator[Occurrence]:
    """Other values of the same unit that later sentences set: "who fixed the rent at £520".

    Such a sentence and that of the old value have a word of the question in common.
    """
    value = parse_value(old.span.text)
    if value is None:
        return
    asked = {w for w in content_words(question) if overlap([w], content_words(old.sentence.text))}
    for passage in passages:
        if not (
            _is_later(passage.span, old.span)
            and _shared(passage, question) >= _MIN_SHARED
            and names(question) <= _words_at(passage)
        ):
            continue
        for hit in passage.sentences:
            match = _SET.search(hit.span.text)
            if match and overlap(asked, content_words(hit.span.text)):
                yield from _values(hit.span, match, value, passage)


def _values(
    sentence: Span, match: re.Match[str], old: Value, passage: Passage
) -> Iterator[Occurrence]:
    """The first reading of the new value that has the unit of the old one."""
    for name in ("new", "number"):
        new = parse_value(match[name])
        if new and new.unit == old.unit and new.number != old.number:
            origin = sentence.start
            span = Span(sentence.document, origin + match.start(name), origin + match.end(name))
            yield Occurrence(span, sentence, passage)
            return


def _replacement(words: str, passage: Passage, may_be_part: bool) -> Occurrence | None:
    """The words by which the passage replaces the given ones, or their only number."""
    numbers = _NUMBER.findall(words) or _DURATION.findall(words) if may_be_part else []
    for old in (words, *(numbers if len(numbers) == 1 else ())):
        escaped = r"\s+".join(map(re.escape, old.split()))
        pattern = rf"(?<![\w.,]){escaped}[,\"”)]*(?:{_IS}\s+{_BY}|\s+to){_NEW}"
        for match in re.finditer(pattern, passage.span.text, re.I):
            before = passage.span.text[: match.start()].rstrip()
            if match[0][len(old) :].lstrip().startswith("to ") and not before.endswith("from"):
                continue
            start, end = match.span("new")
            span = Span(passage.span.document, passage.span.start + start, passage.span.start + end)
            sentence = next((h.span for h in passage.sentences if h.span.contains(span)), span)
            return Occurrence(span, sentence, passage)
    return None


def _is_later(one: Span, other: Span) -> bool:
    if one.document == other.document:
        return False
    later, earlier = stated_date(one), stated_date(other)
    return later is not None and earlier is not None and later > earlier


def _shared(passage: Passage, question: str) -> float:
    """The share of the words of the question in a passage, its title and its section."""
    asked = content_words(question)
    return overlap(asked, _words_at(passage)) / max(len(asked), 1)


def _words_at(passage: Passage) -> set[str]:
    return content_words(passage.span.text) | heading_words(passage.span)
