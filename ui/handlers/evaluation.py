"""Running a question set whose answers are known, and comparing one run with another."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from eval.datasets.load import check_against_library, load
from eval.metrics.aggregate import summarise
from eval.reports import plots
from eval.reports.html import write_page
from eval.runs.comparison import compare
from eval.runs.records import EvalRecord, config_line
from eval.runs.run import Evaluation, load_set
from eval.runs.run_file import Costs, Run, costs, read_run, write_finished
from index.errors import PinciteError
from ui.engine import sample_library
from ui.engine.engine import Engine
from ui.handlers import feedback
from ui.views import evaluation as evaluation_view
from ui.views.errors import error_card
from ui.views.i18n.language import N_, gettext
from ui.views.templating import count

FEEDBACK_SET = N_("my feedback")
"""The name of the question set that feedback on answers is saved in."""

_UPDATE_SECONDS = 0.15
"""Shortest time between two updates of the progress."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """A finished run of this visit. `name` is unique in the visit; `number` counts from 1."""

    name: str
    run: Run
    costs: Costs
    number: int = 1


@dataclass(frozen=True, slots=True)
class RunUpdate:
    """The HTML shown during a run; `past` is set once the run is finished or stopped."""

    html: str
    past: PastRun | None = None


def question_sets(engine: Engine) -> dict[str, Path]:
    """Name → file of the question sets that fit the library: bundled ones, and saved feedback.

    A bundled set fits if the library has a text that answers one of its questions.
    """
    known = engine.library.hashes()
    bundled = sample_library.question_sets().items()
    sets = {name: path for name, path in bundled if not known.isdisjoint(_answering(path))}
    saved = feedback.question_set_path(engine.library)
    return sets | ({FEEDBACK_SET: saved} if saved.is_file() else {})


@cache
def _answering(bundled: Path) -> frozenset[str]:
    """The content hashes of the texts that answer the questions of a bundled set."""
    return frozenset[str]().union(*(each.hashes for each in load(bundled).questions))


def about(engine: Engine, library: str) -> str:
    """Which library is asked, and whether a question set fits it. `library` is its name."""
    return evaluation_view.about(library, engine.library.count(), bool(question_sets(engine)))


def apply_threshold(engine: Engine, value: object, library: str) -> str:
    """Gives answers from this confidence on, in this library. Returns a message. Never raises.

    The value comes from the browser and may be of any type.
    """
    try:
        if not isinstance(value, int | float) or not 0 <= value <= 1:
            raise PinciteError(gettext("That is no threshold. Run the evaluation again."))
        engine.library.set_settings(threshold=float(value), risk=None)
    except Exception as error:
        return error_card(error)
    return evaluation_view.applied(float(value), library)


def run(
    engine: Engine,
    files: Sequence[Path],
    limit: int | None,
    stopped: Callable[[], bool],
    number: int = 1,
) -> Iterator[RunUpdate]:
    """Asks at most `limit` of the questions in the files; yields the progress, then the scores.

    When `stopped()` returns True, the scores are those of the questions asked so far. `number` is
    the number of the run in this visit. Never raises.
    """
    try:
        yield from _run(engine, files, limit, stopped, number)
    except Exception as error:
        yield RunUpdate(error_card(error))


def _run(
    engine: Engine,
    files: Sequence[Path],
    limit: int | None,
    stopped: Callable[[], bool],
    number: int,
) -> Iterator[RunUpdate]:
    if not files:
        raise PinciteError(
            gettext("There is no file to take the questions from. Choose one first.")
        )
    questions = load_set(files, engine.library)
    library = engine.library
    evaluation = Evaluation(engine.ask, questions, library.hashes(), limit)
    asked = replace(questions, questions=evaluation.questions)
    remarks = [*questions.notes, *check_against_library(library, asked)]
    began = time.monotonic()
    rows: list[EvalRecord] = []
    for progress in _ask(evaluation, rows, stopped):
        yield RunUpdate(progress)
    config = evaluation.run_config(library.config, library.count(), library.count_sentences())
    settings = {**engine.settings, "threshold": engine.threshold}
    config |= {"generation": library.generation, **settings}
    name = f"run {number}: {questions.name}, {count(len(rows), 'question')}"
    past = PastRun(
        name=name,
        run=Run(Path(name), config, tuple(rows)),
        costs=costs(time.monotonic() - began, len(rows), 1),
        number=number,
    )
    yield RunUpdate(_report(evaluation, past.run, remarks), past)


def _ask(
    evaluation: Evaluation, rows: list[EvalRecord], stopped: Callable[[], bool]
) -> Iterator[str]:
    """Appends each result to `rows`; yields the HTML of the progress."""
    began = updated = time.monotonic()
    yield evaluation_view.progress(0, evaluation.total, "", 0.0)
    for row in evaluation:
        rows.append(row)
        if stopped():
            return
        now = time.monotonic()
        if now - updated >= _UPDATE_SECONDS:
            updated = now
            yield evaluation_view.progress(len(rows), evaluation.total, row.question, now - began)


def _report(evaluation: Evaluation, finished: Run, remarks: Sequence[str]) -> str:
    drawings = (
        (gettext("Calibration"), plots.calibration_plot(finished.rows)),
        (gettext("Risk and coverage"), plots.risk_coverage_plot(finished.rows)),
        (gettext("Time to answer"), plots.latency_histogram(finished.rows)),
    )
    evaluated = evaluation_view.Evaluated(
        rows=finished.rows,
        scores=summarise(finished.rows),
        total=evaluation.total,
        missing=len(evaluation.missing),
        plots=drawings,
        config=config_line(finished.config),
        remarks=remarks,
    )
    return evaluation_view.report(evaluated)


def compare_with(past: Sequence[PastRun], name: str, file: Path | None) -> str:
    """Compares the last run with the earlier one of that name, else with one saved to `file`.

    "" if neither is given. Never raises.
    """
    try:
        if not past:
            return ""
        before = next((earlier.run for earlier in past[:-1] if earlier.name == name), None)
        if before is None and file is not None:
            before = replace(_read(file), path=Path(file.name))
        if before is None:
            return ""
        changes = compare(before, past[-1].run)
        return evaluation_view.comparison(before.path.name, past[-1].name, changes)
    except Exception as error:
        return error_card(error)


def _read(file: Path) -> Run:
    """A saved run. An error names the file without its folder, which is one of the server's."""
    try:
        return read_run(file)
    except PinciteError as error:
        raise PinciteError(str(error).replace(f"{file.parent}/", "")) from error


def latest_comparable(past: Sequence[PastRun]) -> str | None:
    """The name of the latest earlier run that asked the same questions as the last one."""
    last = _questions_asked(past[-1])
    earlier = (run.name for run in reversed(past[:-1]) if _questions_asked(run) == last)
    return next(earlier, None)


def _questions_asked(past: PastRun) -> tuple[object, list[str]]:
    """The digest of the question set, and the ids of the questions in order."""
    return past.run.config.get("digest"), [row.id for row in past.run.rows]


def save(past: PastRun, folder: Path) -> tuple[Path, Path]:
    """Writes the run and its report; returns the paths of both.

    The run is a file that `pincite eval compare` and this page read; the report is one HTML page.
    """
    summary = summarise(past.run.rows)
    run_path = write_finished(replace(past.run, path=folder / "run.json"), summary, past.costs)
    report_path = folder / "report.html"
    write_page(report_path, past.run.config, summary, past.costs, lambda: past.run.rows)
    return run_path, report_path
