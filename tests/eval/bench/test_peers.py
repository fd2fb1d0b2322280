"""Pincite beside other systems: texts, ranks and table. (test_main.py runs Pincite itself.)"""

from __future__ import annotations

from typing import Any

import pytest

from eval.bench import peers
from eval.bench.corpus import Corpus
from eval.bench.peers import Paragraph, paragraphs
from eval.bench.systems_registry import SYSTEMS, Run, SystemConfig, run
from eval.datasets.dataset import GoldSpan, Question
from index.errors import PinciteError
from tests.conftest import document

TEXT = "\n\nThe mill burned down in 1871.\nIt was never rebuilt.\n  \n\nThe sea is salt. \n"
DOC = document(TEXT)


def question_about(words: str, question: str = "?") -> Question:
    start = TEXT.index(words)
    return Question(
        words, question, (GoldSpan(DOC.hash, start, start + len(words), words, "a.txt"),)
    )


def test_a_paragraph_is_the_text_between_blank_lines() -> None:
    texts = list(paragraphs(Corpus("s", "", (), (DOC, document("Sky", "b.txt")))))
    assert [each.text for each in texts] == [
        "The mill burned down in 1871.\nIt was never rebuilt.",
        "The sea is salt.",
        "Sky",
    ]
    assert all(TEXT[each.start : each.end] == each.text for each in texts[:2])
    assert [each.id for each in texts] == ["p0", "p1", "p2"]
    assert [each.answers(question_about("1871")) for each in texts] == [True, False, False]
    assert [each.answers(question_about("rebuilt.\n  \n\nThe")) for each in texts] == [False] * 3


def text(id: str, words: str) -> Paragraph:
    start = TEXT.index(words)
    return Paragraph(id, DOC.hash, start, start + len(words), words)


def row(
    system: SystemConfig, ranks: list[int | None], ours: list[int | None], seconds: float
) -> dict[str, Any]:
    resources = {
        "peak_mib": 1234.4,
        "installed_mib": 567.8,
        "versions": {"torch": "2", system.system: "3.4.1"},
    }
    return peers.figures(
        system, Run(seconds, [(float(n), ()) for n in range(1, 101)], resources), ranks, ours, 1000
    )


def test_the_table_by_hand() -> None:
    """Of four questions Pincite finds three first, Haystack two first and one fourth."""
    ours: list[int | None] = [1, 1, 1, 9]
    rows = [row(SYSTEMS[0], ours, ours, 10.0), row(SYSTEMS[2], [1, 1, 4, None], ours, 5.0)]
    figures = {"set": "mill", "questions": 4, "texts": 2, "sentences": 1000, "systems": rows}
    lines = peers.table(figures).splitlines()
    assert lines[0] == "4 questions of mill, 2 paragraphs, 1,000 sentences; haystack 3.4.1:"
    first, second = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines[4:])
    assert first == [
        SYSTEMS[0].label,
        "75.0 %",
        "–",
        "75.0 %",
        "100.0 %",
        "100 /s",
        "1.00",
        "50.0 ms",
        "95.0 ms",
        "1,234 MiB",
        "568 MiB",
    ]
    assert second[0] == SYSTEMS[2].label
    assert second[1:2] + second[3:7] == ["50.0 %", "75.0 %", "75.0 %", "200 /s", "2.00"]
    assert second[2].startswith("−25.0 (−75.0 to +0.0")


def test_the_rank_is_of_the_first_text_that_answers() -> None:
    texts = [text("p0", "The mill burned down in 1871."), text("p1", "The sea is salt.")]
    asked = [question_about("1871"), question_about("salt"), question_about("sea")]
    assert peers.gold_ranks(
        texts, asked, Run(1, [(1, ["p1", "p0"]), (1, ["p1"]), (1, ["p0"])], {})
    ) == [2, 1, None]


def test_a_system_that_fails_is_named_with_the_last_line_of_its_output() -> None:
    with pytest.raises(
        PinciteError, match=r"^ours failed: KeyError: 'no such'\. Install requirements.txt again\.$"
    ):
        run(SystemConfig("pincite", "no such", "ours"), [("p0", "The sea is salt.")], ["?"], 10)
