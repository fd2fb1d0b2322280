from __future__ import annotations

import random
import re

import pytest

from qa.train.augment.table_topics import TOPICS, Topic
from qa.train.augment.tables import made_tables
from qa.train.data import Example
from qa.train.data_settings import DataSettings

MADE = list(made_tables(DataSettings(tables=300)))
ANSWERED = [example for example in MADE if example.answer is not None]


def rows(example: Example) -> list[dict[str, str]]:
    """The cells of each row by the name of their column, read from the text alone."""
    sentences = [block for block in example.context.split("\n\n") if ": " in block]
    return [
        dict(cell.split(": ", 1) for cell in sentence.removesuffix(".").split("; ") if ": " in cell)
        for sentence in sentences
    ]


def test_the_answer_is_a_whole_cell_of_the_row_that_the_question_names() -> None:
    for example in ANSWERED:
        assert example.answer is not None
        start, end = example.answer
        value = example.context[start:end]
        line = example.context[: example.context.find("\n\n", end)].rpartition("\n\n")[2]
        row = next(
            row
            for row in rows(example)
            if value in row.values() and all(cell in line for cell in row.values())
        )
        assert value in row.values()
        named = [cell for cell in row.values() if cell.lower() in example.question.lower()]
        assert named, (example.question, line)


def test_rows_end_like_sentences_and_differ_in_their_key() -> None:
    for example in MADE:
        blocks = [block for block in example.context.split("\n\n") if ": " in block]
        assert 1 < len(blocks) <= 9
        assert all(block.endswith(".") for block in blocks)
        assert len(set(blocks)) == len(blocks)


def test_some_two_fifths_have_no_answer() -> None:
    assert 0.3 <= 1 - len(ANSWERED) / len(MADE) <= 0.5
    assert {example.kind for example in MADE} == {"answered", "written"}
    assert {example.source for example in MADE} == {"tables-made"}


def test_the_same_settings_make_the_same_tables() -> None:
    assert list(made_tables(DataSettings(tables=20))) == MADE[:20]
    assert list(made_tables(DataSettings(tables=20, seed=1))) != MADE[:20]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.titles[0])
def test_a_topic_has_keys_questions_and_values_without_separators(topic: Topic) -> None:
    draw = random.Random(0)
    names = [column.name for column in topic.columns]
    assert len(set(names)) == len(names)
    assert 1 <= topic.keys < len(topic.columns)
    for column in topic.columns:
        assert all("{key}" in question for question in column.questions)
        values = {column.value(draw) for _ in range(50)}
        assert len(values) > 3
        assert not any(re.search(r"; |: |\n|\.$", value) for value in values)
    assert topic.key.format(*names) != topic.key
