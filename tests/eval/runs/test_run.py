"""Judging answers made by hand, over three small texts."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest

from eval.datasets.dataset import GoldSpan, Question, QuestionSet
from eval.metrics.answers import Abstention, Ranking
from eval.runs.retrieval import METHODS, RetrievalScores, search_all_methods, search_table
from eval.runs.run import EvalRecord, Evaluation, summarise
from index import VERSION
from index.errors import PinciteError
from index.library import Fusion, Library
from index.spans import Document, Marker, Passage, Span, content_hash
from qa.types import Answer, AnswerCandidate, Occurrence
from tests.conftest import document
from tests.support.readers import FirstWords

SEA = Document(
    1,
    "sea.md",
    "Sea",
    "Figures\n\nThe sea is 11 km deep. It is salty.",
    (Marker("heading", 0, 7, "Figures"),),
)
SKY = Document(2, "sky.md", "Sky", "The sky is blue. It is high.")
COPY = Document(3, "copy.md", "Sea again", SEA.text)
LIBRARY = {doc.hash for doc in (SEA, SKY)}


def span(doc: Document, words: str) -> Span:
    start = doc.text.index(words)
    return Span(doc, start, start + len(words))


def gold(doc: Document, words: str) -> GoldSpan:
    found = span(doc, words)
    return GoldSpan(doc.hash, found.start, found.end, words, doc.source)


def passage(doc: Document, words: str) -> Passage:
    return Passage(span(doc, words), 1.0, 1, 1, ())


def reading(doc: Document, words: str, sentence: str, confidence: float) -> AnswerCandidate:
    place = Occurrence(span(doc, words), span(doc, sentence), passage(doc, sentence))
    return AnswerCandidate((place,), confidence, {"cosine": 0.5})


def answer(*readings: AnswerCandidate, passages: tuple[Passage, ...] = ()) -> Answer:
    return Answer("?", readings, passages, 0.5, 2, 1.0, "hand-made")


DEPTH = Question("depth", "How deep is the sea?", (gold(SEA, "11 km"),), "sea.md")
NOWHERE = Question("nowhere", "How old is the sea?", ())


def judged(question: Question, given: Answer) -> EvalRecord:
    (row,) = Evaluation(lambda _: given, QuestionSet("one", (question,)), LIBRARY)
    return row


def test_a_right_answer_with_all_it_brings() -> None:
    passages = (
        passage(SKY, "The sky is blue."),
        passage(SEA, "The sea is 11 km deep. It is salty."),
    )
    row = judged(
        DEPTH, answer(reading(SEA, "11 km deep", "The sea is 11 km deep.", 0.9), passages=passages)
    )
    assert replace(row, milliseconds=0.0) == EvalRecord(
        id="depth",
        question="How deep is the sea?",
        gold=DEPTH.gold,
        article="sea.md",
        answer="11 km deep",
        candidate="11 km deep",
        confidence=0.9,
        source="sea.md",
        place="Figures",
        em=0.0,
        f1=0.8,  # two of three words: precision 2/3, recall 1
        right=True,
        sentence_right=True,
        candidate_right=True,
        rank=2,
        recall=1.0,
        ndcg=1 / math.log2(3),
        average_precision=0.5,
        features={"cosine": 0.5},
        failure="boundary only",
        why="F1 0.80",
    )


def test_the_right_sentence_with_the_wrong_words_is_cited_but_not_right() -> None:
    row = judged(DEPTH, answer(reading(SEA, "The sea", "The sea is 11 km deep.", 0.9)))
    assert (row.right, row.candidate_right, row.sentence_right) == (False, False, True)


def test_ranges_that_only_touch_do_not_overlap() -> None:
    assert not judged(DEPTH, answer(reading(SEA, "is ", "The sea is ", 0.9))).sentence_right
    assert not judged(DEPTH, answer(reading(SEA, " deep.", " deep.", 0.9))).right
    assert judged(DEPTH, answer(reading(SEA, "m deep.", "m deep.", 0.9))).right


def test_the_same_words_in_another_text_are_wrong_and_in_a_copy_of_the_text_right() -> None:
    elsewhere = Document(4, "x", "X", SEA.text + " Really.")
    assert not judged(
        DEPTH, answer(reading(elsewhere, "11 km", "The sea is 11 km deep.", 0.9))
    ).right
    assert judged(DEPTH, answer(reading(COPY, "11 km", "The sea is 11 km deep.", 0.9))).right


def test_a_right_reading_that_is_withheld_is_a_wrong_abstention() -> None:
    row = judged(DEPTH, answer(reading(SEA, "11 km", "The sea is 11 km deep.", 0.4)))
    assert (row.answer, row.abstained, row.right, row.sentence_right, row.em) == (
        None,
        True,
        False,
        False,
        0.0,
    )
    assert (row.candidate, row.candidate_right, row.confidence) == ("11 km", True, 0.4)


def test_without_gold_only_an_abstention_is_right() -> None:
    withheld = judged(NOWHERE, answer(reading(SEA, "11 km", "The sea is 11 km deep.", 0.4)))
    given = judged(NOWHERE, answer(reading(SEA, "11 km", "The sea is 11 km deep.", 0.6)))
    assert (withheld.right, withheld.em, withheld.f1, withheld.candidate_right) == (
        True,
        1.0,
        1.0,
        False,
    )
    assert (given.right, given.em, given.f1, given.sentence_right) == (False, 0.0, 0.0, False)


def test_nothing_read_is_an_abstention() -> None:
    row = judged(DEPTH, answer())
    assert (row.abstained, row.candidate, row.confidence, row.features, row.rank) == (
        True,
        None,
        0.0,
        {},
        None,
    )


def test_a_passage_must_hold_the_whole_gold_range() -> None:
    halves = (passage(SEA, "The sea is 11"), passage(SEA, "km deep."), passage(SEA, "11 km"))
    assert judged(DEPTH, answer(passages=halves)).rank == 3
    assert judged(DEPTH, answer(passages=halves[:2])).rank is None


def test_any_of_several_gold_ranges_will_do() -> None:
    question = replace(DEPTH, gold=(*DEPTH.gold, gold(SKY, "blue")))
    row = judged(question, answer(reading(SKY, "blue", "The sky is blue.", 0.9)))
    assert (row.right, row.em, row.accepted) == (True, 1.0, ("11 km", "blue"))


def failing(question: str) -> Answer:
    if question == DEPTH.question:
        raise PinciteError("The question is too deep.")
    return answer()


def test_an_engine_that_fails_makes_a_row_that_counts_as_wrong() -> None:
    evaluation = Evaluation(failing, QuestionSet("two", (DEPTH, NOWHERE)), LIBRARY)
    failed, abstained = evaluation
    assert (failed.error, failed.abstained, failed.right) == (
        "The question is too deep.",
        False,
        False,
    )
    scores = summarise([failed, abstained])
    assert (scores.n, scores.errors, scores.right, scores.em, scores.coverage) == (
        2,
        1,
        0.5,
        0.5,
        0.0,
    )
    assert scores.abstention == Abstention(1.0, 1.0, 1.0)


def test_an_error_without_gold_is_no_abstention() -> None:
    def broken(_: str) -> Answer:
        raise PinciteError("Broken.")

    (row,) = Evaluation(broken, QuestionSet("one", (NOWHERE,)), LIBRARY)
    assert (row.right, row.abstained, row.em) == (False, False, 0.0)


def test_time_is_what_the_asker_waits() -> None:
    def slow(_: str) -> Answer:
        time.sleep(0.02)
        return answer()

    (row,) = Evaluation(slow, QuestionSet("one", (DEPTH,)), LIBRARY)
    assert 20 <= row.milliseconds < 2000


def test_gold_that_is_not_in_the_library_is_reported_and_asked_all_the_same() -> None:
    lost = Question("lost", "Lost?", (GoldSpan(content_hash("lost"), 0, 4, "lost", "lost.md"),))
    half = Question("half", "Half?", (*lost.gold, *DEPTH.gold))
    evaluation = Evaluation(
        lambda _: answer(), QuestionSet("set", (DEPTH, NOWHERE, lost, half)), LIBRARY
    )
    assert evaluation.missing == (lost,)
    assert [row.id for row in evaluation] == ["depth", "nowhere", "lost", "half"]
    assert summarise(list(evaluation)).answerable == 3


def many(number: int) -> QuestionSet:
    return QuestionSet("many", tuple(Question(str(n), f"{n}?", ()) for n in range(number)))


def drawn(limit: int | None, seed: int = 0) -> list[int]:
    return [
        int(question.id)
        for question in Evaluation(lambda _: answer(), many(100), LIBRARY, limit, seed).questions
    ]


def test_a_limit_draws_by_lot_and_keeps_the_order_of_the_set() -> None:
    assert drawn(10) == drawn(10) == sorted(set(drawn(10)))
    assert len(drawn(10)) == 10
    assert drawn(10) != list(range(10))
    assert drawn(10, seed=1) != drawn(10)
    assert drawn(100) == drawn(1000) == drawn(None) == list(range(100))


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(PinciteError, match="limit of 0"):
        drawn(0)


def test_the_recipe_names_every_setting() -> None:
    evaluation = Evaluation(
        lambda _: answer(passages=(passage(SEA, "11 km"),)),
        replace(many(3), digest="12345678ff"),
        LIBRARY,
        2,
        7,
    )
    assert "reader" not in evaluation.run_config("words", 3, 9)
    list(evaluation)
    assert evaluation.run_config("words", 3, 9) == {
        "set": "many",
        "digest": "12345678",
        "limit": 2,
        "seed": 7,
        "reader": "hand-made",
        "passages": 1,
        "threshold": 0.5,
        "library": "words",
        "documents": 3,
        "sentences": 9,
        "pincite": VERSION,
    }


def test_rows_come_one_by_one() -> None:
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return answer()

    rows = iter(Evaluation(ask, many(3), LIBRARY))
    assert not asked
    next(rows)
    assert asked == ["0?"]


def row(right: bool) -> EvalRecord:
    return EvalRecord(
        "q",
        "?",
        DEPTH.gold,
        answer="a",
        candidate="a",
        confidence=0.5,
        right=right,
        candidate_right=right,
        milliseconds=10.0,
    )


def test_scores_worked_by_hand() -> None:
    rows = [
        replace(row(True), em=1.0, f1=1.0, sentence_right=True, rank=1, confidence=0.9),
        replace(
            row(False),
            em=0.0,
            f1=0.5,
            sentence_right=True,
            rank=4,
            confidence=0.6,
            milliseconds=30.0,
        ),
        replace(
            row(False),
            answer=None,
            rank=None,
            confidence=0.2,
            candidate_right=True,
            milliseconds=20.0,
        ),
        replace(
            row(True),
            gold=(),
            answer=None,
            em=1.0,
            f1=1.0,
            confidence=0.1,
            candidate_right=False,
            milliseconds=40.0,
        ),
        replace(row(False), gold=(), confidence=0.7),
    ]
    scores = summarise(rows)
    assert (scores.n, scores.answerable, scores.unanswerable, scores.errors) == (5, 3, 2, 0)
    assert (scores.em, scores.f1, scores.right) == (0.4, 0.5, 0.4)
    assert (scores.em_answerable, scores.f1_answerable, scores.sentence_right) == (
        1 / 3,
        0.5,
        2 / 3,
    )
    assert (scores.accuracy, scores.coverage) == (1 / 3, 0.6)
    assert scores.found == Ranking(3, 1 / 3, 2 / 3, 2 / 3, (1 + 1 / 4) / 3)
    assert scores.abstention == Abstention(0.5, 0.5, 0.5)
    # confidences .9 right, .7 wrong, .6 wrong, .2 right, .1 wrong; each in a bin of its own
    assert scores.ece == pytest.approx((0.1 + 0.7 + 0.6 + 0.8 + 0.1) / 5)
    assert scores.brier == pytest.approx((0.01 + 0.49 + 0.36 + 0.64 + 0.01) / 5)
    assert scores.aurc == pytest.approx((0 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5)
    assert (scores.p50, scores.p95) == (20.0, 40.0)
    assert scores.f1_interval is not None
    assert scores.f1_interval[0] <= 0.5 <= scores.f1_interval[1]


def test_what_was_not_read_has_no_calibration_and_all_the_risk() -> None:
    scores = summarise([EvalRecord("q", "?", DEPTH.gold, error="broken")])
    assert (scores.ece, scores.brier, scores.aurc, scores.p50, scores.accuracy) == (
        None,
        None,
        1.0,
        None,
        None,
    )


def test_nothing_asked_has_no_scores() -> None:
    scores = summarise([])
    assert (scores.n, scores.right, scores.f1_interval, scores.abstention.f1) == (
        0,
        None,
        None,
        None,
    )


def test_search_table_ranks_each_search_by_itself(library: Library) -> None:
    texts = ("red green blue", "red green green", "sun moon")
    for number, text in enumerate(texts):
        library.add(document(text, f"{number}.txt"))
    target = GoldSpan(content_hash(texts[1]), 0, 3, "red", "1.txt")
    questions = [
        Question("q1", "red green", (target,)),
        Question("q2", "comet", (target,)),
        NOWHERE,
    ]
    table = search_table(library, questions, k=2)
    assert list(table) == ["dense", "lexical", "hybrid"]
    assert table["dense"].found.n == 2
    # cosine: 2 words of 2 against 2 of 3, so first; "comet" has a cosine of 0 with all, and ties go by id: second
    assert table["dense"] == RetrievalScores(
        Ranking(2, 0.5, 1.0, 1.0, 3 / 4), 1.0, None, (1 + 1 / math.log2(3)) / 2, 3 / 4
    )
    assert table["lexical"] == RetrievalScores(Ranking(2, 0.5, 0.5, 0.5, 0.5), 0.5, None, 0.5, 0.5)
    assert search_table(library, questions, k=100)["lexical"].recall_100 == 0.5


def test_a_deep_search_made_once_is_three_searches(library: Library) -> None:
    for number, text in enumerate(
        ("red green. blue red.", "red red. green", "sun moon red", "green. green sun. blue")
    ):
        library.add(document(text, f"{number}.txt"))
    for k in (2, 3, 9):
        fusion = Fusion(candidates=k)
        found = search_all_methods(library, "red green sun", k, fusion)
        assert {method: [passage.span for passage in found[method]] for method in METHODS} == {
            method: [passage.span for passage in library.search("red green sun", k, method, fusion)]
            for method in METHODS
        }


def test_a_reader_adds_the_order_that_it_makes_of_what_is_read(library: Library) -> None:
    """Its margin is where a word stands, so the passage that is found second, deeper in its text, comes first, unless rank costs much."""
    library.add(document("red green.", "0.txt"))
    library.add(document("blue moon over the sea. red.", "1.txt"))
    found = search_all_methods(library, "red green", 2, Fusion(candidates=10), FirstWords())
    assert [passage.span.document.source for passage in found["hybrid"]] == ["0.txt", "1.txt"]
    assert [passage.span.document.source for passage in found["reranked"]] == ["1.txt", "0.txt"]
    tried = search_all_methods(
        library, "red green", 2, Fusion(candidates=10), FirstWords(), (0.0, 99.0)
    )
    assert tried["reranked, rank cost 0"] == found["reranked"]
    assert tried["reranked, rank cost 99"] == found["hybrid"]
    target = GoldSpan(content_hash("red green."), 0, 3, "red", "0.txt")
    table = search_table(library, [Question("q", "red green", (target,))], 2, FirstWords())
    assert (
        table["hybrid"].found.hit_1,
        table["reranked"].found.hit_1,
        table["reranked"].found.hit_5,
    ) == (1.0, 0.0, 1.0)
