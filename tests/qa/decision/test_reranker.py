from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from index.spans import Passage, Span
from qa.decision.reranker import RANK_PENALTY, rerank
from qa.readers.reader import SpanPrediction
from qa.types import Occurrence
from tests.conftest import document

DOC = document("One. Two. Six. Ten. ")
PASSAGES = [
    Passage(Span(DOC, at, at + 4), 1 / rank, rank, None, ())
    for rank, at in enumerate((0, 5, 10, 15), 1)
]


def read(passage: int, margin: float) -> SpanPrediction:
    span = Span(DOC, PASSAGES[passage].span.start, PASSAGES[passage].span.start + 3)
    return SpanPrediction(Occurrence(span, span, PASSAGES[passage]), margin + 5.0, 5.0)


def order(candidates: list[SpanPrediction], rank_penalty: float = RANK_PENALTY) -> list[str]:
    return [passage.span.text for passage in rerank(PASSAGES, candidates, rank_penalty)]


def test_by_the_best_margin_of_each_passage_less_the_cost_of_its_rank() -> None:
    """The third beats the first while its cost is small: 3 - .5 ln 3 > 2, and 3 - ln 3 < 2."""
    candidates = [read(0, 2), read(0, -9), read(2, 3.0), read(2, 1), read(1, -4)]
    assert order(candidates, 0.5) == ["Six.", "One.", "Two.", "Ten."]
    assert 3 - math.log(3) < 2 < 3 - 0.5 * math.log(3)
    assert order(candidates, 1.0) == ["One.", "Six.", "Two.", "Ten."]


def test_where_nothing_was_read_the_order_is_that_of_the_search() -> None:
    assert order([]) == ["One.", "Two.", "Six.", "Ten."]
    assert order([read(3, -50.0)]) == ["Ten.", "One.", "Two.", "Six."]
    assert rerank([], []) == []


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(-20, 20)), max_size=8))
def test_no_passage_is_lost_or_changed(margins: list[tuple[int, float]]) -> None:
    found = rerank(PASSAGES, [read(*each) for each in margins])
    assert sorted(found, key=PASSAGES.index) == PASSAGES
