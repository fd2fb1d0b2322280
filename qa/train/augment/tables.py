"""Questions about one cell of a table, made by program; tables as the product stores them.

Each row is a sentence "name: value; name: value." (`index.formats.tables`). The rows of a passage
look alike; a question is about one column of one of them. It has no answer if the row or the column
is not there, or the cell is empty.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.formats.tables import row_sentence
from qa.train.augment.table_topics import TOPICS, Column, Topic
from qa.train.augment.titles import written_before
from qa.train.data import Example
from qa.train.data_settings import DataSettings

SOURCE = "tables-made"

_MIN_ROWS, _MAX_ROWS = 3, 9
_UNANSWERABLE = 0.4  # share of the questions
_EMPTY = 0.1  # share of the cells that are not a key
_MAX_TRIES = 200

_BY_COLUMN = (
    "What is the {column} of {key}?",
    "What is the {column} for {key}?",
    "Which {column} does {key} have?",
    "{key}: what is the {column}?",
    "Tell me the {column} of {key}.",
    "{column} of {key}",
)


@dataclass(frozen=True, slots=True)
class _Table:
    """Columns, of which the first `keys` identify a row, and rows of as many cells."""

    topic: Topic
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def keys(self) -> int:
        return self.topic.keys


def made_tables(settings: DataSettings) -> Iterator[Example]:
    """`settings.tables` examples."""
    for number in range(settings.tables):
        draw = settings.generator("table", number)
        example = None
        while example is None:
            table = _table(draw)
            make: Callable[[_Table, random.Random], Example | None] = (
                draw.choice([_other_row, _other_column, _empty_cell])
                if draw.random() < _UNANSWERABLE
                else draw.choice([_cell, _cell, _cell, _row_with])
            )
            example = make(table, draw)
        yield example


def _table(draw: random.Random) -> _Table:
    topic = draw.choice(TOPICS)
    others = list(topic.columns[topic.keys :])
    chosen = draw.sample(others, draw.randint(min(2, len(others)), len(others)))
    columns = (*topic.columns[: topic.keys], *(each for each in others if each in chosen))
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    count = draw.randint(_MIN_ROWS, _MAX_ROWS)
    for _ in range(_MAX_TRIES):
        row = tuple(column.value(draw) for column in columns)
        rows.setdefault(row[: topic.keys], row)
        if len(rows) == count:
            break
    body = [
        tuple(
            "" if at >= topic.keys and draw.random() < _EMPTY else cell
            for at, cell in enumerate(row)
        )
        for row in rows.values()
    ]
    return _Table(topic, columns, tuple(body))


def _cell(table: _Table, draw: random.Random) -> Example | None:
    row, column = draw.randrange(len(table.rows)), draw.randrange(table.keys, len(table.columns))
    if not table.rows[row][column]:
        return None
    return _example(table, _asked(table, table.rows[row], column, draw), (row, column), draw)


def _row_with(table: _Table, draw: random.Random) -> Example | None:
    """Which row has this value? Only a value that one row has."""
    row, column = draw.randrange(len(table.rows)), draw.randrange(table.keys, len(table.columns))
    value = table.rows[row][column]
    if table.keys > 1 or not value or sum(each[column] == value for each in table.rows) > 1:
        return None
    question = f"Which {table.columns[0].spoken} has the {table.columns[column].spoken} {value}?"
    return _example(table, question, (row, 0), draw)


def _other_row(table: _Table, draw: random.Random) -> Example | None:
    """About a row that is not there, but some of its key is, or looks like one that is."""
    row = list(draw.choice(table.rows))
    at = draw.randrange(table.keys)
    row[at] = table.columns[at].value(draw)
    keys = tuple(row[: table.keys])
    if any(each[: table.keys] == keys for each in table.rows):
        return None
    column = draw.randrange(table.keys, len(table.columns))
    return _example(table, _asked(table, row, column, draw), None, draw)


def _other_column(table: _Table, draw: random.Random) -> Example | None:
    missing = [column for column in table.topic.columns if column not in table.columns]
    if not missing:
        return None
    column, row = draw.choice(missing), draw.choice(table.rows)
    return _example(table, _question(table, row, column, draw), None, draw)


def _empty_cell(table: _Table, draw: random.Random) -> Example | None:
    empty = [
        (row, at)
        for row in table.rows
        for at, cell in enumerate(row)
        if not cell and at >= table.keys
    ]
    if not empty:
        return None
    row, column = draw.choice(empty)
    return _example(table, _asked(table, row, column, draw), None, draw)


def _asked(table: _Table, row: Sequence[str], column: int, draw: random.Random) -> str:
    return _question(table, row, table.columns[column], draw)


def _question(table: _Table, row: Sequence[str], column: Column, draw: random.Random) -> str:
    key = table.topic.key.format(*row)
    own = column.questions or _BY_COLUMN
    template = draw.choice(own if draw.random() < 0.6 else _BY_COLUMN)
    question = template.format(column=column.spoken, key=key)
    return question[:1].upper() + question[1:]


def _example(
    table: _Table, question: str, cell: tuple[int, int] | None, draw: random.Random
) -> Example:
    """The passage with all rows; `cell` (row, column) answers."""
    title = draw.choice(table.topic.titles)
    blocks = [title] if draw.random() < 0.4 else []
    text, answer = "\n\n".join(blocks), None
    caption = f"{title}; " if draw.random() < 0.1 else ""
    for number, row in enumerate(table.rows):
        text += "\n\n" if text else ""
        words = caption
        for at, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            if not value:
                continue
            words += ("; " if at else "") + f"{column.name}: "
            if (number, at) == cell:
                answer = (len(text) + len(words), len(text) + len(words) + len(value))
            words += value
        text += row_sentence(words)
    before = written_before(title) if draw.random() < 0.3 else ""
    return Example(
        SOURCE, "written" if answer is None else "answered", question, text, answer, before
    )
