"""Selects the rows to train on, and the answer of each.

Left out are copies of held-out paragraphs, answers that are too long, and what the shares of the
sources leave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from qa.readers.squad import read_squad
from qa.train.data import Range, Row
from qa.train.data_settings import DataSettings
from qa.train.words import WORD

MAX_TRAINING_ANSWER_CHARS, MAX_TRAINING_QUESTION_CHARS = 160, 400
"""Characters; rows with a longer question, or only longer answers, are left out.

Longer answers exceed the 30 tokens that are decoded (`qa.readers.decode.MAX_ANSWER_TOKENS`); of a
longer clause of a contract the beginning is used. What users may ask is limited elsewhere:
`qa.questions.validation.MAX_QUESTION_CHARS`.
"""

_CLAUSE_BREAK = re.compile(r"[,;:.] ")

_ASKS_FOR_SENTENCE = re.compile(
    r"(why|how (?!many|much|long|often|old|far|large|big|tall|high)|what happen"
    r"|(is|are|was|were|do|does|did|can|could|may|must|will|would|should|has|have|had)\b)",
    re.IGNORECASE,
)
"""Other questions are answered by a few words: rows with whole sentences for them are left out."""

HELD_OUT_WORDS = 12
"""A context that has this many consecutive words in common with a held-out one is left out.

It is a copy or an edit of it.
"""


def select_rows(
    rows: Iterable[Row], settings: DataSettings, held_out: frozenset[int], counts: Counter[str]
) -> Iterator[Row]:
    """The rows to train on; adds the number of rows left out to `counts`, by reason.

    `held_out` are the hashes of `held_out_runs`.
    """
    is_copy: dict[str, bool] = {}
    for number, row in enumerate(rows):
        if row.context not in is_copy:
            is_copy[row.context] = not held_out.isdisjoint(_hashed_runs(row.context))
        if is_copy[row.context]:
            counts["left out: held out"] += 1
        elif len(row.question) > MAX_TRAINING_QUESTION_CHARS or (
            row.answers and best_answer(row) is None
        ):
            counts["left out: too long"] += 1
        elif row.is_sentence and not row.contract and not _ASKS_FOR_SENTENCE.match(row.question):
            counts["left out: a sentence for a short answer"] += 1
        elif settings.generator("share", number).random() >= settings.share(row.source):
            counts["left out: not drawn"] += 1
        else:
            yield row


def best_answer(row: Row) -> Range | None:
    """The most frequent answer, the first of equals; None if there is none or all are too long.

    Of a clause of a contract that is too long, the beginning.
    """
    answers = (
        [_shortened(row.context, *each) for each in row.answers] if row.contract else row.answers
    )
    counts = Counter(
        (start, end) for start, end in answers if end - start <= MAX_TRAINING_ANSWER_CHARS
    )
    return counts.most_common(1)[0][0] if counts else None


def _shortened(text: str, start: int, end: int) -> Range:
    """The range cut at a break in its second half, or else after a word, if it is too long."""
    if end - start <= MAX_TRAINING_ANSWER_CHARS:
        return start, end
    part = text[start : start + MAX_TRAINING_ANSWER_CHARS]
    breaks = [match.start() for match in _CLAUSE_BREAK.finditer(part, len(part) // 2)]
    return start, start + (breaks[-1] if breaks else max(part.rfind(" "), 1))


def held_out_runs(paths: Iterable[Path]) -> frozenset[int]:
    """The hashes of every run of `HELD_OUT_WORDS` words in the paragraphs of SQuAD files."""
    paragraphs = {question.paragraph for path in paths for question in read_squad(path)}
    return frozenset(run for paragraph in paragraphs for run in _hashed_runs(paragraph))


def _hashed_runs(text: str) -> Iterator[int]:
    """Hashes of every `HELD_OUT_WORDS` consecutive words, of all words if there are fewer.

    They are valid in this process only (Python's `hash` of strings).
    """
    words = WORD.findall(text.casefold())
    for start in range(max(len(words) - HELD_OUT_WORDS + 1, 1)):
        yield hash(tuple(words[start : start + HELD_OUT_WORDS]))
