"""Systems on a folder of files: figures and table, on values worked out by hand.

(test_main.py runs Pincite itself.)
"""

from __future__ import annotations

from typing import Any

from eval.bench import collections
from eval.bench.collection.asking import Asked
from eval.bench.collection.judge import Judged
from eval.bench.collections import SYSTEMS, decision, figures

FILES = ["a.odt", "b.eml"]

COSTS = {
    "added": {"seconds": 4.0, "processor_seconds": 2.0, "result": ["b.eml!/c.pdf"]},
    "together": [{"questions": 4, "seconds": seconds, "result": 0} for seconds in (1.0, 2.0, 8.0)],
    "peak_mib": 500.4,
    "installed_mib": 1234.0,
    "packages": 45,
    "versions": {"haystack-ai": "3.4.1", "torch": "2"},
}


def judged(right: bool, given: bool, score: float | None = 0.5, answerable: bool = True) -> Judged:
    return Judged(answerable, True, right, True, right=right, given=given, score=score)


OURS = Asked(
    judged=(
        judged(True, True, 0.9),
        judged(True, True, 0.8),
        judged(False, True, 0.3),
        judged(True, False, 0.2),
        judged(False, False, 0.1, answerable=False),
        judged(False, True, 0.4, answerable=False),
    ),
    seconds=((0.1, 0.2),) * 6,
    costs=COSTS,
)
THEIRS = Asked(
    judged=tuple(judged(n == 0, given=True, score=None, answerable=n < 4) for n in range(6)),
    seconds=((0.3, 0.5),) * 6,
    costs={
        **COSTS,
        "added": {"seconds": 8.0, "processor_seconds": 4.0, "result": ["a.odt"]},
        "together": [{"questions": 4, "seconds": 4.0, "result": 1}] * 3,
    },
)


def test_decisions_by_hand() -> None:
    assert decision(OURS.judged) == {
        "right": 2 / 4,
        "given": 4,
        "wrong": 2 / 4,
        "refused": 1,
        "unanswerable": 2,
    }
    nothing = decision([judged(True, False)])
    assert (nothing["right"], nothing["wrong"], nothing["unanswerable"]) == (0.0, 0.0, 0)


def test_the_table_by_hand() -> None:
    rows: list[dict[str, Any]] = [
        figures(SYSTEMS[0], OURS, OURS, FILES),
        figures(SYSTEMS[1], THEIRS, OURS, FILES),
    ]
    of_set = {"set": "leases", "questions": 6, "answerable": 4, "files": 2, "systems": rows}
    head, _, names, _, *lines = collections.table({"sets": [of_set]}).splitlines()
    assert head == (
        "**leases**: 2 files, 4 questions that they answer and 2 that they do not;"
        " haystack-ai 3.4.1:"
    )
    assert names == "|  | Pincite | Haystack |"
    cells = {
        name: (ours, theirs)
        for name, ours, theirs in (
            (cell.strip() for cell in line.strip("|").split("|")) for line in lines
        )
    }
    assert cells["files read"] == ("2", "1")
    assert cells["right document first"] == ("100.0 %", "100.0 %")
    assert cells["evidence in the first passage"] == ("75.0 %", "25.0 %")
    assert cells["evidence among ten"] == ("100.0 %", "100.0 %")
    assert cells["best answer right"] == ("75.0 %", "25.0 %")
    assert cells["best answer right, beside ours"][0] == "–"
    assert cells["best answer right, beside ours"][1].startswith("−50.0")
    assert cells["right answers given"] == ("50.0 %", "25.0 %")
    assert cells["right answers given, beside ours"][1].startswith("−25.0")
    assert cells["wrong among those given"] == ("50.0 % of 4", "83.3 % of 6")
    assert cells["unanswerable refused"] == ("1 of 2", "0 of 2")
    assert cells["wrong among those given, own best threshold"][1] == "–", "it has no score"
    assert cells["question, p50"] == ("100 ms", "300 ms (3.0 ×)")
    assert cells["processor time of a question"] == ("200 ms", "500 ms (2.5 ×)")
    assert cells["answers a second, 2 callers"] == ("2.00", "1.00 (0.5 ×), 3 failed")
    assert cells["files added a second"] == ("0.50", "0.25 (0.5 ×)")
    assert cells["processor time of a file"] == ("1.00 s", "2.00 s (2.0 ×)")
    assert cells["memory"] == ("500 MiB", "500 MiB")
    assert cells["installed"] == ("1,234 MiB, 45 packages",) * 2
