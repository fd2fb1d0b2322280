"""Plots of a run as SVG, whose colours come from the CSS of the page around them.

A plot is 372 by 232 units, with the data between x 40 and 350, y 20 and 190. Its `aria-label`
states the data in words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from eval.metrics.averages import percentile
from eval.metrics.calibration import reliability, risk_coverage
from eval.runs.records import EvalRecord

_CURVE_POINTS = 200
"""At most about as many points of a curve are drawn."""


def calibration_plot(rows: Iterable[EvalRecord]) -> str:
    """Share right against confidence, in ten equal-width bins; equal on the dashed line."""
    bins = reliability(
        (row.confidence, row.candidate_right) for row in rows if row.candidate is not None
    )
    points = [(each.confidence, each.share) for each in bins]
    labels = [f"{b.confidence:.0%} gives {b.share:.0%} of {b.count:,}" for b in bins]
    dots = [_dot(point, label) for point, label in zip(points, labels, strict=True)]
    diagonal = f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    body = _grid("right", "confidence") + diagonal + _line(points) + "".join(dots)
    return _plot("Share right against confidence", labels, body)


def risk_coverage_plot(rows: Iterable[EvalRecord]) -> str:
    """Share of wrong answers against the share of questions answered, most confident first."""
    curve = risk_coverage([(row.confidence, row.candidate_right) for row in rows])
    quarters = [curve[math.ceil(part * len(curve)) - 1] for part in (0.25, 0.5, 0.75, 1) if curve]
    labels = [f"{risk:.0%} of the most confident {coverage:.0%}" for coverage, risk in quarters]
    thinned = curve[: -1 : max(1, len(curve) // _CURVE_POINTS)] + curve[-1:]
    return _plot("Share wrong", labels, _grid("wrong", "answered") + _line(thinned))


def latency_histogram(rows: Iterable[EvalRecord]) -> str:
    """Questions by time: seven bars of equal width up to at least the 95th percentile, and one
    for the slower ones."""
    times = [row.milliseconds for row in rows if not row.error]
    slow = percentile(times, 95)
    if slow is None:
        return _plot("Time to answer", [], "")
    width = _round_up(max(slow, 0.001) / 7)
    counts = [0] * 8
    for time in times:
        counts[min(int(time / width), 7)] += 1
    ends = [f"<{width * (bar + 1):g}" for bar in range(7)]
    labels = [f"{width * bar:g} to {width * (bar + 1):g} ms: {counts[bar]:,}" for bar in range(7)]
    bars = _bars(counts, [*ends, "more"], [*labels, f"slower: {counts[7]:,}"])
    return _plot(
        "Time to answer", [*labels, f"slower: {counts[7]:,}"], bars + _axis("milliseconds")
    )


def hits_by_rank(rows: Iterable[EvalRecord]) -> str:
    """Answerable questions by the rank of the first passage with gold: 1 to 6, later, none read."""
    title = "Rank of the first passage with gold"
    ranks = [row.rank for row in rows if row.answerable]
    if not ranks:
        return _plot(title, [], "")
    later = sum(rank is not None and rank > 6 for rank in ranks)
    counts = [*(ranks.count(rank) for rank in range(1, 7)), later, ranks.count(None)]
    ends = [*map(str, range(1, 7)), "later", "none"]
    labels = [f"{end}: {count:,}" for end, count in zip(ends, counts, strict=True)]
    return _plot(title, labels, _bars(counts, ends, labels) + _axis("rank"))


def _round_up(value: float) -> float:
    """To 1, 2 or 5 times a power of ten: 0.3 becomes 0.5, 14 becomes 20."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= value)


def _plot(title: str, labels: Sequence[str], body: str) -> str:
    label = f"{title}: {', '.join(labels)}" if labels else f"{title}: nothing to show"
    return f'<svg viewBox="0 0 372 232" role="img" aria-label="{escape(label)}">{body}</svg>'


def _grid(y_title: str, x_title: str) -> str:
    """Horizontal lines, and ticks along both axes, at every fifth from 0 to 1."""
    fifths = [part / 5 for part in range(6)]
    lines = [_rule(part) for part in fifths]
    y_ticks = [_text(34, _y(part) + 4, f"{part:.0%}", "end") for part in fifths]
    x_ticks = [_text(_x(part), 208, f"{part:.0%}", "middle") for part in fifths]
    titles = [_text(40, 12, y_title, "start"), _text(350, 226, x_title, "end")]
    return "".join([*lines, *y_ticks, *x_ticks, *titles])


def _axis(title: str) -> str:
    return _rule(0) + _text(350, 226, title, "end")


def _x(part: float) -> float:
    return round(40 + 310 * part, 1)


def _y(part: float) -> float:
    return round(190 - 170 * part, 1)


def _rule(part: float) -> str:
    return f'<line class="axis" x1="40" x2="350" y1="{_y(part)}" y2="{_y(part)}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(points: Sequence[tuple[float, float]]) -> str:
    coordinates = " ".join(f"{_x(x)},{_y(y)}" for x, y in points)
    return f'<polyline class="series" points="{coordinates}"/>'


def _dot(point: tuple[float, float], label: str) -> str:
    position = f'cx="{_x(point[0])}" cy="{_y(point[1])}"'
    return f'<circle class="dot" {position} r="4"><title>{escape(label)}</title></circle>'


def _bars(counts: Sequence[int], ends: Sequence[str], labels: Sequence[str]) -> str:
    """Eight bars, the highest of full height, each with its end below it."""
    highest = max(counts)
    bars = []
    for place, (count, end, label) in enumerate(zip(counts, ends, labels, strict=True)):
        left, part = 44 + 38 * place, count / highest
        size = f'width="32" y="{_y(part)}" height="{round(170 * part, 1)}"'
        title = f"<title>{escape(label)}</title>"
        bars.append(f'<rect class="bar" x="{left}" {size} rx="2">{title}</rect>')
        bars.append(_text(left + 16, 208, end, "middle"))
    return "".join(bars)
