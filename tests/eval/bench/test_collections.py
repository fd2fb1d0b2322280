"""A folder of files: what counts as found, and the table. (test_main.py runs Pincite itself.)"""

from __future__ import annotations

from typing import Any

import pytest

from eval.bench import collections
from eval.bench.collections import SYSTEMS, Judged, figures, judge, meets
from eval.datasets.dataset import GoldSpan, Question

CLAUSE = "This agreement is governed by the laws of Norway, without regard to other laws."


def question(gold: str, source: str = "lease.pdf") -> Question:
    return Question("q", "Which law?", (GoldSpan("hash", 0, len(gold), gold, source),))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CLAUSE, True),
        ("… GOVERNED BY THE LAWS OF NORWAY-", True),  # six words, in other case and spacing
        ("governed by the laws of Sweden", False),  # five words in a row
        ("laws of Norway", True),  # shorter than six words, and all of them
        ("laws of Norway, of Norway", False),
        ("", False),
    ],
)
def test_a_passage_meets_the_gold_by_six_words_in_a_row(text: str, found: bool) -> None:
    assert meets(text, [CLAUSE]) is found
    assert meets(CLAUSE, [text]) is found


def test_only_a_passage_of_the_right_document_counts() -> None:
    other, right = ("rent.pdf", CLAUSE), ("lease.pdf", CLAUSE)
    beside = ("lease.pdf", "Rent is due in March.")
    asked = question(CLAUSE)
    assert judge(asked, [other, right]) == Judged(document_first=False, first=False, among=True)
    assert judge(asked, [beside, right]) == Judged(document_first=True, first=False, among=True)
    assert judge(asked, [other] * 10 + [right]) == Judged(False, False, False)
    assert judge(asked, []) == Judged(False, False, False)


def test_the_table_by_hand() -> None:
    ours = [Judged(True, True, True)] * 3 + [Judged(True, False, False)]
    theirs = [Judged(True, False, True), *[Judged(False, False, False)] * 3]
    rows: list[dict[str, Any]] = [
        figures(SYSTEMS[0], 12.0, [10.0] * 4, ours, ours),
        figures(SYSTEMS[2], 30.0, [20.0] * 4, theirs, ours),
    ]
    lines = collections.table({"set": "leases", "questions": 4, "files": 2, "systems": rows})
    head, _, _, _, first, second = lines.splitlines()
    assert head == "4 questions of leases, 2 files:"
    cells = [cell.strip() for cell in first.strip("|").split("|")]
    assert cells == [SYSTEMS[0].label, "100.0 %", "75.0 %", "75.0 %", "–", "12 s", "10 ms"]
    cells = [cell.strip() for cell in second.strip("|").split("|")]
    assert cells[:4] == [SYSTEMS[2].label, "25.0 %", "0.0 %", "25.0 %"]
    assert cells[4].startswith("−50.0")
