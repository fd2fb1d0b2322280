"""Amendments: a later document that says by what the words of an answer are replaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.spans import Passage, Span
from qa.questions.words import content_words, heading_words, overlap
from qa.shapes.dates import stated_date
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
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LONGEST_QUERY = 60  # characters
_MIN_SHARED = 0.5  # of the words of the question, for a number that is replaced alone


def with_amendment(
    candidates: Sequence[AnswerCandidate], search: Search, question: str
) -> tuple[tuple[AnswerCandidate, ...], tuple[AnswerCandidate, ...]]:
    """The words that replace those of the best candidate, as the first one; and the replaced one.

    They are looked for in passages of later documents that have its words, if it has a number:
    mostly such a passage has few words of the question. Without them the candidates are unchanged,
    and there is no replaced one.
    """
    if not candidates or not _NUMBER.search(candidates[0].span.text):
        return tuple(candidates), ()
    old = candidates[0]
    for passage in search(old.span.text[:_LONGEST_QUERY]):
        share = _shared(passage, question) if _is_later(passage.span, old.span) else 0.0
        new = _replacement(old.span.text, passage, share >= _MIN_SHARED) if share else None
        if new:
            others = [each for each in candidates if not each.span.overlaps(new.span)]
            return (replace(old, occurrences=(new,)), *others), (old,)
    return tuple(candidates), ()


def _replacement(words: str, passage: Passage, may_be_part: bool) -> Occurrence | None:
    """The words by which the passage replaces the given ones, or their only number."""
    numbers = _NUMBER.findall(words) if may_be_part else []
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
    there = content_words(passage.span.text) | heading_words(passage.span)
    return overlap(asked, there) / max(len(asked), 1)
