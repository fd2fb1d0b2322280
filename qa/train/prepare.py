"""From rows of answered questions to the set the reader learns from: chosen, lengthened, and joined
by questions without an answer.

Every draw is a function of the seed and the row, so the same rows and recipe make the same set; its
file is named by a hash of both.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from index.chunking import MIN_PASSAGE_CHARS
from index.errors import PinciteError
from qa.squad import read_squad
from qa.train.data import (
    Example,
    Kind,
    Range,
    Row,
    by_source,
    digest,
    named,
    read_rows,
    write_lines,
)
from qa.train.negatives import PassagePool, answer_removed, holds
from qa.train.perturb import EntitySwapper, WordReplacer, negate

VERSION = 2
"""Raised when the same recipe makes another set."""

MAX_ANSWER_CHARS, MAX_QUESTION_CHARS = 160, 400
"""Characters. Longer answers exceed the 30 tokens that are decoded; such a row is left out, as is
one with a longer question.
"""

GENERIC = ("policyqa", "squadshifts-amazon")
"""Sources whose questions any other context may answer as well ("Do you collect my data?"): they
are neither lengthened nor unanswered.
"""

HELD_OUT_WORDS = 12
"""A context that shares so many words in a row with a held-out one is left out, as a copy or an
edit of it.
"""

_LENGTHENED = 600  # characters that a lengthened context has at least
_WORD = re.compile(r"\w+")


NEGATIVE_MIX: Mapping[Kind, float] = {
    "found": 0.2,
    "cut": 0.15,
    "swapped": 0.25,
    "replaced": 0.25,
    "negated": 0.15,
}
"""Three fifths are altered questions, since it takes many to learn to look at every word; the
others are what the bot meets every day.
"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """`shares`: of the rows of sources whose names begin so, this share is used; all of those not
    named.
    """

    seed: int = 0
    unanswerable: float = 0.5
    """Unanswerable examples for each answered one, as far as they can be made."""
    lengthened: float = 0.5
    """The share of the short contexts that is read between its neighbours in the data."""
    shares: Mapping[str, float] = field(default_factory=lambda: {"qamr": 0.35})
    """QAMR asks 38 questions a sentence, of a sentence. (Its share was chosen, not measured.)"""
    negative_mix: Mapping[Kind, float] = field(default_factory=lambda: NEGATIVE_MIX)
    """How often each way to make an unanswerable example is tried first; where it fails, the others
    are, the likelier first.
    """

    def __post_init__(self) -> None:
        given: dict[str, float] = {
            "unanswerable": self.unanswerable,
            "lengthened": self.lengthened,
            **self.shares,
        }
        for name, value in (*given.items(), *self.negative_mix.items()):
            if not 0 <= value <= 1:
                raise PinciteError(f"{name} is {value}, wanted a number from 0 to 1.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """`counts` by kind of example, and of the rows left out by reason; empty where the set was
    there already.
    """

    path: Path
    counts: Mapping[str, int]


def prepare(
    data: Path,
    folder: Path,
    recipe: Recipe,
    held_out: Sequence[Path] = (),
    note: Callable[[str], None] = print,
    words: WordReplacer | None = None,
) -> Prepared:
    """Makes `folder/prepared-HASH.jsonl.gz`, unless it is there.

    No context of the SQuAD files `held_out` gets into it.

    Without `words` none is replaced by one alike.
    """
    key = [
        VERSION,
        asdict(recipe),
        digest(data),
        sorted(map(digest, held_out)),
        words is not None and words.name,
    ]
    path = named(folder, "prepared", key)
    if path.is_file():
        return Prepared(path, {})
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    rows = list(chosen(read_rows(data), recipe, held_out_runs(held_out), counts))
    note(f"{len(rows):,} rows chosen; looking for contexts that do not answer")
    examples = make_examples(rows, recipe, words)
    write_lines(map(asdict, examples), path)
    return Prepared(path, counts + Counter(example.kind for example in examples))


def chosen(
    rows: Iterable[Row], recipe: Recipe, held_out: frozenset[int], counts: Counter[str]
) -> Iterator[Row]:
    """The rows to learn from; counts those left out."""
    copies: dict[str, bool] = {}
    for number, row in enumerate(rows):
        if row.context not in copies:
            copies[row.context] = not held_out.isdisjoint(_runs(row.context))
        if copies[row.context]:
            counts["left out: held out"] += 1
        elif len(row.question) > MAX_QUESTION_CHARS or best_answer(row) is None:
            counts["left out: too long"] += 1
        elif _draw(recipe, "share", number).random() >= _share(recipe, row.source):
            counts["left out: not drawn"] += 1
        else:
            yield row


def make_examples(
    rows: Sequence[Row], recipe: Recipe, words: WordReplacer | None = None
) -> list[Example]:
    """One answered example a row, then the unanswerable ones, by source."""
    sources = by_source(rows)
    longer = {name: lengthen(part, recipe) for name, part in sources.items()}
    answered = [
        Example(row.source, "answered", row.question, row.context, best_answer(row))
        for part in longer.values()
        for row in part
    ]
    specific = [name for name in sources if not name.startswith(GENERIC)]
    most = sum(len(sources[name]) for name in specific)
    share = min(recipe.unanswerable * len(rows) / most, 1.0) if most else 0.0
    return answered + [
        example
        for name in specific
        for example in _unanswered(sources[name], longer[name], share, recipe, words)
    ]


def _unanswered(
    rows: Sequence[Row],
    longer: Sequence[Row],
    share: float,
    recipe: Recipe,
    words: WordReplacer | None,
) -> Iterator[Example]:
    """For `share` of the rows, one example each that cannot be answered; fewer where too many of
    them allow none.
    """
    pool, names = PassagePool(rows), EntitySwapper(rows)
    wanted = round(share * len(rows))
    try:
        for number in _draw(recipe, "order", rows[0].source).sample(range(len(rows)), len(rows)):
            if wanted == 0:
                return
            draw = _draw(recipe, "negative", rows[number].source, number)
            ways = _ways(pool, names, words, rows[number], longer[number], draw)
            if (example := _unanswerable(ways, recipe, draw)) is not None:
                wanted -= 1
                yield example
    finally:
        pool.close()


def _ways(
    pool: PassagePool,
    names: EntitySwapper,
    words: WordReplacer | None,
    original: Row,
    row: Row,
    draw: random.Random,
) -> Mapping[Kind, Callable[[], Example | None]]:
    """A context set between strange neighbours is not cut: only those would be left."""

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


def _unanswerable(
    ways: Mapping[Kind, Callable[[], Example | None]], recipe: Recipe, draw: random.Random
) -> Example | None:
    """By the way that is drawn; where it fails, by the next."""
    likelier = sorted(ways, key=lambda kind: -recipe.negative_mix.get(kind, 0.0))
    first = draw.choices(likelier, [recipe.negative_mix.get(kind, 0.0) for kind in likelier])[0]
    made = (
        ways[kind]()
        for kind in dict.fromkeys([first, *likelier])
        if recipe.negative_mix.get(kind, 0.0) > 0
    )
    return next((example for example in made if example is not None), None)


def lengthen(rows: Sequence[Row], recipe: Recipe) -> list[Row]:
    """Short contexts of one source, or a drawn share of them, set between neighbours that hold no
    answer.
    """
    contexts = list(dict.fromkeys(row.context for row in rows))
    places = {context: place for place, context in enumerate(contexts)}
    longer = []
    for number, row in enumerate(rows):
        draw = _draw(recipe, "length", row.source, number)
        short = len(row.context) < MIN_PASSAGE_CHARS and not row.source.startswith(GENERIC)
        drawn = short and draw.random() < recipe.lengthened
        longer.append(_between(row, contexts, places[row.context], draw) if drawn else row)
    return longer


def _between(row: Row, contexts: Sequence[str], place: int, draw: random.Random) -> Row:
    """Neighbours, nearest first, go before it or behind it by lot, until it is long enough or four
    were tried.
    """
    before, behind = "", ""
    for step in range(1, 5):
        if len(before) + len(row.context) + len(behind) >= _LENGTHENED:
            break
        ahead = draw.random() < 0.5
        neighbour = contexts[(place - step if ahead else place + step) % len(contexts)]
        if neighbour == row.context or neighbour in before + behind or holds(neighbour, row.texts):
            continue
        before, behind = (
            (f"{neighbour} {before}", behind) if ahead else (before, f"{behind} {neighbour}")
        )
    answers = tuple((start + len(before), end + len(before)) for start, end in row.answers)
    return replace(row, context=before + row.context + behind, answers=answers)


def best_answer(row: Row) -> Range | None:
    """The answer most people gave, the first of equals; None where all are too long."""
    counts = Counter(answer for answer in row.answers if answer[1] - answer[0] <= MAX_ANSWER_CHARS)
    return counts.most_common(1)[0][0] if counts else None


def held_out_runs(paths: Iterable[Path]) -> frozenset[int]:
    """Every run of words of every paragraph of the SQuAD files, hashed."""
    paragraphs = {question.paragraph for path in paths for question in read_squad(path)}
    return frozenset(run for paragraph in paragraphs for run in _runs(paragraph))


def _runs(text: str) -> Iterator[int]:
    """Hashes of every `HELD_OUT_WORDS` words in a row; of all words where they are fewer.

    Good within this process only.
    """
    words = _WORD.findall(text.casefold())
    for start in range(max(len(words) - HELD_OUT_WORDS + 1, 1)):
        yield hash(tuple(words[start : start + HELD_OUT_WORDS]))


def _share(recipe: Recipe, source: str) -> float:
    return next((share for name, share in recipe.shares.items() if source.startswith(name)), 1.0)


def _draw(recipe: Recipe, *purpose: object) -> random.Random:
    return random.Random(f"{recipe.seed} {purpose}")
