"""Definitions: the words that a text gives as the meaning of the term that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.spans import Passage, Span
from qa.types import Occurrence

_ASKED = (
    re.compile(r"\bwhat (?:is|are|was) (?:meant|understood) by (?P<term>.+)", re.I),
    re.compile(r"\bwhat do(?:es)? (?P<term>.+?) (?:mean|refer to|stand for|denote)\b", re.I),
    re.compile(r"\b(?:meaning|definition) of (?P<term>.+)", re.I),
    re.compile(r"^\W*(?:please )?define (?P<term>.+)", re.I),
    re.compile(r"\bhow (?:is|are) (?P<term>.+?) defined\b", re.I),
    re.compile(r"^\W*what(?: is|['’]s| are) (?P<term>.+)", re.I),
)
_BEFORE = re.compile(r"(?:(?:the|an?|word|words|term|terms|expression|phrase)\s+)+", re.I)
_BEHIND = re.compile(
    r"\s+(?:in|under|within|for the purposes? of|according to|as used|here)\b.*|[\s?.!\"”'’]+$",
    re.I,
)
_QUOTE = "[\"“”'‘’*_]"
_MEANS = (
    r"(?:\s*\([^()\n]{1,80}\))?,?\s+(?:(?:shall|will)\s+)?(?:means?|refers?\s+to|denotes?|"
    r"(?:is|are)\s+defined\s+as|has\s+the\s+meaning(?:\s+of)?|stands?\s+for)\b:?\s+"
)
_NUMBERED = (
    r"(?:^|\n)[ \t]*(?:\(?(?:\d[\d.]{0,7}|[A-Za-z]{1,4}[.)])[.)]?[ \t]+)?"
    r"(?:(?:the|an?)\s+)?(?:(?:term|word)\s+)?"
)
_MOST_WORDS = 6  # of a term


def asked_term(question: str) -> str:
    """The term whose meaning is asked for, without article and quotation marks; "" if none is.

    >>> asked_term('What is meant by a "Secondary License" in the licence?')
    'Secondary License'
    """
    for pattern in _ASKED:
        found = pattern.search(question)
        if found:
            term = _BEHIND.sub("", _BEHIND.sub("", found["term"].strip()))
            term = _BEFORE.sub("", term.strip(" \"“”'‘’"), count=1).strip(" \"“”'‘’,")
            return term if 0 < len(term.split()) <= _MOST_WORDS else ""
    return ""


def definition(question: str, passages: Sequence[Passage]) -> Occurrence | None:
    """The words that say what the asked term means; None without a sentence that defines it.

    The first one in the order of the passages. The sentence is that of the term, up to the end of
    the one in which its meaning is.
    """
    term = asked_term(question)
    found = _definitions(term, passages) if term else iter(())
    return next(found, None)


def _definitions(term: str, passages: Sequence[Passage]) -> Iterator[Occurrence]:
    name = r"\s+".join(re.escape(word) for word in term.split())
    name = name.removesuffix("s") if len(term) > 4 else name
    quoted = re.compile(rf"{_QUOTE}{{1,2}}{name}s?{_QUOTE}{{1,2}}{_MEANS}", re.I)
    plain = re.compile(rf"{_NUMBERED}{name}s?{_MEANS}", re.I)
    for passage in passages:
        for pattern in (quoted, plain):
            match = pattern.search(passage.span.text)
            place = match and _place(passage, match)
            if place:
                yield place


def _place(passage: Passage, match: re.Match[str]) -> Occurrence | None:
    """The meaning behind the match, to the end of its sentence."""
    document, origin = passage.span.document, passage.span.start
    start = origin + match.end()
    sentences = [hit.span for hit in passage.sentences]
    holding = next((each for each in sentences if each.start <= start < each.end), None)
    if holding is None or holding.is_within("row"):
        return None
    begins = next((s for s in sentences if s.end > origin + match.start() + 1), holding)
    text = holding.text.rstrip()
    end = holding.start + len(text) - text.endswith((".", ";"))
    if end <= start:
        return None
    sentence = Span(document, min(begins.start, holding.start), holding.end)
    return Occurrence(Span(document, start, end), sentence, passage)
