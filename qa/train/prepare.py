"""Makes the training set from answered questions: selects, lengthens, adds unanswerable examples.

Every random choice depends on the seed and the row alone, so the same rows and settings make the
same set. The file name is a hash of both.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.train.augment.distractors import distracted
from qa.train.augment.noise import noised
from qa.train.augment.tables import made_tables
from qa.train.augment.titles import titled
from qa.train.data import (
    Example,
    Kind,
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
from qa.train.selection import best_answer, held_out_runs, select_rows

VERSION = 3
"""Raised when the same settings make another set."""

_NEAR = 20
"""A distractor has the words of the question of one of 20 examples before or after it."""

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
    data: Sequence[Path],
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
        [digest(path) for path in data],
        sorted(map(digest, held_out)),
        words is not None and words.name,
    ]
    path = hashed_path(folder, "prepared", key)
    if path.is_file():
        return PreparedData(path, {})
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    read = [row for path in data for row in read_rows(path)]
    rows = list(select_rows(read, settings, held_out_runs(held_out), counts))
    note(f"{len(rows):,} rows selected; searching contexts that do not answer")
    examples = [*make_examples(titled(rows, settings), settings, words), *made_tables(settings)]
    examples = augmented(examples, settings)
    write_lines(map(asdict, examples), path)
    return PreparedData(path, counts + Counter(example.kind for example in examples))


def make_examples(
    rows: Sequence[Row], settings: DataSettings, words: WordReplacer | None = None
) -> list[Example]:
    """One example for each row, then the unanswerable ones that are made, by source."""
    sources = by_source(rows)
    lengthened = {name: lengthen(part, settings) for name, part in sources.items()}
    examples = [_as_example(row) for part in lengthened.values() for row in part]
    pairs = {
        name: [
            pair for pair in zip(sources[name], lengthened[name], strict=True) if pair[0].answers
        ]
        for name in sources
        if not name.startswith(GENERIC_SOURCES)
    }
    usable = sum(map(len, pairs.values()))
    answered = sum(bool(row.answers) for row in rows)
    share = min(settings.unanswerable * answered / usable, 1.0) if usable else 0.0
    for some in pairs.values():
        examples += _unanswerable(some, share, settings, words)
    return examples


def _as_example(row: Row) -> Example:
    answer = best_answer(row)
    kind: Kind = "written" if answer is None else "answered"
    return Example(row.source, kind, row.question, row.context, answer, row.before)


def augmented(examples: Sequence[Example], settings: DataSettings) -> list[Example]:
    """The examples with distractors in some contexts, and with noise in some questions."""
    same_source: dict[str, list[int]] = {}
    for number, example in enumerate(examples):
        same_source.setdefault(example.source, []).append(number)
    near = {
        number: [
            examples[other] for other in some[max(at - _NEAR, 0) : at + _NEAR] if other != number
        ]
        for some in same_source.values()
        for at, number in enumerate(some)
    }
    return [
        noised(distracted(example, number, near[number], settings), number, settings)
        for number, example in enumerate(examples)
    ]


def _unanswerable(
    pairs: Sequence[tuple[Row, Row]],
    share: float,
    settings: DataSettings,
    words: WordReplacer | None,
) -> Iterator[Example]:
    """Unanswerable examples of one source, one each for `share` of the rows in random order.

    Fewer where too many of the rows allow none. `pairs` are rows before and after lengthening.
    """
    rows = [original for original, _ in pairs]
    wanted = round(share * len(rows))
    if not wanted:
        return
    pool, names = PassagePool(rows), EntitySwapper(rows)
    order = settings.generator("order", rows[0].source).sample(range(len(rows)), len(rows))
    try:
        for number in order:
            if wanted == 0:
                return
            draw = settings.generator("negative", rows[number].source, number)
            makers = _makers(pool, names, words, *pairs[number], draw)
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
            Example(row.source, kind, question, row.context, None, row.before)
            if question is not None
            else None
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
