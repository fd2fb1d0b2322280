"""Looks up the figures and dates of a draft in the documents.

A library states a figure if its value stands beside the same noun where the text has the words of
the draft's sentence. If another value stands there instead, the figure is altered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from index.spans import Document, Span
from qa.drafts.corpus import Corpus
from qa.drafts.facts import Fact, Value, figures_in, words_in
from qa.drafts.types import Claim, ClaimKind, Difference, Finding
from qa.evidence.words import stem
from qa.shapes.dates import dates_in

MIN_SHARE = 0.34
"""Share of the words of the draft's sentence about a place that states the same value."""

MIN_CONFLICT = 0.5
"""Share of those words from which another value at a place contradicts the draft's."""

MIN_COMMON = 2
"""Words of the draft's sentence, beside the noun or name, at a place that contradicts it."""

_MAX_PLACES = 5
_NEAR: dict[str, int] = {
    "figure": 40,
    "date": 200,
}  # characters on both sides that have the noun or the name
_ADJACENT = 30  # characters that the noun after a number may take
_CONTEXT = 220  # characters on both sides whose words are compared with the draft's sentence
_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d(?![\d,])")
_BESIDE_YEAR = 24  # characters that the rest of a date may take


@dataclass(slots=True)
class _Place:
    """A value in a document."""

    document: int
    start: int
    end: int
    value: Value
    unit: str
    near: frozenset[str]
    following: frozenset[str]
    """Stems of the words that follow at once."""
    around: str
    _stems: frozenset[str] | None = field(default=None)

    @property
    def stems(self) -> frozenset[str]:
        if self._stems is None:
            self._stems = frozenset(map(stem, words_in(self.around)))
        return self._stems


class FactLookup:
    """Collects the places of values that facts may mean, document by document."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = facts
        self._kinds = {fact.kind for fact in facts}
        self._near = {
            kind: frozenset[str]().union(*(fact.near for fact in facts if fact.kind == kind))
            for kind in self._kinds
        }
        self._places: dict[tuple[str, str], list[_Place]] = defaultdict(list)

    def read(self, place: int, document: Document) -> None:
        text = document.text
        values: list[tuple[ClaimKind, int, int, Value, str]] = []
        if "figure" in self._kinds:
            values += [
                ("figure", each.start, each.end, each.value, each.unit) for each in figures_in(text)
            ]
        if "date" in self._kinds:
            values += (("date", start, end, date, "") for start, end, date in _dates(text))
        title = frozenset(map(stem, words_in(document.title)))
        for kind, start, end, value, unit in values:
            reach = _NEAR[kind]
            beside = text[max(start - reach, 0) : start], text[end : end + reach]
            found = self._near[kind].intersection(
                map(stem, (word for part in beside for word in words_in(part)))
            )
            if kind == "date":
                found |= title & self._near[kind]
            if found:
                around = text[max(start - _CONTEXT, 0) : end + _CONTEXT]
                behind = islice(words_in(text[end : end + _ADJACENT]), 2)
                following = frozenset(map(stem, behind))
                each = _Place(place, start, end, value, unit, found, following, around)
                for near in found:
                    self._places[kind, near].append(each)

    def findings(self, corpus: Corpus) -> Iterator[Finding]:
        """What was found of each fact."""
        for fact in self._facts:
            yield self._finding(fact, corpus)

    def _finding(self, fact: Fact, corpus: Corpus) -> Finding:
        claim = Claim(fact.kind, fact.span)
        candidates = self._candidates(fact)
        same = [each for each in candidates if _is_same(fact, each)]
        same.sort(key=lambda each: (-_share(fact, each), not fact.near & each.following))
        others = [
            each
            for each in candidates
            if not _is_same(fact, each)
            and each.unit == fact.unit
            and (not fact.is_adjacent or fact.near & each.following)
            and len(fact.context & each.stems) >= MIN_COMMON
            and _share(fact, each) >= MIN_CONFLICT
        ]
        other = max(others, key=lambda each: _share(fact, each), default=None)
        best = _share(fact, same[0]) if same else 0.0
        if same and best >= MIN_SHARE and (other is None or best >= 0.8 * _share(fact, other)):
            places = [each for each in same if _share(fact, each) >= best - 0.1][:_MAX_PLACES]
            return Finding(claim, "verbatim", tuple(_span(corpus, each) for each in places))
        if other is not None:
            there = _span(corpus, other)
            return Finding(claim, "altered", (there,), (Difference(fact.said, there),))
        if same:
            note = "It is stated of something else: the place has few words of the sentence."
            return Finding(claim, "not found", (_span(corpus, same[0]),), (), note)
        return Finding(claim, "not found")

    def _candidates(self, fact: Fact) -> list[_Place]:
        found: dict[int, _Place] = {}
        for near in fact.near:
            for each in self._places.get((fact.kind, near), ()):
                found[id(each)] = each
        if fact.kind == "date":
            least = (len(fact.near) + 1) // 2
            return [each for each in found.values() if len(fact.near & each.near) >= least]
        return list(found.values())


def _dates(text: str) -> Iterator[tuple[int, int, Value]]:
    """The dates with a year, found from their years: whole texts are long."""
    last = 0
    for year in _YEAR.finditer(text):
        first = max(year.start() - _BESIDE_YEAR, last)
        for start, end, date in dates_in(text[first : year.end() + 7]):
            if first + start <= year.start() < first + end:
                yield first + start, first + end, date
                last = first + end


def _is_same(fact: Fact, place: _Place) -> bool:
    if isinstance(fact.value, tuple) and isinstance(place.value, tuple):
        parts = [part for part in fact.value if part]
        return list(place.value[: len(parts)]) == parts
    return fact.value == place.value and fact.unit in ("", place.unit)


def _share(fact: Fact, place: _Place) -> float:
    return len(fact.context & place.stems) / len(fact.context) if fact.context else 1.0


def _span(corpus: Corpus, place: _Place) -> Span:
    return Span(corpus.document(place.document), place.start, place.end)
