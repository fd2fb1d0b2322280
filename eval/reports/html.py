"""A run as one HTML file: scores, plots, what went wrong, and every question. It loads nothing and runs no script.

The questions are filtered by CSS alone, written as they are read, and never in memory all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path

from eval.datasets.json_files import write
from eval.failures import FAILURES
from eval.metrics.aggregate import Scores
from eval.reports.plots import (
    MEASURES,
    RISK_HEAD,
    RISK_NOTE,
    calibration_plot,
    hits_by_rank,
    latency_histogram,
    recipe_line,
    risk_coverage_plot,
    risk_rows,
    share,
)
from eval.reports.text import costs_line, counts, interval
from eval.runs.records import EvalRecord, RunConfig
from eval.runs.run_file import Costs

PLOTS: tuple[tuple[str, str, Callable[[Iterable[EvalRecord]], str]], ...] = (
    ("Risk and coverage", "share wrong, if only the surest ones were answered", risk_coverage_plot),
    (
        "Calibration",
        "how often a stated confidence was right; on the dashed line the two agree",
        calibration_plot,
    ),
    ("Rank of the first passage with gold", "answerable questions", hits_by_rank),
    ("Time to answer", "questions", latency_histogram),
)


def write_page(
    out: Path,
    recipe: RunConfig,
    scores: Scores,
    costs: Costs,
    rows: Callable[[], Iterable[EvalRecord]],
) -> None:
    """`rows` is called for each pass over the rows: one a plot, and one for the list."""
    write(out, page(recipe, scores, costs, rows))


def page(
    recipe: RunConfig, scores: Scores, costs: Costs, rows: Callable[[], Iterable[EvalRecord]]
) -> Iterator[str]:
    title = f"Evaluation: {escape(str(recipe.get('set', 'a set of questions')))}"
    style = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    yield f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>\n{style}{"".join(_filters(scores))}</style>\n</head>\n'
    yield f"<body>\n<main>\n<h1>{title}</h1>\n<p>{escape(counts(scores))}</p>\n"
    yield f'<p class="quiet"><code>{escape(recipe_line(recipe))}</code></p>\n<p class="quiet">{escape(costs_line(costs))}</p>\n'
    yield from _plots(rows)
    yield from _measures(scores)
    yield from _risks(scores)
    yield from _failures(scores)
    yield from _questions(scores, rows())
    yield "</main>\n</body>\n</html>\n"


def _plots(rows: Callable[[], Iterable[EvalRecord]]) -> Iterator[str]:
    yield '<h2>Plots</h2>\n<div class="plots">\n'
    for name, told, draw in PLOTS:
        yield f'<figure><figcaption>{name} <span class="quiet">({told})</span></figcaption>{draw(rows())}</figure>\n'
    yield "</div>\n"


def _measures(scores: Scores) -> Iterator[str]:
    yield '<h2>Scores</h2>\n<table class="told">\n'
    yield _head(
        ("measure", ""), ("score", "number"), ("95 % interval", "number"), ("what is counted", "")
    )
    for m in MEASURES:
        values = f'<td class="number">{m.write(m.of(scores))}</td><td class="number">{interval(m, scores)}</td>'
        yield f'<tr><th scope="row">{escape(m.name)}</th>{values}<td>{escape(m.note)}</td></tr>\n'
    yield "</tbody>\n</table>\n"


def _risks(scores: Scores) -> Iterator[str]:
    if not scores.risks:
        return
    yield f'<h2>The threshold as a risk</h2>\n<p class="quiet">{RISK_NOTE}</p>\n'
    yield '<div class="scroller" tabindex="0" role="region" aria-label="The threshold as a risk">\n<table>\n'
    yield _head(*((name, "number" if number else "") for number, name in enumerate(RISK_HEAD)))
    for level, *values in risk_rows(scores):
        cells = "".join(f'<td class="number">{value}</td>' for value in values)
        yield f'<tr><th scope="row">{level}</th>{cells}</tr>\n'
    yield "</tbody>\n</table>\n</div>\n"


def _failures(scores: Scores) -> Iterator[str]:
    yield "<h2>What went wrong</h2>\n"
    if not scores.failures:
        yield "<p>Nothing.</p>\n"
        return
    yield '<table class="told">\n' + _head(
        ("class", ""), ("questions", "number"), ("share", "number"), ("what it means", "")
    )
    for name, count in scores.failures.items():
        values = (
            f'<td class="number">{count:,}</td><td class="number">{share(count / scores.n)}</td>'
        )
        yield f'<tr><th scope="row">{name}</th>{values}<td>{FAILURES[name]}</td></tr>\n'
    yield "</tbody>\n</table>\n"


def _filters(scores: Scores) -> Iterator[str]:
    for number, name in enumerate(FAILURES):
        if name in scores.failures:
            yield f"main:has(#only-{number}:checked) .questions tbody tr:not(.f{number}) {{ display: none; }}\n"


def _questions(scores: Scores, rows: Iterable[EvalRecord]) -> Iterator[str]:
    yield "<h2>Questions</h2>\n"
    if scores.failures:
        yield '<fieldset><legend>Show</legend><label><input type="radio" name="only" id="all" checked> all</label>\n'
        for number, name in enumerate(FAILURES):
            if name in scores.failures:
                told = f"{name} ({scores.failures[name]:,})"
                yield f'<label><input type="radio" name="only" id="only-{number}"> {told}</label>\n'
        yield "</fieldset>\n"
    yield '<table class="questions">\n' + _head(
        ("question", ""), ("answer", ""), ("wanted", ""), ("confidence", "number"), ("verdict", "")
    )
    yield from map(_question, rows)
    yield "</tbody>\n</table>\n"


def _question(row: EvalRecord) -> str:
    number = list(FAILURES).index(row.failure) if row.failure in FAILURES else -1
    where = " · ".join(part for part in (row.source, row.place) if part)
    given = (
        escape(row.answer) if row.answer is not None else '<span class="quiet">none given</span>'
    )
    source = f'<br><span class="quiet">{escape(where)}</span>' if row.answer is not None else ""
    accepted = row.accepted if row.accepted else tuple(each.source for each in row.documents)
    wanted = escape(" / ".join(accepted)) if accepted else '<span class="quiet">none</span>'
    cells = f"<td>{given}{source}</td><td>{wanted}</td><td class='number'>{row.confidence:.0%}</td><td>{_verdict(row)}</td>"
    return f'<tr class="f{number}"><th scope="row">{escape(row.question)}</th>{cells}</tr>\n'


def _verdict(row: EvalRecord) -> str:
    told = row.failure if row.failure else "right"
    why = f'<br><span class="quiet">{escape(row.why)}</span>' if row.why else ""
    return (told if row.right else f'<span class="wrong">{told}</span>') + why


def _head(*columns: tuple[str, str]) -> str:
    cells = "".join(
        f'<th scope="col"{f" class={kind}" if kind else ""}>{name}</th>' for name, kind in columns
    )
    return f"<thead><tr>{cells}</tr></thead>\n<tbody>\n"
