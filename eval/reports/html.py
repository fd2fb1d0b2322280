"""A run as one HTML file: scores, plots, failures and every question. No scripts, nothing loaded.

The questions are filtered by CSS alone. They are written as they are read, never all in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.datasets.json_files import write
from eval.failures import FAILURES
from eval.metrics.aggregate import Scores
from eval.reports.plots import (
    calibration_plot,
    hits_by_rank,
    latency_histogram,
    risk_coverage_plot,
)
from eval.reports.text import (
    RISK_HEAD,
    RISK_NOTE,
    costs_line,
    counts,
    failure_rows,
    measure_rows,
    risk_rows,
)
from eval.runs.records import EvalRecord, RunConfig, config_line
from eval.runs.run_file import Costs

PLOTS: tuple[tuple[str, str, Callable[[Iterable[EvalRecord]], str]], ...] = (
    (
        "Risk and coverage",
        "share wrong, if only the most confident were answered",
        risk_coverage_plot,
    ),
    (
        "Calibration",
        "how often a stated confidence was right; equal on the dashed line",
        calibration_plot,
    ),
    ("Rank of the first passage with gold", "answerable questions", hits_by_rank),
    ("Time to answer", "questions", latency_histogram),
)

_BUFFERED = 200
"""Pieces of the template that are joined before they are written."""


def write_page(
    out: Path,
    config: RunConfig,
    scores: Scores,
    costs: Costs,
    rows: Callable[[], Iterable[EvalRecord]],
) -> None:
    """`rows` is called for each pass over the records: one a plot, and one for the list."""
    write(out, page(config, scores, costs, rows))


def page(
    config: RunConfig, scores: Scores, costs: Costs, rows: Callable[[], Iterable[EvalRecord]]
) -> Iterator[str]:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    stream = environment.get_template("report.html").stream(
        title=f"Evaluation: {config.get('set', 'a set of questions')}",
        style=Markup((Path(__file__).parent / "page.css").read_text(encoding="utf-8")),
        counts=counts(scores),
        config=config_line(config),
        costs=costs_line(costs),
        plots=((name, note, Markup(draw(rows()))) for name, note, draw in PLOTS),
        measures=measure_rows(scores),
        risk_note=RISK_NOTE,
        risk_head=RISK_HEAD,
        risks=risk_rows(scores),
        failures=failure_rows(scores),
        numbers={name: number for number, name in enumerate(FAILURES)},
        rows=rows(),
    )
    stream.enable_buffering(_BUFFERED)
    yield from stream
