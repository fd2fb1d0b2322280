"""Document text as HTML with any number of marks in it, at exact offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from ui.views.addresses import Mark
from ui.views.highlight import visible

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marking:
    """What is marked in a text: cited words in their sentences, and places of a search.

    An element has the id `mark-N` where the words of mark N begin, counted from 1, and `hit-N`
    where a place of the search does that begins at N.
    """

    text: str
    marks: Sequence[Mark] = ()
    hits: Sequence[Range] = ()
    _numbers: dict[int, int] = field(init=False, repr=False)
    """Where the words of a mark begin → its number."""

    def __post_init__(self) -> None:
        numbers = {mark.start: number for number, mark in reversed([*enumerate(self.marks, 1)])}
        object.__setattr__(self, "_numbers", numbers)

    def html(self, start: int, end: int) -> Markup:
        """Characters `[start, end)`, escaped."""
        marks = [each for each in self.marks if _overlaps(each, start, end)]
        hits = [(first, last) for first, last in self.hits if first < end and last > start]
        edges = [edge for each in marks for edge in (each.start, each.end)]
        edges += [edge for each in marks for edge in (each.sentence_start, each.sentence_end)]
        edges += [edge for each in hits for edge in each]
        cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
        return Markup("").join(
            self._piece(first, last, marks, hits) for first, last in pairwise(cuts)
        )

    def _piece(self, start: int, end: int, marks: list[Mark], hits: list[Range]) -> Markup:
        """Characters between two edges, which all have the same marks."""
        html = _escaped(self.text[start:end])
        if hit := next((each for each in hits if each[0] <= start < each[1]), None):
            id = Markup(' id="hit-{}"').format(start) if hit[0] == start else ""
            html = Markup('<mark class="hit" data-hit="{}"{}>{}</mark>').format(hit[0], id, html)
        if any(each.start <= start < each.end for each in marks):
            number = self._numbers.get(start)
            id = Markup(' id="mark-{}" tabindex="-1"').format(number) if number else ""
            html = Markup('<strong class="span"{}>{}</strong>').format(id, html)
        if any(each.sentence_start <= start < each.sentence_end for each in marks):
            html = Markup('<mark class="sentence">{}</mark>').format(html)
        return html


def _overlaps(mark: Mark, start: int, end: int) -> bool:
    first, last = min(mark.start, mark.sentence_start), max(mark.end, mark.sentence_end)
    return first < end and last > start


def _escaped(text: str) -> Markup:
    """Carriage returns are escaped, too: a browser would count "\\r\\n" as one character."""
    return Markup(str(visible(text)).replace("\r", "&#13;"))
