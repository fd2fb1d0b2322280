"""Running a set of questions whose answers are known, and holding one run against another."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from eval.reports import plots
from eval.runs.run import (
    Costs,
    EvalRecord,
    Evaluation,
    Run,
    check_against_library,
    compare,
    costs,
    load_set,
    read_run,
    summarise,
    write_finished,
    write_page,
)
from index.errors import PinciteError
from ui.engine import sample_library
from ui.engine.engine import Engine
from ui.handlers import errors, verdict
from ui.views import evaluation as evaluation_view

VERDICTS = "my verdicts"

_PAUSE = 0.15
"""Seconds between two looks at the progress."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run of this visit: its rows, what it took, and a name that no other run of the visit has."""

    name: str
    run: Run
    costs: Costs
    number: int = 1


def question_sets(engine: Engine) -> dict[str, Path]:
    """The files of questions that are offered, by name: the bundled ones, and what was said of this library's answers on the page."""
    judged = verdict.file_of(engine.library)
    return sample_library.question_sets() | ({VERDICTS: judged} if judged.is_file() else {})


class Shown(NamedTuple):
    """What the page shows; `past` is set once the last question is asked, or the run is stopped."""

    html: str
    past: PastRun | None = None


def run(
    engine: Engine,
    files: Sequence[Path],
    limit: int | None,
    stopped: Callable[[], bool],
    number: int = 1,
) -> Iterator[Shown]:
    """Asks the questions in the files, at most `limit` of them; yields how far it is, at the end the scores. `number` counts the runs.

    When `stopped()` turns true, the scores are of the questions asked so far. Never raises.
    """
    try:
        if not files:
            raise PinciteError("There is no file to take the questions from. Choose one first.")
        questions = load_set(files, engine.library)
        entries = engine.library.list_documents()
        evaluation = Evaluation(engine.ask, questions, {entry.hash for entry in entries}, limit)
        asked = replace(questions, questions=evaluation.questions)
        remarks = [*questions.notes, *check_against_library(engine.library, asked)]
        began = time.monotonic()
        rows: list[EvalRecord] = []
        for progress in _ask(evaluation, rows, stopped):
            yield Shown(progress)
        recipe = evaluation.run_config(
            engine.library.config, len(entries), sum(entry.sentences for entry in entries)
        )
        recipe |= {"generation": engine.library.generation, **engine.settings}
        name = f"run {number}: {questions.name}, {len(rows):,} questions"
        past = PastRun(
            name,
            Run(Path(name), recipe, tuple(rows)),
            costs(time.monotonic() - began, len(rows), 1),
            number,
        )
        yield Shown(_report(evaluation, past.run, remarks), past)
    except Exception as error:
        yield Shown(errors.shown(error))


def _ask(
    evaluation: Evaluation, rows: list[EvalRecord], stopped: Callable[[], bool]
) -> Iterator[str]:
    began = shown = time.monotonic()
    yield evaluation_view.asking(0, evaluation.total, "", 0.0)
    for row in evaluation:
        rows.append(row)
        if stopped():
            return
        if (now := time.monotonic()) - shown >= _PAUSE:
            shown = now
            yield evaluation_view.asking(len(rows), evaluation.total, row.question, now - began)


def _report(evaluation: Evaluation, done: Run, remarks: Sequence[str]) -> str:
    drawn = (
        ("Calibration", plots.calibration_plot(done.rows)),
        ("Risk and coverage", plots.risk_coverage_plot(done.rows)),
        ("Time to answer", plots.latency_histogram(done.rows)),
    )
    recipe = plots.recipe_line(done.config)
    return evaluation_view.report(
        evaluation_view.Evaluated(
            done.rows,
            summarise(done.rows),
            evaluation.total,
            len(evaluation.missing),
            drawn,
            recipe,
            remarks,
        )
    )


def compare_with(past: Sequence[PastRun], name: str, file: Path | None) -> str:
    """The last run held against an earlier one of this visit, or against one that was saved to a file; "" where none is chosen.

    Never raises.
    """
    try:
        if not past:
            return ""
        before = next((each.run for each in past[:-1] if each.name == name), None)
        if before is None and file is not None:
            before = replace(_read(file), path=Path(file.name))
        return (
            ""
            if before is None
            else evaluation_view.comparison(
                before.path.name, past[-1].name, compare(before, past[-1].run)
            )
        )
    except Exception as error:
        return errors.shown(error)


def _read(file: Path) -> Run:
    try:
        return read_run(file)
    except PinciteError as error:
        raise PinciteError(str(error).replace(f"{file.parent}/", "")) from error


def latest_comparable(past: Sequence[PastRun]) -> str | None:
    """The name of the latest earlier run that asked the same questions as the last one."""
    asked = [[row.id for row in each.run.rows] for each in past]
    sets = [each.run.config.get("digest") for each in past]
    same = (
        each.name
        for each, ids, of in zip(past[:-1], asked, sets, strict=False)
        if ids == asked[-1] and of == sets[-1]
    )
    return next(iter(list(same)[::-1]), None)


def save(past: PastRun, folder: Path) -> tuple[Path, Path]:
    """The run as a file that `python -m eval compare` and this page read, and as a report of one HTML page."""
    summary = summarise(past.run.rows)
    path = write_finished(replace(past.run, path=folder / "run.json"), summary, past.costs)
    write_page(folder / "report.html", past.run.config, summary, past.costs, lambda: past.run.rows)
    return path, folder / "report.html"
