"""Two runs over the same questions: what changed, whether by more than chance, what was won and lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from eval.metrics import answers
from eval.runs.records import EvalRecord, RunConfig
from eval.runs.run_file import Run
from index.errors import PinciteError

RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one measure, second run minus first. `low` and `high` are the 95 % interval of the difference, from a paired bootstrap.

    `p` is two-sided, from a paired permutation test: how often, were the two runs' answers swapped at random question by question, the
    difference would be as large as it is.
    """

    measure: str
    first: float
    second: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """`won` and `lost` are questions by id: right in the second run and not in the first, and the other way round."""

    differences: tuple[Difference, ...]
    won: tuple[EvalRecord, ...]
    lost: tuple[EvalRecord, ...]
    config: tuple[tuple[str, object, object], ...]


def compare(first: Run, second: Run) -> Comparison:
    """Refuses runs over different questions: their difference would say nothing."""
    pairs = _pairs(first, second)
    return Comparison(
        differences=(
            difference("right", [a.right for a, _ in pairs], [b.right for _, b in pairs]),
            difference("f1", [a.f1 for a, _ in pairs], [b.f1 for _, b in pairs]),
        ),
        won=tuple(b for a, b in pairs if b.right and not a.right),
        lost=tuple(b for a, b in pairs if a.right and not b.right),
        config=tuple(_changed(first.config, second.config)),
    )


def _pairs(first: Run, second: Run) -> list[tuple[EvalRecord, EvalRecord]]:
    theirs = {row.id: row for row in second.rows}
    same_set = all(first.config.get(name) == second.config.get(name) for name in ("set", "digest"))
    if not same_set or {row.id for row in first.rows} != theirs.keys():
        raise PinciteError(
            f"{_asked(first)}, but {_asked(second)}: only runs over the same questions can be compared. "
            "Run both over one set, with the same limit and seed, to the end."
        )
    return [(row, theirs[row.id]) for row in first.rows]


def _asked(run: Run) -> str:
    return f"{run.path} asked {len(run.rows):,} questions of {run.config.get('set')} ({run.config.get('digest')})"


def difference(measure: str, first: Sequence[float], second: Sequence[float]) -> Difference:
    """Of the same questions in the same order."""
    changes = np.asarray(second, np.float64) - np.asarray(first, np.float64)
    low, high = np.percentile(answers.resample(changes.tolist(), RESAMPLES), [2.5, 97.5])
    p = permutation_p(changes[changes != 0])
    return Difference(
        measure, sum(first) / len(first), sum(second) / len(second), float(low), float(high), p
    )


def permutation_p(changes: answers.Numbers, times: int = RESAMPLES, seed: int = 0) -> float:
    """How often a random sign for each change gives a sum as far from zero; the changes as they are count as one of the tries.

    Changes of zero make no difference and can be left out. Never 0: the smallest is 1 / (times + 1).
    """
    draw = np.random.default_rng(seed)
    seen, reach = 0, abs(changes.sum()) - 1e-9
    for first in range(0, times, 500):
        signs = draw.integers(0, 2, (min(500, times - first), len(changes))) * 2 - 1
        seen += int((np.abs(signs @ changes) >= reach).sum())
    return (seen + 1) / (times + 1)


def _changed(first: RunConfig, second: RunConfig) -> Iterator[tuple[str, object, object]]:
    for name in dict.fromkeys([*first, *second]):
        if first.get(name) != second.get(name):
            yield name, first.get(name), second.get(name)


def difference_line(d: Difference) -> str:
    """In percentage points: "right  50.0% -> 60.0%  +10.0 points (95 % interval ...)"."""
    points = f"{100 * (d.second - d.first):+.1f} points (95 % interval {100 * d.low:+.1f} to {100 * d.high:+.1f}, p = {d.p:.4f}"
    return f"{d.measure:<5}  {d.first:.1%} -> {d.second:.1%}  {points}; paired bootstrap and permutation, {RESAMPLES:,} each)"


def as_text(found: Comparison) -> str:
    """For a terminal: the differences in percentage points, the settings that differ, and every question won and lost."""
    settings = [f"{name}: {a} -> {b}" for name, a, b in found.config]
    won, lost = (
        [f"{sign} {row.id}  {row.question}" for row in rows]
        for sign, rows in (("+", found.won), ("-", found.lost))
    )
    recipe = ["recipe differs:", *settings] if settings else ["same recipe"]
    return "\n".join(
        [
            *map(difference_line, found.differences),
            *recipe,
            f"{len(won):,} questions won, {len(lost):,} lost",
            *won,
            *lost,
        ]
    )
