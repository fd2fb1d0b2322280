"""The facts of a draft that can be looked up: figures with their noun, and names with a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.search.name_words import MONTHS
from index.spans import Document, Span
from index.storage.query_variants import STOP_WORDS
from qa.drafts.sources import NUMBERED
from qa.drafts.types import ClaimKind
from qa.evidence.number_words import NUMBER_WORDS
from qa.evidence.words import content_words, stem
from qa.shapes.dates import Date, dates_in

_UNITS = {
    **{"$": "usd", "us$": "usd", "usd": "usd", "dollar": "usd", "€": "eur", "eur": "eur"},
    **{"euro": "eur", "£": "gbp", "gbp": "gbp", "pound": "gbp", "%": "%", "percent": "%"},
    **{"per cent": "%", "¥": "jpy", "chf": "chf"},
}
"""Signs and words of a unit that may stand on either side -> the unit that is compared."""

_WORDS = {word: number for word, number in NUMBER_WORDS.items() if 0 < number < 20}
_ONES = [word for word, number in _WORDS.items() if number < 10]
_TENS = {word: number for word, number in NUMBER_WORDS.items() if 20 <= number < 100}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9, "k": 1e3, "m": 1e6}
NUMBER = re.compile(
    r"(?<![\w.,/])(?<![A-Za-z]-)\d+(?:,\d{3})*(?:\.\d+)?(?![\w/]|[.,]\d)"
    rf"|(?<![\w-])(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)}))?|"
    rf"{'|'.join(word for word in _WORDS if word != 'one')})(?![\w-])",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:us\$|[$€£¥]|\b(?:eur|usd|gbp|chf))\s?\Z", re.IGNORECASE)
_AFTER = re.compile(
    rf"\s?-?(?P<scale>(?:{'|'.join(_SCALES)})\b)?\s?"
    r"(?P<unit>%|per ?cent\b|(?:euro|dollar|pound)s?\b|(?:EUR|USD|GBP|CHF)\b)?",
    re.IGNORECASE,
)
_NO_QUANTITY = re.compile(
    r"(?:\b(?:sections?|sec|articles?|arts?|clauses?|cl|chapters?|figures?|figs?|tables?|pages?|pp?|"
    r"nos?|nr|numbers?|vol|paragraphs?|para|amendment|addendum|part|item|version|step|note|appendix|annex|schedule|exhibit|rule|line|room|form)\.?|§|#|\[\^?)"
    r"\s*\Z",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[^\Wa-z\d_][\w’'-]*[\w]")
_NOUN = re.compile(r"(?:\s|-|\s?[*_]+)*([^\W\d_]{3,})")
_SENTENCE = re.compile(
    rf"[^\n.!?]*(?:(?:[.!?](?!\s+[^\Wa-z_]|\s*\Z)|(?={NUMBERED})\.)[^\n.!?]*)*[.!?]?"
)
_MONTHS = frozenset(
    (
        *MONTHS,
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
)
"""Names in capitals that are parts of a date."""

_LEAST_IN_WORDS = 10  # "Two things are clear": small numbers in words mostly measure nothing

Value = float | Date


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or a date of a draft.

    A place states it if the value is the same and one of the stems `near` stands beside it (of a
    name half of them); `context` are the stems of the sentence, which tell of what it is said.
    """

    kind: ClaimKind
    span: Span
    """The value, of a figure with the noun behind it."""
    said: Span
    """The value alone."""
    value: Value
    unit: str
    near: frozenset[str]
    context: frozenset[str]
    is_adjacent: bool = False
    """The noun follows the number at once, as that of a place that contradicts it has to."""


def find_facts(draft: Document, excluded: Sequence[tuple[int, int]]) -> list[Fact]:
    """The facts of a draft, in the order of its text. Excluded ranges are quotations and notes."""
    text = draft.text
    for start, end in excluded:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    found = list[Fact]()
    for sentence in _SENTENCE.finditer(text):
        if len(sentence[0]) > 1:
            found += _of_sentence(draft, sentence[0], sentence.start())
    return found


def _of_sentence(draft: Document, sentence: str, offset: int) -> Iterator[Fact]:
    dates = dates_in(sentence)
    names = frozenset(map(stem, _names(sentence)))
    everything = frozenset(each for each in map(stem, words_in(sentence)) if not each[:1].isdigit())
    for start, end, date in dates:
        if names:
            span = Span(draft, offset + start, offset + end)
            yield Fact("date", span, span, date, "", names, everything - names - _MONTHS)
    for number in figures_in(sentence):
        is_date = any(start < number.end and number.start < end for start, end, _ in dates)
        if is_date or (number.value < _LEAST_IN_WORDS and sentence[number.start].isalpha()):
            continue
        said = Span(draft, offset + number.start, offset + number.end)
        nouns = _nouns(sentence, number)
        if nouns:
            near = frozenset(stem(noun[1]) for noun in nouns)
            whole = Span(draft, said.start, offset + nouns[-1].end())
            others = everything - near
            yield Fact("figure", whole, said, number.value, number.unit, near, others, True)
        elif everything:  # "The deposit is EUR 4,000": any word may be that of what is measured
            yield Fact("figure", said, said, number.value, number.unit, everything, everything)


def _names(sentence: str) -> list[str]:
    """The words in capitals that are no part of a date; [] if it is only the first of all."""
    first = len(sentence) - len(sentence.lstrip(" \n\t\"'“‘(*_"))
    matches = [
        match
        for match in _NAME.finditer(sentence)
        if match[0].casefold() not in STOP_WORDS | _MONTHS
    ]
    is_first = len(matches) == 1 and matches[0].start() == first
    return [] if is_first else [match[0] for match in matches]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text, with its unit; the range includes both."""

    start: int
    end: int
    value: float
    unit: str


def figures_in(text: str) -> Iterator[Figure]:
    """The numbers that count or measure something: not those of sections, pages or lists."""
    for match in NUMBER.finditer(text):
        start, end = match.span()
        before = text[max(start - 14, 0) : start]
        if _NO_QUANTITY.search(before) or _is_list_mark(text, start, end):
            continue
        sign = _BEFORE.search(before)
        after = _AFTER.match(text, end)
        scale = 1.0
        unit = sign[0].strip().casefold() if sign else ""
        if after:
            if after["scale"]:
                scale = _SCALES[after["scale"].casefold()]
            unit = unit or (after["unit"] or "").casefold().removesuffix("s")
            end = after.end() if after["scale"] or after["unit"] else end
        start -= len(sign[0]) if sign else 0
        unit = "per cent" if unit == "percent" else unit
        yield Figure(start, end, _value(match[0]) * scale, _UNITS.get(unit, unit))


def _is_list_mark(text: str, start: int, end: int) -> bool:
    """Whether the number opens a line, with a stop or bracket, or stands in brackets by itself."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return (not line.strip(" (") and text[end : end + 1] in (".", ")")) or (
        text[start - 1 : start] == "[" and text[end : end + 1] == "]"
    )


def _value(number: str) -> float:
    if number[0].isdigit():
        return float(number.replace(",", ""))
    first, _, second = number.casefold().replace("-", " ").partition(" ")
    return float(_TENS.get(first, _WORDS.get(first, 0)) + _WORDS.get(second, 0))


def _nouns(sentence: str, number: Figure) -> list[re.Match[str]]:
    """The first one or two words behind the number, up to a mark or a word that is no noun."""
    found, at = list[re.Match[str]](), number.end
    while len(found) < 2 and (match := _NOUN.match(sentence, at)):
        if match[1].casefold() in STOP_WORDS:
            break
        found.append(match)
        at = match.end()
    return found


def words_in(text: str) -> Iterator[str]:
    """The content words of two characters or more."""
    return (word for word in content_words(text) if len(word) > 1)
