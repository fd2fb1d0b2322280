"""Settings are chosen on one part and reported on another, and the trials are what the product would have done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from eval.calibrate import split
from eval.data import Gold, Question
from eval.rows import Row
from eval.tune import CONSTANTS, DENSE_WEIGHTS, Settings, fused, right_at, search_trials, tune
from index.library import FUSION, Fusion, Library
from index.spans import PinciteError, content_hash
from qa.bot import Bot
from qa.calibration import Calibration
from tests.conftest import document
from tests.readers import Sentences

WORDS = ("red", "green", "blue", "brown", "black", "white", "grey", "pink")


@pytest.fixture
def coloured(library: Library) -> Library:
    """Eight documents; the one about a colour says so once, the next one asks for it."""
    for number, word in enumerate(WORDS):
        library.add(document(f"The {word} house is number {number} here. Nobody likes {WORDS[number - 1]} much.", f"{word}.txt", word))
    return library


def questions() -> tuple[Question, ...]:
    found = []
    for number, word in enumerate(WORDS):
        text = f"The {word} house is number {number} here. Nobody likes {WORDS[number - 1]} much."
        start = text.index(str(number))
        gold = Gold(content_hash(text), start, start + 1, str(number), f"{word}.txt")
        found.append(Question(word, f"What number is the {word} house?", (gold,), f"{word}.txt"))
        found.append(Question(f"{word}?", f"Zyx {word} qed?", (), f"{word}.txt"))
    return tuple(found)


def test_fusing_again_gives_what_the_library_gives(coloured: Library) -> None:
    for fusion in (FUSION, Fusion(k=2, dense=0.5), Fusion(k=60, dense=2.0, candidates=3)):
        for question in questions():
            found = [coloured.search(question.question, fusion.candidates, method, fusion) for method in ("dense", "lexical")]
            expected = coloured.search(question.question, 99, fusion=fusion)
            assert [passage.span for passage in fused(found, fusion)] == [passage.span for passage in expected]


def test_every_fusion_is_tried_and_the_one_in_use_first(coloured: Library) -> None:
    tried = search_trials(coloured, questions(), FUSION)
    assert tried[0][0] == FUSION
    assert {(each.k, each.dense) for each, _ in tried} == {(k, dense) for k in CONSTANTS for dense in DENSE_WEIGHTS}
    assert all(0 < mrr <= 1 for _, mrr in tried)


def test_right_at_counts_answers_and_abstentions() -> None:
    asked = questions()[0]
    right = Row("a", "?", asked.gold, answer="x", reading="x", confidence=0.6, reading_right=True)
    wrong = replace(right, id="b", confidence=0.4, reading_right=False)
    none = Row("c", "?", (), reading="x", confidence=0.5)
    broken = Row("d", "?", (), error="broken")
    rows = [right, wrong, none, broken]
    assert [right_at(rows, cut) for cut in (0.0, 0.5, 0.55, 0.6, 0.61)] == [1 / 4, 1 / 4, 2 / 4, 2 / 4, 1 / 4]


def bot(library: Library, threshold: float) -> Bot:
    return Bot(library, Sentences(10.0, 5.0), Calibration({"margin": 1.0}, 0.0, threshold))


def test_the_parts_share_no_question_and_the_threshold_is_mended(coloured: Library) -> None:
    seen: list[tuple[str, list[str]]] = []

    def watch(rows: Iterable[Row], total: int, noun: str) -> Iterable[Row]:
        asked = list(rows)
        assert len(asked) == total
        seen.append((noun, [row.id for row in asked]))
        return asked

    asked = questions()
    found = tune(bot(coloured, 0.9999), asked, {entry.hash for entry in coloured.entries()}, watch)
    known, apart, _ = split(asked)
    assert [ids for _, ids in seen] == [[each.id for each in part] for part in (known, known, known, known, apart, apart)]
    assert {noun for noun, _ in seen[:4]} == {f"questions with {number} passages" for number in (3, 5, 10, 20)}
    assert (found.known, found.apart, found.used) == (8, 8, Settings(FUSION, 10, 0.9999))
    assert found.chosen.threshold < 0.9999
    right, _ = found.held_out
    assert right.second > right.first
    best = max(score for _, score in found.settings)
    assert dict(found.settings)[found.chosen] == best


def test_what_is_no_better_is_not_chosen(coloured: Library) -> None:
    unanswerable = tuple(question for question in questions() if not question.answerable)
    found = tune(bot(coloured, 0.9), unanswerable, set(), lambda rows, *_: rows)
    assert found.chosen == found.used
    assert [(each.low, each.high, each.p) for each in found.held_out] == [(0.0, 0.0, 1.0)] * 2


def test_one_article_cannot_be_parted(coloured: Library) -> None:
    with pytest.raises(PinciteError, match="about one article"):
        tune(bot(coloured, 0.5), questions()[:2], set(), lambda rows, *_: rows)
