"""Finds the enumeration "A, B and C" in which a span stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.spans import Document, Span

_SEPARATOR = re.compile(
    r"(?P<comma>[,;])?\s+(?P<joint>and|or|as well as|&)\s+|[,;]\s+(?:(?P<late>and|or)\s+)?"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|“[^”]*”|\"[^\"]*\"")
_CLAUSE = re.compile(
    r"(?:which|who|whom|whose|that|where|when|while|because|since|if|unless|until|but|so|although|"
    r"though|before|after|as|provided|however|each|all of)\b"
)
_CLAUSE_END = re.compile(
    r":\s|,?\s(?:which|who|when|while|because|since|if|unless|until|but|before|after)\b"
)
_LEAD = re.compile(
    r":\s+|\b(?:is|are|was|were|be|include|includes|included|including|comprises?|contains?|has|"
    r"have|such as|namely|needs?|requires?|means?|offers?|sells?|provides?|uses?|covers?|of|by|"
    r"with|from|between|both|for|to|on|in|at)\s+"
)
_ARTICLE = re.compile(r"\b(?:the|an?|Mrs?\.|Ms\.|Dr\.|Captain|Sir)\s", re.I)
_FRONTED = re.compile(r"(?:In|On|At|By|After|Before|During|When|If|Since|From|For|As|With|Under)\b")
_LOWER = re.compile(r"\s(?!(?:of|de|van|von|der|den|du|la|le|the|and|al|bin)\s)[a-z]")
_APPOSITION = re.compile(r",\s[^\W\d_a-z][\w'’.-]*(?:\s[^\W\d_a-z][\w'’.-]*){0,2}(?=[,.])")
_COMPANY = re.compile(r"\b[^\W\d_a-z][\w'’.-]*\s&\s[^\W\d_a-z]$")
"""Two capitalised words with "&" between them, as in "Hay & Sons", are one name."""
_REACH = 40  # characters
_LONGEST_ITEM = 160  # characters
_MOST_ITEMS = 25
_LONGEST_FRONTED = 4  # words before a comma, as in "In the spring, …"
_LONGEST_PLAIN_ITEM = 5  # words of an item of an enumeration without "and" or "or"


class _Part(NamedTuple):
    start: int
    end: int
    joint: bool
    """Whether "and" or "or" stands before it."""
    comma: bool
    """Whether a comma or semicolon stands before it."""


def enumeration_at(span: Span, sentence: Span, others: Sequence[Span] = ()) -> list[Span]:
    """The items of the enumeration in which the span stands, in text order; empty if in none.

    `others` are spans of the same sentence that may answer too: the first item may begin there.
    """
    document = span.document
    parts = _parts(document, sentence)
    touched = [n for n, part in enumerate(parts) if part.start < span.end and span.start < part.end]
    if not touched:
        return []
    is_first = len(touched) > 1 or _is_first(document.text, parts, touched[0], span)
    first, last = _extent(document.text, parts, touched[0], touched[-1], is_first)
    if last <= first:
        return []
    items = [Span(document, part.start, part.end) for part in parts[first : last + 1]]
    apposition = _APPOSITION.match(document.text, items[-1].end, sentence.end)
    if items[-1].text[0].islower() and apposition:
        items[-1] = Span(document, items[-1].start, apposition.end())
    items = _last_trimmed(_first_trimmed(items, span, sentence, others), span)
    if len(touched) > 1 and items[-1].start < span.end < items[-1].end:
        items[-1] = Span(document, items[-1].start, span.end)  # the reader took it as the last one
    if len(items) > _MOST_ITEMS or any(len(item.text) > _LONGEST_ITEM for item in items):
        return []
    if len(items) == 2 and not _alike(*items):
        return []
    return items if len(items) > 1 else []


def _parts(document: Document, sentence: Span) -> list[_Part]:
    """The parts of a sentence between separators; a clause such as "which …" stays with the part
    before it, and what stands in brackets or quotation marks is not parted."""
    text = document.text
    closed = [m.span() for m in _BRACKETED.finditer(text, sentence.start, sentence.end)]
    parts: list[_Part] = []
    start, joint, comma = sentence.start, False, False
    for match in _SEPARATOR.finditer(text, sentence.start, sentence.end):
        if any(a < match.start() < b for a, b in closed) or _CLAUSE.match(text, match.end()):
            continue
        if match["joint"] == "&" and _COMPANY.search(text[: match.end() + 1][-_REACH:]):
            continue
        if match.start() > start:
            parts.append(_Part(start, match.start(), joint, comma))
        start = match.end()
        joint = bool(match["joint"] or match["late"])
        comma = not match["joint"] or bool(match["comma"])
    end = sentence.end
    while end > start and text[end - 1] in ".;:!? \n":
        end -= 1
    if end > start:
        parts.append(_Part(start, end, joint, comma))
    return parts


def _is_first(text: str, parts: Sequence[_Part], n: int, span: Span) -> bool:
    """Whether the span is the first item: other words stand before it in its part.

    Those are neither an article or title nor the word that is repeated before each item.
    """
    before = _ARTICLE.sub("", text[parts[n].start : max(span.start, parts[n].start)]).split()
    if n == 0 or not before:
        return n == 0
    return len(before) > 1 or before[0] not in text[parts[n - 1].start : parts[n - 1].end].split()


def _extent(
    text: str, parts: Sequence[_Part], first: int, last: int, is_first: bool
) -> tuple[int, int]:
    """The first and the last part of the enumeration; equal if there is none."""
    end = last
    for n in range(last + 1, len(parts)):
        if parts[n].joint and (parts[n].comma or not any(p.joint for p in parts[first + 1 : n])):
            end = n
        elif not (parts[n].comma or parts[n].joint):
            break
    start = first
    while not is_first and start > 0 and (parts[start].comma or parts[start].joint):
        start -= 1
    run = parts[start : end + 1]
    if len(run) > 2 and not any(part.comma for part in run[1:]):
        return first, first
    if not any(part.joint for part in run[1:]):
        plain = [n for n in range(start, len(parts)) if n == start or parts[n].comma]
        short = all(
            len(text[p.start : p.end].split()) <= _LONGEST_PLAIN_ITEM for p in parts[start + 1 :]
        )
        return (plain[0], plain[-1]) if len(plain) > 2 and short else (first, first)
    return start, end


def _first_trimmed(
    items: list[Span], span: Span, sentence: Span, others: Sequence[Span]
) -> list[Span]:
    """Without what stands before the first item, and the word that is repeated before each."""
    first, *rest = items
    document, text = first.document, first.document.text
    inside = [each.start for each in (span, *others) if first.start <= each.start < first.end]
    starts = [span.start] if span.start in inside else inside
    if starts:
        start = min(starts)
    elif first.start != sentence.start:
        start = first.start
    elif _FRONTED.match(first.text) and len(first.text.split()) <= _LONGEST_FRONTED:
        return rest
    else:
        start = _first_start(first, rest)
    before = re.search(r"(\w+)\s+$", text[max(start - 20, 0) : start])
    if before and before[1].islower():
        rest = [_without(item, before[1] + " ") for item in rest]
    return [Span(document, start, first.end), *rest]


def _first_start(first: Span, rest: Sequence[Span]) -> int:
    """Where the first item begins if the sentence begins in the same part."""
    text = first.text
    if _are_names(rest):
        names = re.search(
            r"(?:[^\W_a-z][^\s:]*(?:\s(?:of|de|van|von|der|the|&|\([^)]*\)))*\s?)+$", text
        )
        return first.start + (names.start() if names else 0)
    others = " ".join(item.text for item in rest)
    leads = [
        m
        for m in _LEAD.finditer(text)
        if m.start() and not re.search(rf"\b{re.escape(m[0].strip())}\b", others)
    ]
    return first.start + (leads[-1].end() if leads and leads[-1].end() < len(text) else 0)


def _last_trimmed(items: list[Span], span: Span) -> list[Span]:
    """Without what stands behind the last item."""
    *rest, last = items
    if not rest or span.end >= last.end:
        return items
    ending = _LOWER if _are_names([*rest, last]) else _CLAUSE_END
    cut = ending.search(last.document.text, max(last.start, span.end), last.end)
    return [*rest, Span(last.document, last.start, cut.start()) if cut else last]


def _without(item: Span, word: str) -> Span:
    if item.text.startswith(word):
        return Span(item.document, item.start + len(word), item.end)
    return item


def _are_names(items: Sequence[Span]) -> bool:
    """Whether they are names or numbers: without words of small letters, but particles.

    Behind the last one there may be other words still.
    """
    *rest, last = items
    plain = not any(_LOWER.search(f" {item.text}") for item in rest)
    return plain and not last.text[0].islower()


def _alike(one: Span, other: Span) -> bool:
    """Whether two parts may be two items: both begin with a capital or both with a digit."""
    a, b = one.text[0], other.text[0]
    return (a.isupper() and b.isupper()) or (a.isdigit() and b.isdigit())
