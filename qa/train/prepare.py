"""Makes the training set from answered questions: selects, lengthens, adds unanswerable examples.

Every random choice depends on the seed and the row alone, so the same rows and settings make the
same set. The file name is a hash of both.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.squad import read_squad
from qa.train.data import (
    Example,
    Kind,
    Range,
    Row,
    by_source,
    digest,
    hashed_path,
    read_rows,
    write_lines,
)
from qa.train.data_settings import GENERIC_SOURCES, DataSettings
from qa.train.lengthen import lengthen
from qa.train.negatives import PassagePool, answer_removed
from qa.train.perturb import EntitySwapper, WordReplacer, negate
from qa.train.words import WORD

VERSION = 2
"""Raised when the same settings make another set."""

MAX_TRAINING_ANSWER_CHARS, MAX_TRAINING_QUESTION_CHARS = 160, 400
"""Characters; rows with a longer question, or only longer answers, are left out.

Longer answers exceed the 30 tokens that are decoded (`qa.readers.decode.MAX_ANSWER_TOKENS`). What
users may ask is limited elsewhere: `qa.questions.validation.MAX_QUESTION_CHARS`.
"""

HELD_OUT_WORDS = 12
"""A context that has this many consecutive words in common with a held-out one is left out.

It is a copy or an edit of it.
"""

_Makers = Mapping[Kind, Callable[[], Example | None]]
"""For each kind of unanswerable example, a function that makes one, or None if it cannot."""


@dataclass(frozen=True, slots=True)
class PreparedData:
    """The file, and the number of examples by kind and of rows left out by reason.

    `counts` is empty if the file existed already.
    """

    path: Path
    counts: Mapping[str, int]


def prepare(
    data: Path,
    folder: Path,
    settings: DataSettings,
    held_out: Sequence[Path] = (),
    note: Callable[[str], None] = print,
    words: WordReplacer | None = None,
) -> PreparedData:
    """Writes `folder/prepared-HASH.jsonl.gz`, unless it exists.

    No context of the SQuAD files `held_out` gets into it. Without `words` no examples of the kind
    "replaced" are made.
    """
    key = [
        VERSION,
        asdict(settings),
        digest(data),
        sorted(map(digest, held_out)),
        words is not None and words.name,
    ]
    path = hashed_path(folder, "prepared", key)
    if path.is_file():
        return PreparedData(path, {})
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    rows = list(select_rows(read_rows(data), settings, held_out_runs(held_out), counts))
    note(f"{len(rows):,} rows selected; searching contexts that do not answer")
    examples = make_examples(rows, settings, words)
    write_lines(map(asdict, examples), path)
    return PreparedData(path, counts + Counter(example.kind for example in examples))


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
        elif len(row.question) > MAX_TRAINING_QUESTION_CHARS or best_answer(row) is None:
            counts["left out: too long"] += 1
        elif settings.generator("share", number).random() >= settings.share(row.source):
            counts["left out: not drawn"] += 1
        else:
            yield row


def make_examples(
    rows: Sequence[Row], settings: DataSettings, words: WordReplacer | None = None
) -> list[Example]:
    """One answered example for each row, then the unanswerable ones, by source."""
    sources = by_source(rows)
    lengthened = {name: lengthen(part, settings) for name, part in sources.items()}
    examples = [
        Example(row.source, "answered", row.question, row.context, best_answer(row))
        for part in lengthened.values()
        for row in part
    ]
    specific = [name for name in sources if not name.startswith(GENERIC_SOURCES)]
    usable = sum(len(sources[name]) for name in specific)
    share = min(settings.unanswerable * len(rows) / usable, 1.0) if usable else 0.0
    for name in specific:
        examples += _unanswerable(sources[name], lengthened[name], share, settings, words)
    return examples


def _unanswerable(
    rows: Sequence[Row],
    lengthened: Sequence[Row],
    share: float,
    settings: DataSettings,
    words: WordReplacer | None,
) -> Iterator[Example]:
    """Unanswerable examples of one source, one each for `share` of the rows in random order.

    Fewer where too many of the rows allow none.
    """
    pool, names = PassagePool(rows), EntitySwapper(rows)
    wanted = round(share * len(rows))
    order = settings.generator("order", rows[0].source).sample(range(len(rows)), len(rows))
    try:
        for number in order:
            if wanted == 0:
                return
            draw = settings.generator("negative", rows[number].source, number)
            makers = _makers(pool, names, words, rows[number], lengthened[number], draw)
            if (example := _make_one(makers, settings, draw)) is not None:
                wanted -= 1
                yield example
    finally:
        pool.close()


def _makers(
    pool: PassagePool,
    names: EntitySwapper,
    words: WordReplacer | None,
    original: Row,
    row: Row,
    draw: random.Random,
) -> _Makers:
    """`original` is the row before it was lengthened.

    The answer is removed from the original context: of a lengthened one only the unrelated
    neighbours would remain.
    """

    def altered(kind: Kind, question: str | None) -> Example | None:
        return (
            Example(row.source, kind, question, row.context, None) if question is not None else None
        )

    return {
        "found": lambda: pool.retrieved_negative(row, draw),
        "cut": lambda: answer_removed(original),
        "swapped": lambda: altered("swapped", names.swap_entity(row, draw)),
        "replaced": lambda: (
            altered("replaced", words.replace_word(row, draw)) if words is not None else None
        ),
        "negated": lambda: altered("negated", negate(row, draw)),
    }


def _make_one(makers: _Makers, settings: DataSettings, draw: random.Random) -> Example | None:
    """An example of a random kind; if it cannot be made, of the most frequent kind that can."""
    shares = {kind: settings.negative_mix.get(kind, 0.0) for kind in makers}
    by_share = sorted(shares, key=lambda kind: -shares[kind])
    first = draw.choices(by_share, [shares[kind] for kind in by_share])[0]
    for kind in dict.fromkeys([first, *by_share]):
        if shares[kind] > 0 and (example := makers[kind]()) is not None:
            return example
    return None


def best_answer(row: Row) -> Range | None:
    """The most frequent answer, the first of equals; None if all are too long."""
    counts = Counter(
        (start, end) for start, end in row.answers if end - start <= MAX_TRAINING_ANSWER_CHARS
    )
    return counts.most_common(1)[0][0] if counts else None


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
