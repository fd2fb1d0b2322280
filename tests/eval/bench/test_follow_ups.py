"""The set of follow-up questions, and the share that is read as a person would."""

from __future__ import annotations

import json

from eval.bench.corpus import SAMPLE, Options
from eval.bench.follow_ups import AS_WRITTEN, SET, measure, read, table
from qa.questions.follow_up.rewrite import follow_up
from qa.questions.follow_up.types import Previous

PAIRS = json.loads(SET.read_text(encoding="utf-8"))["pairs"]


def test_the_set_has_sixty_pairs_of_which_fifteen_stand_alone() -> None:
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS) == 60
    assert sum(not pair["asked"] for pair in PAIRS) == 15
    for pair in PAIRS:
        assert pair["question"] not in pair["asked"]


def test_the_answers_before_are_in_the_documents() -> None:
    texts = [
        " ".join(path.read_text(encoding="utf-8").split())
        for folder in (SET.parent, SAMPLE.parent)
        for path in (folder / "documents").glob("*.md")
    ]
    for pair in PAIRS:
        before = pair["previous"]
        for words in before.get("items", [before["answer"]]):
            assert any(words in text for text in texts), (pair["id"], words)


def test_most_second_questions_are_read_as_a_person_would() -> None:
    counts = measure(Options(data=(SAMPLE,)))
    follow, alone = counts["pairs"]["follows up"], counts["pairs"][AS_WRITTEN]
    assert follow["right"] / follow["pairs"] >= 0.8
    assert alone["right"] / alone["pairs"] >= 0.9
    ordinary = counts["ordinary"]["questions"]
    assert ordinary["rewritten"] / ordinary["questions"] <= 0.01
    assert f"| follows up | 45 | {follow['right']} |" in table(counts)


def test_what_is_asked_of_the_set_stands_by_itself() -> None:
    for pair in PAIRS:
        found = read(pair)
        if found is not None and found.is_certain:
            again = follow_up(found.question, Previous(pair["previous"]["question"]))
            assert again is None or not again.is_certain, found.question
