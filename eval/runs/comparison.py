"""Two runs over the same questions: the differences, their significance, questions won and lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eval.metrics.significance import RESAMPLES, Difference, paired_difference
from eval.runs.records import EvalRecord, RunConfig
from eval.runs.run_file import Run
from index.commands.console import count
from index.errors import PinciteError


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, second run minus first.

    `won` are the questions that are right in the second run and not in the first, as rows of the
    second; `lost` the other way round. `config` lists the settings that differ: (name, value in
    the first run, value in the second).
    """

    differences: tuple[Difference, ...]
    won: tuple[EvalRecord, ...]
    lost: tuple[EvalRecord, ...]
    config: tuple[tuple[str, object, object], ...]


def compare(first: Run, second: Run) -> Comparison:
    """Raises PinciteError for runs over different questions: their difference means nothing."""
    pairs = _pairs(first, second)
    return Comparison(
        differences=(
            paired_difference("right", [a.right for a, _ in pairs], [b.right for _, b in pairs]),
            paired_difference("f1", [a.f1 for a, _ in pairs], [b.f1 for _, b in pairs]),
        ),
        won=tuple(b for a, b in pairs if b.right and not a.right),
        lost=tuple(b for a, b in pairs if a.right and not b.right),
        config=tuple(_changed(first.config, second.config)),
    )


def _pairs(first: Run, second: Run) -> list[tuple[EvalRecord, EvalRecord]]:
    """The two rows of each question, in the order of the first run."""
    rows = {row.id: row for row in second.rows}
    same_set = all(first.config.get(name) == second.config.get(name) for name in ("set", "digest"))
    if not same_set or {row.id for row in first.rows} != rows.keys():
        raise PinciteError(
            f"{_describe(first)}, but {_describe(second)}: only runs over the same questions can be"
            " compared. Run both over one set, with the same limit and seed, to the end."
        )
    return [(row, rows[row.id]) for row in first.rows]


def _describe(run: Run) -> str:
    name, digest = run.config.get("set"), run.config.get("digest")
    return f"{run.path} asked {count(len(run.rows), 'question')} of {name} ({digest})"


def _changed(first: RunConfig, second: RunConfig) -> Iterator[tuple[str, object, object]]:
    for name in dict.fromkeys([*first, *second]):
        if first.get(name) != second.get(name):
            yield name, first.get(name), second.get(name)


def difference_line(difference: Difference) -> str:
    """In percentage points: "right  50.0% -> 60.0%  +10.0 points (95 % interval ...)"."""
    d = difference
    points = f"{100 * (d.second - d.first):+.1f} points"
    interval = f"95 % interval {100 * d.low:+.1f} to {100 * d.high:+.1f}, p = {d.p:.4f}"
    method = f"paired bootstrap and permutation, {RESAMPLES:,} each"
    return f"{d.measure:<5}  {d.first:.1%} -> {d.second:.1%}  {points} ({interval}; {method})"


def as_text(comparison: Comparison) -> str:
    """For a terminal: the differences, the settings that differ, all questions won and lost."""
    settings = [f"{name}: {first} -> {second}" for name, first, second in comparison.config]
    won = [f"+ {row.id}  {row.question}" for row in comparison.won]
    lost = [f"- {row.id}  {row.question}" for row in comparison.lost]
    return "\n".join(
        [
            *map(difference_line, comparison.differences),
            *(["settings differ:", *settings] if settings else ["same settings"]),
            f"{count(len(won), 'question')} won, {len(lost):,} lost",
            *won,
            *lost,
        ]
    )
