"""The model of a cluster, against sums by hand; recall over parts, against an exact search."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.bench import cluster, cluster_costs, cluster_recall
from eval.bench.cluster_costs import STEPS, costs_of
from eval.bench.cluster_model import LATENCY, MAX_P95, Cluster, Costs, capacity, simulate
from index.search.vectors.faiss_index import n_lists
from tests.support.vectors import clustered

pytest_plugins = ["tests.support.sample_fixtures"]

COSTS = Costs(
    encode=0.003,
    search=0.002,
    parts={1_000: 0.004, 1_000_000: 0.024},
    rounds=4,
    merge=0.001,
    read=0.1,
    decide=0.005,
    call=0.0005,
    answer=0.0006,
)
ONE = Cluster(nodes=1, cores=2, sentences=1_000_000, parts=1, copies=1)
FOUR = Cluster(nodes=4, cores=4, sentences=8_000_000, parts=8)


@pytest.fixture(autouse=True)
def _few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.bench.cluster_model._MAX_QUESTIONS", 300)


def test_the_cost_of_a_part_lies_between_measured_sizes_and_grows_beyond() -> None:
    assert COSTS.part(1_000) == pytest.approx(0.004)
    assert COSTS.part(500_500) == pytest.approx(0.014)
    assert COSTS.part(3_000_000) == pytest.approx(0.072)


def test_a_question_alone_takes_its_steps_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One machine, and four whose groups of two parts work at the same time."""
    monkeypatch.setattr("eval.bench.cluster_model._SPREAD", 0.0)
    messages = 4 * (0.0005 + 0.0006 + 2 * LATENCY) + 0.0005 + 0.0006 + 2 * LATENCY
    alone = simulate(ONE, COSTS, 0.01)
    assert alone.seconds == pytest.approx(
        [0.003 + 0.024 + 0.002 + 0.1 + 0.005 + messages] * len(alone.seconds)
    )
    worked = 0.003 + 0.024 + 0.002 + 0.1 + 0.005 + 5 * 0.0011
    assert alone.processor == pytest.approx(worked)
    four = simulate(FOUR, COSTS, 0.01)
    messages = 4 * (4 * 0.0005 + 0.0006 + 2 * LATENCY) + 0.0005 + 0.0006 + 2 * LATENCY
    assert float(np.median(four.seconds)) == pytest.approx(
        0.003 + 2 * 0.024 + 0.002 + 7 * 0.001 + 0.1 + 0.005 + messages
    )
    assert four.processor == pytest.approx(
        0.003 + 8 * 0.024 + 0.002 + 7 * 0.001 + 0.1 + 0.005 + (4 * 4 + 1) * 0.0011
    )


def test_capacity_grows_with_machines_and_falls_without_one() -> None:
    most = capacity(FOUR, COSTS)
    work = simulate(FOUR, COSTS, 1).processor
    assert 0.5 * 16 / work < most < 0.9 * 16 / work  # cores, and no more than all of them
    assert simulate(FOUR, COSTS, most).p95 <= MAX_P95
    assert simulate(FOUR, COSTS, 1.2 * most).is_too_much
    assert capacity(replace(FOUR, nodes=8), COSTS) > 1.5 * most
    assert 0.6 * most < capacity(replace(FOUR, dead=1), COSTS) < 0.9 * most


def test_every_group_is_on_as_many_machines_as_it_has_copies() -> None:
    for nodes, parts, copies in ((4, 8, 2), (5, 3, 2), (7, 20, 3), (2, 1, 2)):
        placed = Cluster(nodes=nodes, cores=1, sentences=parts, parts=parts, copies=copies)
        assert {len(placed.homes(group)) for group in range(placed.groups)} == {copies}
        lost = replace(placed, dead=1)
        assert all(0 not in lost.homes(group) for group in range(lost.groups))
    assert FOUR.copies_of_parts == 4
    assert Cluster(nodes=2, cores=1, sentences=9, parts=9).copies_of_parts == 10


@pytest.mark.slow
def test_recall_over_parts_is_whole_if_all_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was measured is used again, and the numbers agree with an exact search of one part."""
    monkeypatch.setattr(cluster_recall, "SHARES", (0.02, 0.2, 1.0))
    real = clustered(3_000, 64)
    figures = cluster_recall.measure_recall(4_000, 1_500, real[50:], real[:50], tmp_path)
    assert (figures["parts"], figures["lists"]) == (3, n_lists(4_000))
    rows = {row["probed"]: row for row in figures["rows"]}
    assert [row["probed"] for row in rows.values() if row["own"]] == [round(63**0.9)]
    shares = [row["compared"] for row in rows.values()]
    recalls = [row["recall"] for row in rows.values()]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert recalls == sorted(recalls)
    assert recalls[0] < 0.9 < recalls[-1]
    assert rows[63]["recall of all"] >= recalls[-1]
    again = cluster_recall.measure_recall(4_000, 1_500, real[50:], real[:50], tmp_path)
    assert again == figures


def test_the_tables_have_a_row_for_each_cluster_and_share() -> None:
    step = dict.fromkeys(STEPS, 0.01) | {"rounds": 4.0, "memory": 3e8}
    costs = {
        "sizes": {"1000": step, "1000000": step | {"memory": 7e8}},
        **{name: 0.001 for name in ("merge", "call", "answer", "its steps")},
        "one process": {"processor": 0.05},
    }
    rows = cluster.modelled([ONE, FOUR], costs_of(costs), costs)
    assert rows[1]["memory"] == pytest.approx(3e8 + 4e8 / 999_000 * 4 * 1_000_000)
    recall = {
        **{"vectors": 10_000_000, "parts": 10, "lists": 3_162, "questions": 100},
        "rows": [
            {"probed": n, "own": n > 9, "compared": 0.1, "recall": 0.5, "recall of all": 0.6}
            | {"seconds": 0.004}
            for n in (9, 1_412)
        ],
    }
    figures = json.loads(json.dumps({"costs": costs, "clusters": rows, "recall": recall}))
    lines = cluster.table(figures).splitlines()
    assert lines[2].startswith("| 1 × 2 | 1 M | 1 |")
    assert lines[2].count(" – ") == 2
    assert lines[3].startswith("| 4 × 4 | 8 M | 2 |")
    assert "| 1,412 (as it is) | 10 % | 0.500 | 0.600 | 4.0 ms |" in lines


@pytest.mark.model
@pytest.mark.xdist_group("sample set")
def test_the_steps_of_a_question_are_measured_in_a_library(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts of new words, vectors and words together, and passages are a round each, at least."""
    monkeypatch.setattr(cluster_costs, "_WARM_UP", 0)
    found = cluster_costs._asked(sample, ["Who governs the capital of Belarus?"])
    assert 3 <= found["rounds"] <= 12
    assert all(found[name] > 0 for name in ("encode", "parts", "read"))
    assert found["memory"] >= found["memory before"]
