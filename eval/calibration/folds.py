"""Groups of questions about one article: halves, and folds for cross-validation."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from eval.datasets.dataset import Question

FOLDS = 5

Asked = TypeVar("Asked", bound=Question)


def articles(row: Question) -> frozenset[str]:
    """What a question is about: its articles, or the question itself if none is known."""
    names = {row.article, *(gold.source for gold in row.gold)} - {""}
    return frozenset(names if names else {f"question {row.id}"})


def _name_order(name: str) -> str:
    """A sorting key that does not depend on what the name says."""
    return hashlib.sha256(name.encode()).hexdigest()


def split(rows: Iterable[Asked]) -> tuple[list[Asked], list[Asked], int]:
    """(rows to fit on, rows held out, number of rows left out).

    Every second article, in the order of a hash of its name, is held out. A question with gold in
    both halves is left out; one whose article is not known is an article of its own.
    """
    asked = [(row, articles(row)) for row in rows]
    names = {name for _, of_row in asked for name in of_row}
    held_out_names = frozenset(sorted(names, key=_name_order)[1::2])
    fitted = [row for row, of_row in asked if not of_row & held_out_names]
    held_out = [row for row, of_row in asked if of_row <= held_out_names]
    return fitted, held_out, len(asked) - len(fitted) - len(held_out)


def folds(rows: Sequence[Question], count: int = FOLDS) -> list[int]:
    """The fold of each row, from 0 to `count` - 1; rows that share an article share a fold.

    Also rows that are connected through others. Groups are placed from the largest to the
    smallest, each in the fold with the fewest rows; the order of the rows does not matter.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    firsts = []
    for row in rows:
        first, *others = sorted(articles(row))
        firsts.append(first)
        for other in (first, *others):
            parent[root(other)] = root(first)
    names: dict[str, str] = {}
    for name in sorted(parent):
        names.setdefault(root(name), name)
    groups = [names[root(first)] for first in firsts]
    sizes, filled, fold = Counter(groups), [0] * count, dict[str, int]()
    for group in sorted(sizes, key=lambda group: (-sizes[group], _name_order(group))):
        fold[group] = min(range(count), key=lambda number: (filled[number], number))
        filled[fold[group]] += sizes[group]
    return [fold[group] for group in groups]
