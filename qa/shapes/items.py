"""Finds the list in which a span stands: marked items, or short paragraphs below a heading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.spans import Document, Span

MARK = re.compile(
    r"[ \t]*(?:(?P<bullet>[-*•▪●◦‣■–+])|(?P<number>\(?\d{1,2}[.)])|"
    r"(?P<letter>\(?(?:[a-z]|[ivx]{2,5})[.)]))[ \t]+(?=\S)"
)
"""A list mark at the start of a line. "6.2" is the number of a clause and no mark."""

_LONGEST_PARAGRAPH = 120  # characters of a paragraph that may be an item without a mark
_LONGEST_LINE = 60  # characters of a line that may be one among adjoining lines
LABEL = re.compile(r"[^\s:;.][^:;.\n]{1,60}:\s")
_LINE = re.compile(r"[^\n]*\S")
_REACH = 20_000  # characters before and behind a span that are looked through


class _Entry(NamedTuple):
    span: Span
    """Without the mark."""
    kind: str
    """Of its mark; "" without one."""
    adjoins: bool
    """Whether no blank line stands above it."""


def items_at(span: Span) -> list[Span]:
    """The items of the list in which the span stands, in text order; empty if in none.

    They have marks of one kind; or they are short paragraphs that do not end with a stop, or have
    the form "label: text", below a heading or a line that ends with a colon.
    """
    start, end = _around(span)
    entries = _entries(span.document, start, end)
    here = next((n for n, entry in enumerate(entries) if entry.span.overlaps(span)), None)
    if here is None:
        return []
    kind = entries[here].kind
    if kind:
        run = _run(entries, here, lambda n: entries[n].kind == kind)
    else:
        run = _unmarked(entries, here, bool(span.section) and start > 0)
    return [entry.span for entry in entries[run.start : run.stop]] if len(run) > 1 else []


def introduction(items: Sequence[Span]) -> str:
    """The words that say what the items are: the heading, and a line above that ends with ":"."""
    start = items[0].start
    above = items[0].document.slice(max(start - 400, 0), start).rstrip("-*•▪●◦‣■–+ \n\t1(ai.)")
    line = above[above.rfind("\n") + 1 :]
    return f"{items[0].section or ''} {line if line.endswith(':') else ''}".strip()


def _around(span: Span) -> tuple[int, int]:
    """The range of the text around the span that has no heading, row or note in it."""
    document = span.document
    start, end = max(span.start - _REACH, 0), min(span.end + _REACH, len(document.text))
    for kind in ("heading", "row", "note"):
        markers = document.marked(kind)
        behind = bisect_left(markers, span.end, key=lambda marker: marker.start)
        if behind < len(markers):
            end = min(end, markers[behind].start)
        before = next((m for m in reversed(markers[:behind]) if m.end <= span.start), None)
        if before:
            start = max(start, before.end)
    return start, end


def _entries(document: Document, start: int, end: int) -> list[_Entry]:
    """Marked items with the lines that go on with them, and all other lines."""
    entries: list[_Entry] = []
    last = start
    for match in _LINE.finditer(document.text, start, end):
        adjoins = document.text.count("\n", last, match.start()) < 2 and last > start
        mark = MARK.match(match[0])
        if mark:
            kind = next(name for name, found in mark.groupdict().items() if found)
            entries.append(
                _Entry(_span(document, match.start() + mark.end(), match.end()), kind, adjoins)
            )
        elif adjoins and entries and entries[-1].kind:
            above = entries[-1]
            entries[-1] = above._replace(span=_span(document, above.span.start, match.end()))
        else:
            entries.append(_Entry(_span(document, match.start(), match.end()), "", adjoins))
        last = match.end()
    return entries


def _unmarked(entries: Sequence[_Entry], here: int, has_heading: bool) -> range:
    labelled = LABEL.match(entries[here].span.text) is not None
    lines = _run(entries, here, lambda n: _is_item(entries[n], labelled))
    if lines.start and entries[lines.start - 1].span.text.endswith(":"):
        return lines
    paragraphs = _run(
        entries, here, lambda n: _is_item(entries[n], labelled) and _is_paragraph(entries, n)
    )
    return paragraphs if has_heading and paragraphs.start == 0 else range(0)


def _is_item(entry: _Entry, labelled: bool) -> bool:
    text = entry.span.text
    if entry.kind or labelled:
        return not entry.kind and LABEL.match(text) is not None
    limit = _LONGEST_LINE if entry.adjoins else _LONGEST_PARAGRAPH
    return len(text) <= limit and text[-1] not in ".?!:"


def _is_paragraph(entries: Sequence[_Entry], n: int) -> bool:
    return not (entries[n].adjoins or (n + 1 < len(entries) and entries[n + 1].adjoins))


def _run(entries: Sequence[_Entry], here: int, fits: Callable[[int], bool]) -> range:
    """The indices around `here` of consecutive entries that fit."""
    if not fits(here):
        return range(0)
    first = last = here
    while first and fits(first - 1):
        first -= 1
    while last + 1 < len(entries) and fits(last + 1):
        last += 1
    return range(first, last + 1)


def _span(document: Document, start: int, end: int) -> Span:
    text = document.text
    while text[start].isspace():
        start += 1
    return Span(document, start, end)
