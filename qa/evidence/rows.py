"""Rows of tables and lines of labels and values, read one at a time.

Side by side in one passage they are alike to a reader, and the value of another row is no answer.
If some of the rows contain the rare words of the question, these are read alone and the other rows
are not read; otherwise the passage is read as it is.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.spans import Hit, Passage, Span
from qa.evidence.words import content_stems
from qa.readers.context import context

MAX_ROWS = 4
"""Rows of one document that are read alone; words that more rows have do not tell them apart."""

_MIN_LINES = 3
"""Lines with different labels from which a passage counts as a list of them."""

_CELL = re.compile(r"; |\n")
_LABELLED = re.compile(r"\W*(?P<label>[^:;.!?\n]{1,60}): (?P<value>\S.*)", re.DOTALL)
_LINE = re.compile(
    r"[^\w:;.!?\n]{0,4}(?:\d{1,2}[.)] )?(?P<label>[^\W\d][^:;.!?\n]{0,40}): \S.{0,60}"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is read at a time: a passage, or a part of one."""

    read: Passage
    passage: Passage
    """The passage that it is, or is part of."""
    context: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A table row; its labels and values by their stems."""

    span: Span
    table: str
    """Its first label, which the rows of one table have in common."""
    labels: tuple[frozenset[str], ...]
    values: frozenset[str]


def reading_units(
    question: str, passages: Sequence[Passage], contexts: Sequence[str] = ()
) -> list[Unit]:
    """The passages in order, each whole, or as those of its rows and its prose that are to be read.

    `contexts` are those of the passages, or none. A row is read with the title and the section of
    its document before it.
    """
    asked = content_stems(question)
    chosen = _chosen_rows(asked, passages)
    units: list[Unit] = []
    for passage, before in zip(passages, contexts or [""] * len(passages), strict=True):
        chosen_here = chosen | _chosen_lines(asked, passage)
        if not any(hit.span in chosen_here for hit in passage.sentences):
            units.append(Unit(passage, passage, before))
            continue
        choices = [(chosen_here.get(hit.span), hit) for hit in passage.sentences]
        for choice, run in groupby(choices, lambda pair: pair[0]):
            hits = tuple(hit for _, hit in run)
            if choice is None and not all(hit.span.is_heading for hit in hits):
                units.append(Unit(_part(passage, hits), passage, before))
            elif choice:
                units += [Unit(_part(passage, (hit,)), passage, context(hit.span)) for hit in hits]
    return units


def _part(passage: Passage, hits: tuple[Hit, ...]) -> Passage:
    span = Span(passage.span.document, hits[0].span.start, hits[-1].span.end)
    return replace(passage, span=span, sentences=hits)


def _chosen_rows(asked: set[str], passages: Sequence[Passage]) -> dict[Span, bool]:
    """Whether to read them, for all table rows of the documents in which some are chosen."""
    documents: defaultdict[int, list[_Row]] = defaultdict(list)
    for passage in passages:
        documents[passage.span.document.id] += _table_rows(passage)
    chosen: dict[Span, bool] = {}
    for rows in documents.values():
        best = _best_rows(asked, rows)
        if best:
            chosen |= {row.span: False for row in rows}
            chosen |= {row.span: not _lacks_label(asked, row, rows) for row in best}
    return chosen


def _table_rows(passage: Passage) -> Iterator[_Row]:
    """The rows with two cells or more, at least one of them with a label."""
    for hit in passage.sentences:
        cells = _CELL.split(hit.span.text) if hit.span.is_within("row") else []
        if len(cells) > 1:
            parts = [_LABELLED.match(cell) for cell in cells]
            labels = tuple(frozenset(content_stems(part["label"])) for part in parts if part)
            values = " ".join(
                part["value"] if part else cell for part, cell in zip(parts, cells, strict=True)
            )
            if labels:
                first = parts[0]["label"] if parts[0] else ""
                yield _Row(hit.span, first, labels, frozenset(content_stems(values)))


def _best_rows(asked: set[str], rows: Sequence[_Row]) -> list[_Row]:
    """The rows that have the question's rarest words, by the counts of these rows; none if they
    are more than MAX_ROWS or half of the rows."""
    counts = Counter(word for row in rows for word in row.values & asked)
    scores = [
        math.fsum(math.log((len(rows) + 1) / (counts[word] + 0.5)) for word in row.values & asked)
        for row in rows
    ]
    most = max(scores, default=0.0)
    best = [row for row, score in zip(rows, scores, strict=True) if most and score == most]
    return best if len(best) <= min(MAX_ROWS, len(rows) / 2) else []


def _lacks_label(asked: set[str], row: _Row, rows: Sequence[_Row]) -> bool:
    """Whether the question names a column of the row's table whose cell is empty in the row."""
    others = {
        label for other in rows if other.table == row.table for label in other.labels if label
    }
    named = {label for label in others if label <= asked}
    return bool(named) and not named & set(row.labels)


def _chosen_lines(asked: set[str], passage: Passage) -> dict[Span, bool]:
    """Whether to read them, for all lines of a label and a value if the question names a label."""
    labels: dict[Span, set[str]] = {}
    for hit in passage.sentences:
        line = _LINE.fullmatch(hit.span.text)
        if line and "; " not in hit.span.text:
            labels[hit.span] = content_stems(line["label"])
    if len({frozenset(label) for label in labels.values()}) < _MIN_LINES:
        return {}
    named = {
        span: label <= asked and any(map(str.isalpha, label)) for span, label in labels.items()
    }
    return named if any(named.values()) else {}
