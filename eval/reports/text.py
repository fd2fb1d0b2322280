"""Scores as tables, for the terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.failures import FAILURES
from eval.metrics.aggregate import Scores
from eval.metrics.formatting import number, share
from eval.metrics.measures import MEASURES, Measure
from eval.metrics.ranking import RANKING_MEASURES
from eval.runs.records import RunConfig, config_line
from eval.runs.retrieval import RetrievalScores
from eval.runs.run_file import Costs
from index.commands.console import count

RISK_HEAD = (
    "wrong at most",
    "threshold",
    "questions answered",
    "answerable answered",
    "wrong",
    "95 % interval up to",
)
RISK_NOTE = (
    "The threshold that, on these very questions, keeps the share of wrong answers at or below:"
)


def risk_rows(scores: Scores) -> list[tuple[str, ...]]:
    """The risk table as text, one row a level, with the columns of RISK_HEAD."""
    return [
        (
            f"{risk.at_most:.0%}".replace("%", " %"),
            "none" if risk.threshold is None else number(risk.threshold),
            share(risk.answered),
            share(risk.answerable_answered),
            share(risk.wrong),
            share(risk.wrong_up_to),
        )
        for risk in scores.risks
    ]


def measure_rows(scores: Scores) -> list[tuple[str, str, str, str]]:
    """(name, score, 95 % interval, what is counted), one row a measure."""
    return [
        (
            measure.name,
            measure.format(scores[measure.name]),
            interval(measure, scores),
            measure.note,
        )
        for measure in MEASURES
    ]


def failure_rows(scores: Scores) -> list[tuple[str, str, str, str]]:
    """(class, questions, share of all questions, meaning), one row a class that occurred."""
    return [
        (name, f"{count:,}", share(count / scores.n), FAILURES[name])
        for name, count in scores.failures.items()
    ]


def table(scores: Scores, config: RunConfig) -> str:
    """For a terminal: measures, failures, risk table and settings, with blank lines between."""
    failures = failure_rows(scores)
    parts = [[counts(scores)], aligned(measure_rows(scores))]
    if failures:
        parts.append(aligned(failures))
    if scores.risks:
        parts.append([RISK_NOTE, *aligned([RISK_HEAD, *risk_rows(scores)])])
    parts.append([config_line(config)])
    return "\n\n".join("\n".join(part) for part in parts)


def markdown(scores: Scores, config: RunConfig) -> str:
    """The same as Markdown tables."""
    head = ["| measure | score | 95 % interval | what is counted |", "|---|--:|---|---|"]
    parts = [[counts(scores)], [*head, *_pipes(measure_rows(scores))]]
    failures = [(name, count, meaning) for name, count, _, meaning in failure_rows(scores)]
    if failures:
        head = ["| what went wrong | questions | what it means |", "|---|--:|---|"]
        parts.append([*head, *_pipes(failures)])
    if scores.risks:
        rule = ("--:",) * len(RISK_HEAD)
        parts.extend([[RISK_NOTE], _pipes([RISK_HEAD, rule, *risk_rows(scores)])])
    parts.append([f"`{config_line(config).replace('`', '')}`"])
    return "\n\n".join("\n".join(part) for part in parts)


def _pipes(rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in rows]


def search_text(table: Mapping[str, RetrievalScores]) -> str:
    """One line a search method, with the measures of RANKING_MEASURES."""
    rows = [("search", *(measure.name for measure in RANKING_MEASURES), "questions")]
    for search, scores in table.items():
        cells = [measure.format(scores[measure.name]) for measure in RANKING_MEASURES]
        rows.append((search, *cells, f"{scores.n:,}"))
    return "\n".join(aligned(rows))


def costs_line(costs: Costs) -> str:
    """ "12.3 s, 42.1 questions/s with 1 worker; peak memory 812 MiB"."""
    rate, peak, workers = costs["questions_per_second"], costs["peak_mib"], costs["workers"]
    speed = "" if rate is None else f"{rate:.1f} questions/s "
    memory = "" if peak is None else f"; peak memory {peak:,.0f} MiB"
    with_workers = f"with {workers} worker{'' if workers == 1 else 's'}"
    return f"{costs['seconds']:.1f} s, {speed}{with_workers}{memory}"


def counts(scores: Scores) -> str:
    """ "172 questions: 137 answerable, 35 not", and how many ended in an error, if any."""
    answerable = f"{scores.answerable:,} answerable, {scores.unanswerable:,} not"
    errors = f"; {scores.errors:,} ended in an error" if scores.errors else ""
    return f"{count(scores.n, 'question')}: {answerable}{errors}"


def interval(measure: Measure, scores: Scores) -> str:
    """ "71.2 % to 80.1 %", "" for a measure without an interval."""
    if measure.name not in scores.intervals:
        return ""
    low, high = scores.intervals[measure.name]
    return f"{measure.format(low)} to {measure.format(high)}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of equal width; the first and the last flush left, those between flush right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *middle, last in rows:
        cells = [cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells, last]).rstrip())
    return lines
