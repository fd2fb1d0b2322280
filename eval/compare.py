"""Two runs over the same questions: what changed, whether by more than chance, what was won and lost. And scores against floors."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from eval import metrics
from eval.data import Node, read_gold, read_json
from eval.report import LOWER_IS_BETTER, MEASURES, Measure
from eval.run import Recipe, Row, Scores
from index.spans import PinciteError

RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was written to a file."""

    path: Path
    recipe: Recipe
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one measure, second run minus first. `low` and `high` are the 95 % interval of the difference, from a paired bootstrap.

    `p` is two-sided: how often, were there no difference, a resample would fall on the other side of zero.
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
    won: tuple[Row, ...]
    lost: tuple[Row, ...]
    recipe: tuple[tuple[str, object, object], ...]


def compare(first: Run, second: Run) -> Comparison:
    """Refuses runs over different questions: their difference would say nothing."""
    pairs = _pairs(first, second)
    return Comparison(
        differences=(
            _difference("right", [a.right for a, _ in pairs], [b.right for _, b in pairs]),
            _difference("f1", [a.f1 for a, _ in pairs], [b.f1 for _, b in pairs]),
        ),
        won=tuple(b for a, b in pairs if b.right and not a.right),
        lost=tuple(b for a, b in pairs if a.right and not b.right),
        recipe=tuple(_changed(first.recipe, second.recipe)),
    )


def _pairs(first: Run, second: Run) -> list[tuple[Row, Row]]:
    theirs = {row.id: row for row in second.rows}
    same_set = all(first.recipe.get(name) == second.recipe.get(name) for name in ("set", "digest"))
    if not same_set or {row.id for row in first.rows} != theirs.keys():
        raise PinciteError(
            f"{_asked(first)}, but {_asked(second)}: only runs over the same questions can be compared. "
            "Run both over one set, with the same --limit and --seed, to the end."
        )
    return [(row, theirs[row.id]) for row in first.rows]


def _asked(run: Run) -> str:
    return f"{run.path} asked {len(run.rows):,} questions of {run.recipe.get('set')} ({run.recipe.get('digest')})"


def _difference(measure: str, first: Sequence[float], second: Sequence[float]) -> Difference:
    means = metrics.resample([b - a for a, b in zip(first, second, strict=True)], RESAMPLES)
    low, high = np.percentile(means, [2.5, 97.5])
    beyond = min(int((means <= 0).sum()), int((means >= 0).sum()))
    p = min(1.0, 2 * (beyond + 1) / (RESAMPLES + 1))
    return Difference(measure, sum(first) / len(first), sum(second) / len(second), float(low), float(high), p)


def _changed(first: Recipe, second: Recipe) -> Iterator[tuple[str, object, object]]:
    for name in dict.fromkeys([*first, *second]):
        if first.get(name) != second.get(name):
            yield name, first.get(name), second.get(name)


def as_text(found: Comparison) -> str:
    """For a terminal: the differences in percentage points, the settings that differ, and every question won and lost."""
    measures = [
        f"{d.measure:<5}  {d.first:.1%} -> {d.second:.1%}  {100 * (d.second - d.first):+.1f} points "
        f"(95 % interval {100 * d.low:+.1f} to {100 * d.high:+.1f}, p = {d.p:.4f}; paired bootstrap, {RESAMPLES:,} resamples)"
        for d in found.differences
    ]
    settings = [f"{name}: {a} -> {b}" for name, a, b in found.recipe]
    won, lost = ([f"{sign} {row.id}  {row.question}" for row in rows] for sign, rows in (("+", found.won), ("-", found.lost)))
    recipe = ["recipe differs:", *settings] if settings else ["same recipe"]
    return "\n".join([*measures, *recipe, f"{len(won):,} questions won, {len(lost):,} lost", *won, *lost])


def parse_floors(text: str) -> list[tuple[Measure, float]]:
    """ "f1=.80,hit@5=.95" to measures and the shares they must not be under; "" to none."""
    known = {measure.name: measure for measure in MEASURES if measure.name not in LOWER_IS_BETTER}
    floors = []
    for part in text.split(",") if text else ():
        name, _, value = part.strip().partition("=")
        if name not in known:
            raise PinciteError(f"--fail-under: no floor can be set for {name!r}. Choose from {', '.join(known)}.")
        if not re.fullmatch(r"0?\.\d+|[01](\.0*)?", value):
            raise PinciteError(f"--fail-under: got {part.strip()!r}, wanted a share between 0 and 1, such as {name}=.80.")
        floors.append((known[name], float(value)))
    return floors


def too_low(scores: Scores, floors: Iterable[tuple[Measure, float]]) -> list[str]:
    """A line for each score under its floor; one that could not be measured is under any."""
    found = [(measure, measure.of(scores), floor) for measure, floor in floors]
    return [f"{m.name} is {m.write(got)}, under its floor of {m.write(floor)}" for m, got, floor in found if got is None or got < floor]


def read_run(path: Path) -> Run:
    """What `python -m eval ... --out` wrote. Raises PinciteError for anything else, and for a run without a row."""
    root, _ = read_json(path)
    top = root.fields("format version recipe scores rows")
    if top["format"].value != "pincite-run" or top["version"].value != 1:
        raise root.error('it is not a "pincite-run" of version 1', "Choose a file that python -m eval LIBRARY QUESTIONS --out wrote.")
    rows = tuple(_row(node) for node in top["rows"].items())
    if not rows:
        raise top["rows"].error("no question was asked in this run", "Choose another run.")
    return Run(path, top["recipe"].of(dict, "an object {…}"), rows)


def _row(node: Node) -> Row:
    at = node.fields(" ".join(each.name for each in fields(Row)))
    evidence = at["evidence"].of(dict, "an object {…}")
    return Row(
        id=at["id"].text(),
        question=at["question"].text(),
        gold=tuple(read_gold(each) for each in at["gold"].items()),
        article=at["article"].text(),
        answer=None if at["answer"].value is None else at["answer"].text(),
        reading=None if at["reading"].value is None else at["reading"].text(),
        confidence=_number(at["confidence"]),
        source=at["source"].text(),
        place=at["place"].text(),
        em=_number(at["em"]),
        f1=_number(at["f1"]),
        right=at["right"].of(bool, "true or false"),
        cited=at["cited"].of(bool, "true or false"),
        reading_right=at["reading_right"].of(bool, "true or false"),
        rank=None if at["rank"].value is None else at["rank"].integer(),
        milliseconds=_number(at["milliseconds"]),
        evidence={name: _number(Node(node.file, f"{node.place}.evidence.{name}", value)) for name, value in evidence.items()},
        error=at["error"].text(),
    )


def _number(node: Node) -> float:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float) or not abs(node.value) < math.inf:
        raise node.wanted("a finite number")
    return float(node.value)
