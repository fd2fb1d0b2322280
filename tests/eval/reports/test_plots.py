"""Tables and JSON say what the scores say; plots put every point where it belongs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from eval.datasets.dataset import GoldSpan
from eval.metrics.answers import Ranking
from eval.metrics.notes import LOWER_IS_BETTER, NOTES
from eval.reports.plots import (
    MEASURES,
    RISK_NOTE,
    calibration_plot,
    latency_histogram,
    recipe_line,
    risk_coverage_plot,
    risk_rows,
)
from eval.reports.text import markdown, search_text, table
from eval.runs.retrieval import RetrievalScores
from eval.runs.run import EvalRecord, RunConfig, summarise
from eval.runs.run_file import to_json

GOLD = (GoldSpan("0" * 64, 0, 4, "1994", "a.md"),)
RECIPE: RunConfig = {"set": "mine", "limit": None, "seed": 0, "threshold": 0.5}


def row(confidence: float, right: bool, milliseconds: float = 10.0) -> EvalRecord:
    fresh = EvalRecord(
        "q",
        "When?",
        GOLD,
        answer="1994",
        candidate="1994",
        confidence=confidence,
        right=right,
        candidate_right=right,
    )
    return replace(fresh, milliseconds=milliseconds)


ROWS = [row(0.9, True, 12.0), row(0.8, True, 20.0), row(0.75, False, 30.0), row(0.1, False, 400.0)]


def parse(plot: str) -> ElementTree.Element:
    assert not re.search("nan|inf|None", plot)
    return ElementTree.fromstring(plot)


def of_class(plot: str, name: str) -> list[ElementTree.Element]:
    return [element for element in parse(plot).iter() if element.get("class") == name]


def test_every_measure_has_a_line_with_its_value_and_convention() -> None:
    scores = summarise(ROWS)
    text = table(scores, RECIPE)
    assert text.startswith("4 questions: 4 answerable, 0 not\n")
    for measure in MEASURES:
        (line,) = [line for line in text.splitlines() if line.startswith(f"{measure.name} ")]
        assert measure.write(measure.of(scores)) in line
        assert line.endswith(measure.note)
    assert re.search(r"^right +50\.0 % +\d+\.\d % to \d+\.\d %  an answer", text, re.MULTILINE)
    assert re.search(r"^abstention_recall +–  ", text, re.MULTILINE)
    assert re.search(r"^p95 +400\.0 ms  ", text, re.MULTILINE)


def test_the_columns_of_the_table_are_aligned() -> None:
    lines = table(summarise(ROWS), RECIPE).splitlines()[2 : 2 + len(MEASURES)]
    starts = {line.index(measure.note) for line, measure in zip(lines, MEASURES, strict=True)}
    assert len(starts) == 1


def test_errors_are_counted_only_where_there_are_any() -> None:
    assert "ended in an error" not in table(summarise(ROWS), RECIPE)
    assert "; 1 ended in an error" in table(
        summarise([*ROWS, EvalRecord("q", "?", GOLD, error="broken")]), RECIPE
    )


def test_measure_names_are_unique_and_those_better_low_exist() -> None:
    names = [measure.name for measure in MEASURES]
    assert len(set(names)) == len(names)
    assert set(names) >= LOWER_IS_BETTER
    assert names == list(NOTES)


def test_the_recipe_line_leaves_out_what_is_not_set_but_not_zero() -> None:
    assert recipe_line(RECIPE) == "set=mine | seed=0 | threshold=0.5"


def test_markdown_has_four_cells_in_every_line() -> None:
    text = markdown(summarise(ROWS), RECIPE | {"reader": "reads `code`"})
    scores, risks = (part.splitlines() for part in text.split(RISK_NOTE))
    lines = [line for line in scores if line.startswith("|")]
    assert len(lines) == len(MEASURES) + 2
    assert {line.count("|") for line in lines} == {5}
    assert {line.count("|") for line in risks if line.startswith("|")} == {7}
    assert "| hit@5 | 0.0 % |" in text
    assert text.endswith("`set=mine | seed=0 | threshold=0.5 | reader=reads code`")


def test_the_risk_table_is_in_words_in_every_form() -> None:
    """Of four answerable questions the two surest are right, the third wrong, the last one wrong."""
    scores = summarise(ROWS)
    cells = [" ".join(cell.split()) for cell in risk_rows(scores)[0]]
    assert cells == ["2 %", "0.775", "50.0 %", "50.0 %", "0.0 %", "65.8 %"]
    head, *rows = table(scores, RECIPE).split(RISK_NOTE)[1].strip().splitlines()[:5]
    assert head.split("  ")[0] == "wrong at most"
    assert [row.split("  ")[0] for row in rows] == ["2 %", "5 %", "10 %", "20 %"]
    assert "| 2 % | 0.775 | 50.0 % | 50.0 % | 0.0 % | 65.8 % |" in markdown(scores, RECIPE)
    unsure = summarise([row(0.9, False)])
    assert risk_rows(unsure)[0][:3] == ("2 %", "none will do", "0.0 %")
    assert RISK_NOTE not in table(summarise([]), RECIPE)


def test_search_text_has_a_line_for_each_search() -> None:
    found: dict[str, RetrievalScores] = {
        "dense": RetrievalScores(Ranking(2, 0.5, 1.0, 1.0, 0.75), 1.0, None, 0.8, 0.7),
        "hybrid": RetrievalScores(Ranking(1200, None, 0.0, 0.0, 0.0), None, 0.25, None, None),
    }
    head, dense, fused = search_text(found).splitlines()
    assert head.split() == [
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
    ]
    assert dense.split() == [
        "dense",
        "50.0",
        "%",
        "100.0",
        "%",
        "100.0",
        "%",
        "0.750",
        "100.0",
        "%",
        "–",
        "0.800",
        "0.700",
        "2",
    ]
    assert "25.0 %" in fused
    assert fused.split()[1] == "–"
    assert fused.endswith("1,200")


def test_json_holds_everything_with_one_row_a_line() -> None:
    text = "\n".join(to_json(RECIPE, summarise(ROWS), ROWS))
    value = json.loads(text)
    assert value["config"] == RECIPE
    assert (value["scores"]["n"], value["scores"]["right"], value["scores"]["found"]["hit_1"]) == (
        4,
        0.5,
        0.0,
    )
    assert [each["confidence"] for each in value["rows"]] == [0.9, 0.8, 0.75, 0.1]
    assert value["rows"][0]["gold"] == [
        {"hash": "0" * 64, "start": 0, "end": 4, "text": "1994", "source": "a.md"}
    ]
    assert [
        json.loads(line.removesuffix(","))["milliseconds"] for line in text.splitlines()[1:-1]
    ] == [12.0, 20.0, 30.0, 400.0]


def test_json_of_no_rows_is_still_json() -> None:
    assert json.loads("\n".join(to_json(RECIPE, summarise([]), [])))["rows"] == []


def test_calibration_puts_each_bin_at_its_confidence_and_share() -> None:
    plot = calibration_plot([*ROWS, replace(ROWS[0], candidate=None)])
    # bins: .1 with none of one right, .75 with none of one, .8 with one of one, .9 with one of one
    spots = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in of_class(plot, "dot")]
    assert spots == [
        (40 + 310 * x, 190 - 170 * y) for x, y in ((0.1, 0), (0.75, 0), (0.8, 1), (0.9, 1))
    ]
    told = "Share right against confidence: 10% gives 0% of 1, 75% gives 0% of 1, 80% gives 100% of 1, 90% gives 100% of 1"
    assert parse(plot).attrib["aria-label"] == told
    assert parse(plot).attrib["role"] == "img"
    assert len(of_class(plot, "ideal")) == 1


def test_risk_coverage_runs_from_the_surest_question_to_all() -> None:
    plot = risk_coverage_plot(ROWS)
    (line,) = of_class(plot, "series")
    assert line.attrib["points"] == "117.5,190.0 195.0,190.0 272.5,133.3 350.0,105.0"
    assert (
        parse(plot)
        .attrib["aria-label"]
        .endswith(
            "0% of the surest 25%, 0% of the surest 50%, 33% of the surest 75%, 50% of the surest 100%"
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
    told = [title.text or "" for title in parse(plot).iter("title")]
    # the 95th percentile, 95 ms, over seven bars: 13.6, rounded up to 20 ms each
    assert told[:3] == ["0 to 20 ms: 19", "20 to 40 ms: 20", "40 to 60 ms: 20"]
    assert told[5:] == ["100 to 120 ms: 1", "120 to 140 ms: 0", "slower: 0"]
    assert sum(int(text.split()[-1]) for text in told) == 100
    heights = [float(bar.attrib["height"]) for bar in of_class(plot, "bar")]
    assert heights == pytest.approx([161.5, 170, 170, 170, 170, 8.5, 0, 0])


def test_a_few_slow_ones_share_the_last_bar() -> None:
    plot = latency_histogram([row(0.5, True, 1.0)] * 99 + [row(0.5, True, 60_000.0)])
    assert parse(plot).attrib["aria-label"].endswith(", slower: 1")


@pytest.mark.parametrize("plot", [calibration_plot, risk_coverage_plot, latency_histogram])
def test_a_plot_of_nothing_says_so(plot: Callable[[Sequence[EvalRecord]], str]) -> None:
    assert parse(plot([])).attrib["aria-label"].endswith(": nothing to show")


def test_a_plot_of_no_time_at_all_can_be_drawn() -> None:
    assert "slower: 0" in parse(latency_histogram([row(0.5, True, 0.0)])).attrib["aria-label"]
