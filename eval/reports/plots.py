"""What is measured and how it is written; plots as SVG, whose colours come from the page's CSS. Tables are in `eval.reports.text`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from eval.metrics import answers
from eval.metrics.aggregate import Scores
from eval.metrics.notes import NOTES
from eval.runs.records import EvalRecord, RunConfig


def share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}".replace("%", " %")


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} ms"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of Scores: the name that `--fail-under` knows, what is counted, and how it is written."""

    name: str
    of: Callable[[Scores], float | None]
    write: Callable[[float | None], str] = share

    @property
    def note(self) -> str:
        return NOTES[self.name]


MEASURES = (
    Measure("right", lambda s: s.right),
    Measure("em", lambda s: s.em),
    Measure("f1", lambda s: s.f1),
    Measure("em_answerable", lambda s: s.em_answerable),
    Measure("f1_answerable", lambda s: s.f1_answerable),
    Measure("sentence_right", lambda s: s.sentence_right),
    Measure("accuracy", lambda s: s.accuracy),
    Measure("coverage", lambda s: s.coverage),
    Measure("accuracy@50%", lambda s: s.accuracy_at_50),
    Measure("accuracy@80%", lambda s: s.accuracy_at_80),
    Measure("hit@1", lambda s: s.found.hit_1),
    Measure("hit@5", lambda s: s.found.hit_5),
    Measure("hit@10", lambda s: s.found.hit_10),
    Measure("mrr", lambda s: s.found.mrr, number),
    Measure("recall@10", lambda s: s.recall),
    Measure("ndcg@10", lambda s: s.ndcg, number),
    Measure("map", lambda s: s.map, number),
    Measure("abstention_precision", lambda s: s.abstention.precision),
    Measure("abstention_recall", lambda s: s.abstention.recall),
    Measure("abstention_f1", lambda s: s.abstention.f1),
    Measure("ece", lambda s: s.ece, number),
    Measure("brier", lambda s: s.brier, number),
    Measure("aurc", lambda s: s.aurc, number),
    Measure("p50", lambda s: s.p50, milliseconds),
    Measure("p95", lambda s: s.p95, milliseconds),
    Measure("p99", lambda s: s.p99, milliseconds),
)


def recipe_line(recipe: RunConfig) -> str:
    """Every setting that is set, for one line beside the scores: "set=belarus | digest=1f2e3d4c | …"."""
    return " | ".join(f"{name}={value}" for name, value in recipe.items() if value is not None)


RISK_HEAD = (
    "wrong at most",
    "threshold",
    "questions answered",
    "answerable answered",
    "wrong",
    "95 % interval up to",
)
RISK_NOTE = "What it takes, on these very questions, to let no more than so many of the answers given be wrong:"


def risk_rows(scores: Scores) -> list[tuple[str, ...]]:
    """The risk table in words, a row a level, in the order of RISK_HEAD."""
    return [
        (
            f"{risk.at_most:.0%}".replace("%", " %"),
            "none will do" if risk.threshold is None else number(risk.threshold),
            share(risk.answered),
            share(risk.answerable_answered),
            share(risk.wrong),
            share(risk.wrong_up_to),
        )
        for risk in scores.risks
    ]


# plots: 372 by 232 units, the data between x 40 and 350, y 20 and 190


def calibration_plot(rows: Iterable[EvalRecord]) -> str:
    """Share right against stated confidence, in ten equal-width bins; on the dashed line the two agree."""
    bins = answers.reliability(
        (row.confidence, row.candidate_right) for row in rows if row.candidate is not None
    )
    told = [f"{b.confidence:.0%} gives {b.share:.0%} of {b.count:,}" for b in bins]
    points = [(b.confidence, b.share) for b in bins]
    dots = [_dot(point, text) for point, text in zip(points, told, strict=True)]
    ideal = f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    return _plot(
        "Share right against confidence",
        told,
        _grid("right", "confidence") + ideal + _line(points) + "".join(dots),
    )


def risk_coverage_plot(rows: Iterable[EvalRecord]) -> str:
    """How many of the answers would be wrong, if the engine gave only its surest ones: the share of questions answered runs along."""
    curve = answers.risk_coverage([(row.confidence, row.candidate_right) for row in rows])
    known = [curve[math.ceil(part * len(curve)) - 1] for part in (0.25, 0.5, 0.75, 1) if curve]
    told = [f"{risk:.0%} of the surest {coverage:.0%}" for coverage, risk in known]
    thinned = curve[: -1 : max(1, len(curve) // 200)] + curve[-1:]
    return _plot("Share wrong", told, _grid("wrong", "answered") + _line(thinned))


def latency_histogram(rows: Iterable[EvalRecord]) -> str:
    """How many questions took how long: seven bars of equal width up to the 95th percentile or beyond, and one for the slower ones."""
    times = [row.milliseconds for row in rows if not row.error]
    slow = answers.percentile(times, 95)
    if slow is None:
        return _plot("Time to answer", [], "")
    width = _round_up(max(slow, 0.001) / 7)
    counts = [sum(min(int(time / width), 7) == bar for time in times) for bar in range(8)]
    told = [f"{width * bar:g} to {width * (bar + 1):g} ms: {counts[bar]:,}" for bar in range(7)] + [
        f"slower: {counts[7]:,}"
    ]
    ends = [*(f"<{width * (bar + 1):g}" for bar in range(7)), "more"]
    bars = "".join(_bar(bar, counts[bar] / max(counts), ends[bar], told[bar]) for bar in range(8))
    return _plot("Time to answer", told, bars + _rule(0) + _words(350, 226, "milliseconds", "end"))


def hits_by_rank(rows: Iterable[EvalRecord]) -> str:
    """For how many answerable questions the first passage with gold came at which rank, and for how many it was not among those read."""
    ranks = [row.rank for row in rows if row.answerable]
    if not ranks:
        return _plot("Rank of the first passage with gold", [], "")
    counts = [
        *(ranks.count(rank) for rank in range(1, 7)),
        sum(rank is not None and rank > 6 for rank in ranks),
        ranks.count(None),
    ]
    ends = [*map(str, range(1, 7)), "later", "none"]
    told = [f"{end}: {count:,}" for end, count in zip(ends, counts, strict=True)]
    bars = "".join(_bar(bar, counts[bar] / max(counts), ends[bar], told[bar]) for bar in range(8))
    return _plot(
        "Rank of the first passage with gold",
        told,
        bars + _rule(0) + _words(350, 226, "rank", "end"),
    )


def _round_up(value: float) -> float:
    """To 1, 2 or 5 times a power of ten: 0.3 becomes 0.5, 14 becomes 20."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= value)


def _plot(name: str, told: Sequence[str], body: str) -> str:
    label = f"{name}: {', '.join(told)}" if told else f"{name}: nothing to show"
    return f'<svg viewBox="0 0 372 232" role="img" aria-label="{escape(label)}">{body}</svg>'


def _grid(up: str, along: str) -> str:
    fifths = [part / 5 for part in range(6)]
    ticks = (
        _words(34, _y(p) + 4, f"{p:.0%}", "end") + _words(_x(p), 208, f"{p:.0%}", "middle")
        for p in fifths
    )
    return "".join(
        [*map(_rule, fifths), *ticks, _words(40, 12, up, "start"), _words(350, 226, along, "end")]
    )


def _x(part: float) -> float:
    return round(40 + 310 * part, 1)


def _y(part: float) -> float:
    return round(190 - 170 * part, 1)


def _rule(part: float) -> str:
    return f'<line class="axis" x1="40" x2="350" y1="{_y(part)}" y2="{_y(part)}"/>'


def _words(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(points: Sequence[tuple[float, float]]) -> str:
    return f'<polyline class="series" points="{" ".join(f"{_x(x)},{_y(y)}" for x, y in points)}"/>'


def _dot(point: tuple[float, float], told: str) -> str:
    return f'<circle class="dot" cx="{_x(point[0])}" cy="{_y(point[1])}" r="4"><title>{escape(told)}</title></circle>'


def _bar(place: int, part: float, end: str, told: str) -> str:
    left, size = 44 + 38 * place, f'width="32" y="{_y(part)}" height="{round(170 * part, 1)}"'
    return (
        f'<rect class="bar" x="{left}" {size} rx="2"><title>{escape(told)}</title></rect>'
        + _words(left + 16, 208, end, "middle")
    )
