"""Plots place every point by its value."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from eval.reports.plots import (
    calibration_plot,
    hits_by_rank,
    latency_histogram,
    risk_coverage_plot,
)
from eval.runs.records import EvalRecord
from tests.eval.reports.rows import ROWS, row


def parse(plot: str) -> ElementTree.Element:
    assert not re.search("nan|inf|None", plot)
    return ElementTree.fromstring(plot)


def of_class(plot: str, name: str) -> list[ElementTree.Element]:
    return [element for element in parse(plot).iter() if element.get("class") == name]


def test_calibration_puts_each_bin_at_its_confidence_and_share() -> None:
    plot = calibration_plot([*ROWS, replace(ROWS[0], candidate=None)])
    # bins: .1 with none of one right, .75 with none of one, .8 with one of one, .9 with one of one
    spots = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in of_class(plot, "dot")]
    assert spots == [
        (40 + 310 * x, 190 - 170 * y) for x, y in ((0.1, 0), (0.75, 0), (0.8, 1), (0.9, 1))
    ]
    label = (
        "Share right against confidence: 10% gives 0% of 1, 75% gives 0% of 1, "
        "80% gives 100% of 1, 90% gives 100% of 1"
    )
    assert parse(plot).attrib["aria-label"] == label
    assert parse(plot).attrib["role"] == "img"
    assert len(of_class(plot, "ideal")) == 1


def test_risk_coverage_runs_from_the_most_confident_question_to_all() -> None:
    plot = risk_coverage_plot(ROWS)
    (line,) = of_class(plot, "series")
    assert line.attrib["points"] == "117.5,190.0 195.0,190.0 272.5,133.3 350.0,105.0"
    assert (
        parse(plot)
        .attrib["aria-label"]
        .endswith(
            "0% of the most confident 25%, 0% of the most confident 50%, "
            "33% of the most confident 75%, 50% of the most confident 100%"
        )
    )


def test_a_long_curve_is_thinned_but_keeps_its_ends() -> None:
    rows = [row(n / 5000, n % 3 == 0) for n in range(5000)]
    (line,) = of_class(risk_coverage_plot(rows), "series")
    points = line.attrib["points"].split()
    assert len(points) <= 202
    assert points[-1].startswith("350.0,")


def test_the_histogram_counts_every_question_once() -> None:
    rows = [row(0.5, True, float(ms)) for ms in range(1, 101)] + [replace(ROWS[0], error="broken")]
    plot = latency_histogram(rows)
    titles = [title.text or "" for title in parse(plot).iter("title")]
    # the 95th percentile, 95 ms, over seven bars: 13.6, rounded up to 20 ms each
    assert titles[:3] == ["0 to 20 ms: 19", "20 to 40 ms: 20", "40 to 60 ms: 20"]
    assert titles[5:] == ["100 to 120 ms: 1", "120 to 140 ms: 0", "slower: 0"]
    assert sum(int(text.split()[-1]) for text in titles) == 100
    heights = [float(bar.attrib["height"]) for bar in of_class(plot, "bar")]
    assert heights == pytest.approx([161.5, 170, 170, 170, 170, 8.5, 0, 0])


def test_a_few_slow_questions_share_the_last_bar() -> None:
    plot = latency_histogram([row(0.5, True, 1.0)] * 99 + [row(0.5, True, 60_000.0)])
    assert parse(plot).attrib["aria-label"].endswith(", slower: 1")


@pytest.mark.parametrize(
    "plot", [calibration_plot, risk_coverage_plot, latency_histogram, hits_by_rank]
)
def test_a_plot_of_nothing_says_so(plot: Callable[[Sequence[EvalRecord]], str]) -> None:
    assert parse(plot([])).attrib["aria-label"].endswith(": nothing to show")


def test_a_plot_of_no_time_at_all_can_be_drawn() -> None:
    assert "slower: 0" in parse(latency_histogram([row(0.5, True, 0.0)])).attrib["aria-label"]


def test_hits_by_rank_counts_every_answerable_question_once() -> None:
    ranks = [1, 1, 3, 9, None]
    rows = [replace(ROWS[0], rank=rank) for rank in ranks]
    rows.append(replace(ROWS[0], gold=(), rank=None))  # not answerable
    titles = [title.text for title in parse(hits_by_rank(rows)).iter("title")]
    assert titles == ["1: 2", "2: 0", "3: 1", "4: 0", "5: 0", "6: 0", "later: 1", "none: 1"]
