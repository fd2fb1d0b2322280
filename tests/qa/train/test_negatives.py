from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.train.data import Row
from qa.train.negatives import PassagePool, answer_removed

WORDS = ["Rome", "Oslo", "fell", "rose", "in", "1923", "1924", "the", "king", "queen", "of", "a"]


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """Three sentences of few words, so that answers often occur in several of them."""
    sentence = st.lists(st.sampled_from(WORDS), min_size=6, max_size=9)
    context = " ".join(
        " ".join(words).capitalize() + "."
        for words in draw(st.lists(sentence, min_size=3, max_size=3))
    )
    answers = [
        draw(st.sampled_from([match.span() for match in re.finditer(r"\w+", context)]))
        for _ in range(draw(st.integers(1, 2)))
    ]
    return Row(
        "s",
        f"When did {' '.join(draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=4)))} end?",
        context,
        tuple(answers),
    )


def occurs(answer: str, context: str) -> bool:
    """As whole words in any case; written another way than the code under test."""
    return bool(re.search(rf"(?i)(?<!\w){re.escape(answer)}(?!\w)", context))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(rows(), min_size=2, max_size=12), st.integers(0, 9))
def test_no_context_contains_an_accepted_answer(many: list[Row], seed: int) -> None:
    with closing(PassagePool(many)) as pool:
        for row in many:
            retrieved = pool.retrieved_negative(row, random.Random(seed))
            examples = (retrieved, answer_removed(row))
            for example in [example for example in examples if example is not None]:
                assert example.question == row.question
                assert not any(
                    occurs(answer, example.context)
                    for answer in row.texts
                    if answer.lower() not in ("a", "the")
                )
            others = {other.context for other in many} - {row.context}
            assert retrieved is None or retrieved.context in others


TOWN = (
    "The town lies by the river Una. Its bridge was built in 1802 by Ivo Marek, "
    "who came from Split. Boats still pass under it."
)
CASTLE = (
    "The castle above the river Una was built by monks. A bridge leads to it, "
    "and it has three towers that were never finished."
)
OTHER = (
    "Cabbage soup is eaten cold. It is example of cabbage, beets and cream, "
    "and nobody knows who first thought of it."
)


def row(question: str, answer: str, context: str = TOWN) -> Row:
    start = context.index(answer)
    return Row("s", question, context, ((start, start + len(answer)),))


ROWS = [
    row("Who built the bridge over the Una?", "Ivo Marek"),
    row("What was built by the monks?", "castle", CASTLE),
    row("Is soup from Novi Sad eaten cold since 1944?", "cold", OTHER),
]


@pytest.fixture
def pool() -> Iterator[PassagePool]:
    with closing(PassagePool(ROWS)) as pool:
        yield pool


def test_the_retrieved_context_is_about_the_question(pool: PassagePool) -> None:
    example = pool.retrieved_negative(ROWS[0], random.Random(0))
    assert example is not None
    assert (example.kind, example.context, example.answer) == ("found", CASTLE, None)


def test_nothing_is_retrieved_if_all_others_contain_the_answer(pool: PassagePool) -> None:
    asked = row("Who built the bridge over the Una?", "river")
    assert pool.retrieved_negative(asked, random.Random(0)) is None


def test_a_context_that_answers_the_question_of_another_row_is_not_retrieved() -> None:
    both = [ROWS[0], row("Who built the bridge over the Una?", "monks", CASTLE)]
    with closing(PassagePool(both)) as pool:
        assert [pool.retrieved_negative(each, random.Random(0)) for each in both] == [None, None]


def test_sentences_that_answer_are_removed() -> None:
    more = "Marek also fished in the Una, as did most people then."
    example = answer_removed(
        row("Who built the bridge over the Una?", "Ivo Marek", f"{TOWN} {more}")
    )
    assert example is not None
    rest = f"The town lies by the river Una. Boats still pass under it. {more}"
    assert example.context == rest


def test_the_rest_does_not_contain_the_answer_across_sentences() -> None:
    bridge = "The bridge was built by Ivo Marek."
    rest = (
        "It was long before anybody in the whole valley would speak to Ivo. "
        "Marek was a name that nobody liked to hear."
    )
    assert answer_removed(row("Who built it?", "Ivo Marek", f"{bridge} {rest}")) is None
    other = rest.replace("Marek", "Peter")
    example = answer_removed(row("Who built it?", "Ivo Marek", f"{bridge} {other}"))
    assert example is not None
    assert example.context == other


def test_a_context_of_one_sentence_makes_no_example() -> None:
    asked = row("Who built it?", "Ivo", "The bridge was built in 1802 by Ivo Marek.")
    assert answer_removed(asked) is None
