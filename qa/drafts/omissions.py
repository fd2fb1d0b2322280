"""What an ellipsis leaves out of a sentence, and whether that changes what the sentence says.

"We do [...] terminate" does not quote "We do not terminate". Whole sentences and items of a list
may be left out; looked at is the rest of a sentence of which other words are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.drafts.facts import figures_in
from qa.drafts.sources import SENTENCE_END

_NEGATION = re.compile(
    r"(?<!\bor )\b(?:not|never|no|nor|neither|none|nobody|nothing|cannot|hardly|\w+n['’]t|without|"
    r"nicht|kein\w*|niemals|nie|ohne|pas|jamais|aucune?|sans)\b"
    r"(?!,? (?:only|just|merely|simply|limited|later|earlier|more|less|fewer|exceed\w*)\b)"
    r"(?!\.? ?\d|,? (?:undue |unreasonable |any )?(?:delay|limitation|prejudice)\b)"
    r"|(?<!not )\bonly\b",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"\b(?:unless|except(?:ing|ed)?|save (?:for|that|as|where|in|with)|other than|excluding|"
    r"apart from|provided(?: always|,? however,?)? that|außer|ausser|ausgenommen|sofern|"
    r"es sei denn|sauf|hormis|à moins qu[e'’])(?!\w)[^.,;:()]{0,80}(?=[.,;:()]|\Z)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|subject to|to the extent|(?:as|so) long as|until|in the event)\b"
    r"[^.,;:()]{0,80}(?=[.,;:()]|\Z)",
    re.IGNORECASE,
)
_BREAK = re.compile(rf"{SENTENCE_END.pattern}|;\s|\n(?=\s*(?:\(?\w{{1,3}}[.)]|[-–•*])\s)")
_JOINING = r"(?:and|but|or|nor|und|oder|aber|et|ou|mais)\b"
_OPENS = re.compile(rf"\s*(?:[,;:(–—]|{_JOINING})")
_CLOSES = re.compile(rf"[,;:)–—]\s*(?:{_JOINING}\s*)?\Z")
_JOINS = re.compile(rf"\s*{_JOINING}")

_BUT = re.compile(r"\b(?:but|instead|rather|however|sondern|mais)\b", re.IGNORECASE)
_MARK = re.compile(r"[.,;:!?\n]")
_REACH = 30  # characters before an ellipsis among which a quoted negation stands


@dataclass(frozen=True, slots=True)
class Omission:
    """Words [start, end) of a text that an ellipsis leaves out."""

    start: int
    end: int
    is_grave: bool
    """Without them the sentence says something else: a negation that governs what is quoted, or an
    exception. Otherwise a condition, a figure, or a negation in a part between commas."""


def omissions(text: str, start: int, end: int) -> Iterator[Omission]:
    """What matters of the words [start, end) that are left out between two quoted parts."""
    breaks = list(_BREAK.finditer(text, start, end + 1))
    if not breaks:
        yield from _contrast(text, start, end)
        yield from _in_part(text, start, end, starts=False, ends=False)
        return
    yield from _in_part(text, start, breaks[0].start(), starts=False, ends=True)
    yield from _in_part(text, min(breaks[-1].end(), end), end, starts=True, ends=False)


def _contrast(text: str, start: int, end: int) -> Iterator[Omission]:
    """The "but" after a negation that is quoted: "We do not [sue, but] reserve all rights"."""
    contrast = _BUT.search(text, start, end)
    first = max(start - _REACH, 0)
    denied = any(
        first + match.end() <= start and not _MARK.search(text, first + match.end(), start)
        for match in _NEGATION.finditer(text[first:end])
    )
    if contrast and denied:
        yield Omission(*contrast.span(), is_grave=True)


def _in_part(text: str, start: int, end: int, *, starts: bool, ends: bool) -> Iterator[Omission]:
    """Of a part of one sentence; it may be the start or the end of the sentence."""
    part = text[start:end]
    is_set_off = (starts or _OPENS.match(part) is not None) and (
        ends or _CLOSES.search(part) is not None or _JOINS.match(text, end) is not None
    )
    for pattern, is_grave in (
        (_EXCEPTION, True),
        (_NEGATION, not is_set_off),
        (_CONDITION, False),
    ):
        for match in pattern.finditer(part):
            length = len(match[0].rstrip())
            yield Omission(start + match.start(), start + match.start() + length, is_grave)
    for figure in figures_in(part):
        yield Omission(start + figure.start, start + figure.end, is_grave=False)


def loses_negation(source: str, written: str) -> bool:
    """Whether words in brackets stand for words with a negation or an exception, and have none."""
    return _negates(source) and not _negates(written)


def _negates(text: str) -> bool:
    return bool(_NEGATION.search(text) or _EXCEPTION.search(text))
