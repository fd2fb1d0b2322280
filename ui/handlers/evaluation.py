"""Running a set of questions whose answers are known."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from eval import report
from eval.run import Evaluation, Row, load_set, summarise
from index.spans import PinciteError
from ui import view
from ui.engine import Engine
from ui.handlers import errors

_PAUSE = 0.15
"""Seconds between two looks at the progress."""


def run(engine: Engine, path: Path | None, limit: int | None, stopped: Callable[[], bool]) -> Iterator[str]:
    """Asks the questions in the file `path`, at most `limit` of them; yields how far it is, at the end the scores.

    When `stopped()` turns true, the scores are of the questions asked so far. Never raises.
    """
    try:
        if path is None:
            raise PinciteError("There is no file to take the questions from. Choose one first.")
        entries = engine.library.entries()
        evaluation = Evaluation(engine.ask, load_set(path), {entry.hash for entry in entries}, limit)
        rows: list[Row] = []
        yield from _ask(evaluation, rows, stopped)
        recipe = evaluation.recipe(engine.library.recipe, len(entries), sum(entry.sentences for entry in entries))
        yield _report(evaluation, rows, report.recipe_line(recipe))
    except Exception as error:
        yield errors.shown(error)


def _ask(evaluation: Evaluation, rows: list[Row], stopped: Callable[[], bool]) -> Iterator[str]:
    began = shown = time.monotonic()
    yield view.asking(0, evaluation.total, "", 0.0)
    for row in evaluation:
        rows.append(row)
        if stopped():
            return
        if (now := time.monotonic()) - shown >= _PAUSE:
            shown = now
            yield view.asking(len(rows), evaluation.total, row.question, now - began)


def _report(evaluation: Evaluation, rows: Sequence[Row], recipe: str) -> str:
    plots = (
        ("Calibration", report.calibration_plot(rows)),
        ("Risk and coverage", report.risk_coverage_plot(rows)),
        ("Time to answer", report.latency_histogram(rows)),
    )
    evaluated = view.Evaluated(rows, summarise(rows), evaluation.total, len(evaluation.missing), plots, recipe)
    return view.report(evaluated)
