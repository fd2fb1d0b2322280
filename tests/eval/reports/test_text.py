"""Tables and JSON contain the scores."""

from __future__ import annotations

import json
import re

from eval.metrics.aggregate import summarise
from eval.metrics.measures import MEASURES
from eval.reports.text import RISK_NOTE, costs_line, markdown, risk_rows, search_text, table
from eval.runs.records import EvalRecord, config_line
from eval.runs.retrieval import RetrievalScores
from eval.runs.run_file import Costs, to_json
from tests.eval.reports.rows import CONFIG, GOLD, ROWS, row


def test_every_measure_has_a_line_with_its_value_and_note() -> None:
    scores = summarise(ROWS)
    text = table(scores, CONFIG)
    assert text.startswith("4 questions: 4 answerable, 0 not\n")
    for measure in MEASURES:
        (line,) = [line for line in text.splitlines() if line.startswith(f"{measure.name} ")]
        assert measure.format(scores[measure.name]) in line
        assert line.endswith(measure.note)
    assert re.search(r"^right +50\.0 % +\d+\.\d % to \d+\.\d %  an answer", text, re.MULTILINE)
    assert re.search(r"^abstention_recall +–  ", text, re.MULTILINE)
    assert re.search(r"^p95 +400\.0 ms  ", text, re.MULTILINE)


def test_the_columns_of_the_table_are_aligned() -> None:
    lines = table(summarise(ROWS), CONFIG).splitlines()[2 : 2 + len(MEASURES)]
    starts = {line.index(measure.note) for line, measure in zip(lines, MEASURES, strict=True)}
    assert len(starts) == 1


def test_errors_are_counted_only_if_there_are_any() -> None:
    assert "ended in an error" not in table(summarise(ROWS), CONFIG)
    assert "; 1 ended in an error" in table(
        summarise([*ROWS, EvalRecord("q", "?", GOLD, error="broken")]), CONFIG
    )


def test_measure_names_are_unique() -> None:
    names = [measure.name for measure in MEASURES]
    assert len(set(names)) == len(names)
    lower = [measure.name for measure in MEASURES if measure.lower_is_better]
    assert lower == ["nothing_false", "ece", "brier", "aurc", "p50", "p95", "p99"]


def test_the_config_line_leaves_out_none_but_not_zero() -> None:
    assert config_line(CONFIG) == "set=mine | seed=0 | threshold=0.5"


def test_markdown_has_four_cells_in_every_line() -> None:
    text = markdown(summarise(ROWS), CONFIG | {"reader": "reads `code`"})
    scores, risks = (part.splitlines() for part in text.split(RISK_NOTE))
    lines = [line for line in scores if line.startswith("|")]
    assert len(lines) == len(MEASURES) + 2
    assert {line.count("|") for line in lines} == {5}
    assert {line.count("|") for line in risks if line.startswith("|")} == {7}
    assert "| hit@5 | 0.0 % |" in text
    assert text.endswith("`set=mine | seed=0 | threshold=0.5 | reader=reads code`")


def test_the_risk_table_is_in_both_forms() -> None:
    """Of four answerable questions the two most confident are right, the other two wrong."""
    scores = summarise(ROWS)
    cells = [" ".join(cell.split()) for cell in risk_rows(scores)[0]]
    assert cells == ["2 %", "0.775", "50.0 %", "50.0 %", "0.0 %", "65.8 %"]
    head, *rows = table(scores, CONFIG).split(RISK_NOTE)[1].strip().splitlines()[:5]
    assert head.split("  ")[0] == "wrong at most"
    assert [row.split("  ")[0] for row in rows] == ["2 %", "5 %", "10 %", "20 %"]
    assert "| 2 % | 0.775 | 50.0 % | 50.0 % | 0.0 % | 65.8 % |" in markdown(scores, CONFIG)
    unsure = summarise([row(0.9, False)])
    assert risk_rows(unsure)[0][:3] == ("2 %", "none", "0.0 %")
    assert RISK_NOTE not in table(summarise([]), CONFIG)


def test_search_text_has_a_line_for_each_search() -> None:
    names = ("hit@1", "hit@5", "hit@10", "MRR", "recall@10", "recall@100", "nDCG@10", "MAP")
    first = (0.5, 1.0, 1.0, 0.75, 1.0, None, 0.8, 0.7)
    second = (None, 0.0, 0.0, 0.0, None, 0.25, None, None)
    scores = {
        "dense": RetrievalScores(2, dict(zip(names, first, strict=True))),
        "hybrid": RetrievalScores(1200, dict(zip(names, second, strict=True))),
    }
    head, dense, hybrid = search_text(scores).splitlines()
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
    assert "25.0 %" in hybrid
    assert hybrid.split()[1] == "–"
    assert hybrid.endswith("1,200")


def test_json_contains_everything_with_one_record_a_line() -> None:
    text = "\n".join(to_json(CONFIG, summarise(ROWS), ROWS))
    value = json.loads(text)
    assert value["config"] == CONFIG
    assert (value["scores"]["n"], value["scores"]["right"], value["scores"]["hit@1"]) == (
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


def test_json_without_records_is_valid() -> None:
    assert json.loads("\n".join(to_json(CONFIG, summarise([]), [])))["rows"] == []


def test_costs_are_one_line() -> None:
    costs: Costs = {"seconds": 12.34, "questions_per_second": 42.1, "workers": 1, "peak_mib": 812.4}
    assert costs_line(costs) == "12.3 s, 42.1 questions/s with 1 worker; peak memory 812 MiB"
    costs |= {"questions_per_second": None, "workers": 3, "peak_mib": None}
    assert costs_line(costs) == "12.3 s, with 3 workers"
