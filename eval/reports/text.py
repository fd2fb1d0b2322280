"""Scores as tables: for the terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.failures import FAILURES
from eval.metrics.aggregate import Scores
from eval.reports.plots import (
    MEASURES,
    RISK_HEAD,
    RISK_NOTE,
    Measure,
    number,
    recipe_line,
    risk_rows,
    share,
)
from eval.runs.records import RunConfig
from eval.runs.retrieval import RetrievalScores
from eval.runs.run_file import Costs


def table(scores: Scores, recipe: RunConfig) -> str:
    """For a terminal: a line a measure, with its 95 % bootstrap interval where there is one and its convention; then failures and risks."""
    rows = [(m.name, m.write(m.of(scores)), interval(m, scores), m.note) for m in MEASURES]
    failed = [
        (name, f"{count:,}", share(count / scores.n), FAILURES[name])
        for name, count in scores.failures.items()
    ]
    risks = [RISK_NOTE, *aligned([RISK_HEAD, *risk_rows(scores)])] if scores.risks else []
    parts = (aligned(rows), aligned(failed) if failed else [], risks)
    return "\n".join(
        [
            counts(scores),
            *(line for part in parts if part for line in ("", *part)),
            "",
            recipe_line(recipe),
        ]
    )


def markdown(scores: Scores, recipe: RunConfig) -> str:
    rows = [
        f"| {m.name} | {m.write(m.of(scores))} | {interval(m, scores)} | {m.note} |"
        for m in MEASURES
    ]
    head = ["| measure | score | 95 % interval | what is counted |", "|---|--:|---|---|"]
    failed = [
        f"| {name} | {count:,} | {FAILURES[name]} |" for name, count in scores.failures.items()
    ]
    failures = (
        ["", "| what went wrong | questions | what it means |", "|---|--:|---|", *failed]
        if failed
        else []
    )
    risks = (
        ["", RISK_NOTE, "", *_pipes([RISK_HEAD, ("--:",) * len(RISK_HEAD), *risk_rows(scores)])]
        if scores.risks
        else []
    )
    return "\n".join(
        [
            counts(scores),
            "",
            *head,
            *rows,
            *failures,
            *risks,
            "",
            f"`{recipe_line(recipe).replace('`', '')}`",
        ]
    )


def _pipes(rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in rows]


def search_text(found: Mapping[str, RetrievalScores]) -> str:
    """One line for each way of searching."""
    head = (
        "search",
        "hit@1",
        "hit@5",
        "hit@10",
        "MRR",
        "recall@10",
        "recall@100",
        "nDCG@10",
        "MAP",
        "questions",
    )
    return "\n".join(aligned([head, *((name, *_cells(each)) for name, each in found.items())]))


def _cells(of: RetrievalScores) -> tuple[str, ...]:
    hits = (
        share(of.found.hit_1),
        share(of.found.hit_5),
        share(of.found.hit_10),
        number(of.found.mrr),
    )
    return (
        *hits,
        share(of.recall_10),
        share(of.recall_100),
        number(of.ndcg_10),
        number(of.map),
        f"{of.found.n:,}",
    )


def costs_line(costs: Costs) -> str:
    """ "12.3 s, 42.1 questions/s with 1 at once; at most 812 MiB of memory"."""
    rate, peak = costs["questions_per_second"], costs["peak_mib"]
    told = (
        f"{costs['seconds']:.1f} s, "
        + ("" if rate is None else f"{rate:.1f} questions/s ")
        + f"with {costs['workers']} at once"
    )
    return told + ("" if peak is None else f"; at most {peak:,.0f} MiB of memory")


def counts(scores: Scores) -> str:
    parts = f"{scores.answerable:,} answerable, {scores.unanswerable:,} not"
    return f"{scores.n:,} questions: {parts}" + (
        f"; {scores.errors:,} ended in an error" if scores.errors else ""
    )


def interval(measure: Measure, scores: Scores) -> str:
    ends = {"right": scores.right_interval, "f1": scores.f1_interval}.get(measure.name)
    return "" if ends is None else f"{measure.write(ends[0])} to {measure.write(ends[1])}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of equal width; the first and the last to the left, the ones between to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    cells = [[cell.rjust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    return [
        "  ".join([row[0].ljust(widths[0]), *cell[1:-1], row[-1]]).rstrip()
        for row, cell in zip(rows, cells, strict=True)
    ]
