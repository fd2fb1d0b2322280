"""Search scored by itself: each method against rankings worked out by hand."""

from __future__ import annotations

import math

from eval.datasets.dataset import GoldSpan, Question
from eval.runs.retrieval import METHODS, RetrievalScores, search_all_methods, search_table
from index.library import Library
from index.search.hybrid import Fusion
from index.spans import content_hash
from tests.conftest import document
from tests.eval.answers import NOWHERE
from tests.support.readers import FirstWords


def scores(n: int, *values: float | None) -> RetrievalScores:
    """hit@1, hit@5, hit@10, MRR, recall@10, recall@100, nDCG@10, MAP."""
    names = ("hit@1", "hit@5", "hit@10", "MRR", "recall@10", "recall@100", "nDCG@10", "MAP")
    return RetrievalScores(n, dict(zip(names, values, strict=True)))


def test_each_method_is_scored_by_itself(library: Library) -> None:
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
    assert table["dense"].n == 2
    # "red green": 2 words of 2 against 2 of 3, so first; "comet" has a cosine of 0 with all
    # documents, and ties are ordered by id: second
    assert table["dense"] == scores(
        2, 0.5, 1.0, 1.0, 3 / 4, 1.0, None, (1 + 1 / math.log2(3)) / 2, 3 / 4
    )
    assert table["lexical"] == scores(2, 0.5, 0.5, 0.5, 0.5, 0.5, None, 0.5, 0.5)
    assert search_table(library, questions, k=100)["lexical"]["recall@100"] == 0.5


def test_one_deep_search_equals_three_searches(library: Library) -> None:
    for number, text in enumerate(
        ("red green. blue red.", "red red. green", "sun moon red", "green. green sun. blue")
    ):
        library.add(document(text, f"{number}.txt"))
    for k in (2, 3, 9):
        fusion = Fusion(candidates=k)
        results = search_all_methods(library, "red green sun", k, fusion)
        assert {method: [passage.span for passage in results[method]] for method in METHODS} == {
            method: [passage.span for passage in library.search("red green sun", k, method, fusion)]
            for method in METHODS
        }


def test_a_reader_adds_the_reranked_order(library: Library) -> None:
    """The margin is the offset of a word: the second passage moves up unless rank counts much."""
    library.add(document("red green.", "0.txt"))
    library.add(document("blue moon over the sea. red.", "1.txt"))
    results = search_all_methods(library, "red green", 2, Fusion(candidates=10), FirstWords())
    assert [passage.span.document.source for passage in results["hybrid"]] == ["0.txt", "1.txt"]
    assert [passage.span.document.source for passage in results["reranked"]] == ["1.txt", "0.txt"]
    tried = search_all_methods(
        library, "red green", 2, Fusion(candidates=10), FirstWords(), (0.0, 99.0)
    )
    assert tried["reranked, rank penalty 0"] == results["reranked"]
    assert tried["reranked, rank penalty 99"] == results["hybrid"]
    target = GoldSpan(content_hash("red green."), 0, 3, "red", "0.txt")
    table = search_table(library, [Question("q", "red green", (target,))], 2, FirstWords())
    assert (
        table["hybrid"]["hit@1"],
        table["reranked"]["hit@1"],
        table["reranked"]["hit@5"],
    ) == (1.0, 0.0, 1.0)
