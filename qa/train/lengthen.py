"""Short contexts joined with their neighbours in the data, so that an answer must be searched."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from index.chunking import MIN_PASSAGE_CHARS
from qa.train.data import Row
from qa.train.data_settings import GENERIC_SOURCES, DataSettings
from qa.train.words import contains_answer

_MIN_CHARS = 600
"""Characters at which a lengthened context gets no further neighbour."""

_MAX_NEIGHBOURS = 4


def lengthen(rows: Sequence[Row], settings: DataSettings) -> list[Row]:
    """The rows of one source, a random share of the short contexts lengthened.

    No added context contains an answer of the row.
    """
    contexts = list(dict.fromkeys(row.context for row in rows))
    positions = {context: position for position, context in enumerate(contexts)}
    lengthened = []
    for number, row in enumerate(rows):
        draw = settings.generator("length", row.source, number)
        is_short = len(row.context) < MIN_PASSAGE_CHARS
        if (
            is_short
            and not row.source.startswith(GENERIC_SOURCES)
            and draw.random() < settings.lengthened
        ):
            lengthened.append(_with_neighbours(row, contexts, positions[row.context], draw))
        else:
            lengthened.append(row)
    return lengthened


def _with_neighbours(row: Row, contexts: Sequence[str], position: int, draw: random.Random) -> Row:
    """Neighbours, nearest first, are put before or after the context at random.

    Stops when the context is long enough or `_MAX_NEIGHBOURS` were tried.
    """
    before, after = "", ""
    for step in range(1, _MAX_NEIGHBOURS + 1):
        if len(before) + len(row.context) + len(after) >= _MIN_CHARS:
            break
        goes_before = draw.random() < 0.5
        neighbour = contexts[(position + (-step if goes_before else step)) % len(contexts)]
        if neighbour == row.context or neighbour in before + after:
            continue
        if contains_answer(neighbour, row.texts):
            continue
        if goes_before:
            before = f"{neighbour} {before}"
        else:
            after = f"{after} {neighbour}"
    answers = tuple((start + len(before), end + len(before)) for start, end in row.answers)
    return replace(row, context=before + row.context + after, answers=answers)
