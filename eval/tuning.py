"""Settings chosen on one part of the questions and reported on the other: never on the same ones.

The parts are halved by article, as in `eval.calibration.fit`. For each length of passages the fusion is chosen by the MRR of the search; then
length, how many passages are read and the threshold, by the share of questions that come out right. (The MRR of two lengths says nothing:
longer passages hold the gold more easily.) What is no better than the settings in use is not chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Protocol, TypeVar

from eval.calibration.fit import split
from eval.datasets.dataset import Question, QuestionSet
from eval.grading import Grader
from eval.metrics import answers
from eval.runs.comparison import Difference, difference
from eval.runs.records import EvalRecord
from eval.runs.run import Evaluation
from index.errors import PinciteError
from index.library import Fusion, Library, fuse
from index.spans import Passage
from qa.pipeline import QAPipeline

Thing = TypeVar("Thing")

CONSTANTS = (2.0, 5.0, 10.0, 20.0, 60.0)
DENSE_WEIGHTS = (0.5, 0.75, 1.0, 1.5, 2.0)  # the lexical weight is 1: only their ratio counts
PASSAGES = (3, 5, 10, 20)
THRESHOLDS = tuple(n / 50 for n in range(51))


@dataclass(frozen=True, slots=True)
class Settings:
    """What `tune` chooses. They live in `index.library.Fusion`, `qa.pipeline.PASSAGES_READ` and `qa/model/calibration.json`; the
    passage size, in characters, in the library, from the time it was made.
    """

    fusion: Fusion
    passages: int
    threshold: float
    passage_size: int

    def __str__(self) -> str:
        told = asdict(self.fusion) | {"passages": self.passages, "threshold": self.threshold}
        return " ".join(
            [
                *(f"{name}={value:.3g}" for name, value in told.items()),
                f"passage-size={self.passage_size}",
            ]
        )


@dataclass(frozen=True, slots=True)
class Tuned:
    """`fusions` (passage size, fusion, MRR) and `settings` with their share right, over the `known` questions; `held_out` compares the
    settings in use with those chosen, over `apart` questions that no trial has seen. `left_out` have gold on both sides.
    """

    used: Settings
    chosen: Settings
    fusions: tuple[tuple[int, Fusion, float], ...]
    settings: tuple[tuple[Settings, float], ...]
    known: int
    held_out_count: int
    left_out: int
    held_out: tuple[Difference, ...]


_BOTH: tuple[Literal["dense", "lexical"], ...] = ("dense", "lexical")


class ProgressFunction(Protocol):
    """Passes things on and says how far it is: of how many, and what they are."""

    def __call__(self, items: Iterable[Thing], total: int, noun: str, /) -> Iterable[Thing]: ...


@contextmanager
def with_passage_sizes(bot: QAPipeline, sizes: Iterable[int]) -> Iterator[list[QAPipeline]]:
    """The bot, and for each other passage size one like it over a passing library of the same documents and vectors."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        bots = [bot]
        for size in sorted(set(sizes) - {bot.library.max_passage_chars}):
            library = stack.enter_context(bot.library.rechunked(folder / f"{size}.pincite", size))
            bots.append(bot.for_library(library))
        yield bots


def tune(
    bots: Sequence[QAPipeline],
    questions: Sequence[Question],
    hashes: Collection[str],
    watch: ProgressFunction,
    workers: int = 1,
) -> Tuned:
    """The first of `bots` is the one in use; the others are as `with_passages` makes them."""
    known, apart, left_out = split(questions)
    if not known or not apart:
        raise PinciteError(
            "All questions are about one article, wanted two or more: one part is to be held out. Take another set."
        )
    over = {bot.library.max_passage_chars: bot for bot in bots}

    def answered(settings: Settings, asked: Sequence[Question]) -> list[EvalRecord]:
        bot = over[settings.passage_size]
        tuned = bot.with_settings(
            top_k=settings.passages, threshold=settings.threshold, fusion=settings.fusion
        )
        evaluation = Evaluation(tuned.ask, QuestionSet("", tuple(asked)), hashes, workers=workers)
        of = f" of up to {settings.passage_size} characters" if len(over) > 1 else ""
        return list(
            watch(evaluation, len(asked), f"questions with {settings.passages} passages{of}")
        )

    used = Settings(
        bots[0].fusion, bots[0].passages, bots[0].threshold, bots[0].library.max_passage_chars
    )
    fusions = {
        size: search_trials(
            bot.library, watch(known, len(known), "questions searched"), used.fusion
        )
        for size, bot in over.items()
    }
    best = {
        size: replace(used, fusion=_best(tried, used.fusion), passage_size=size)
        for size, tried in fusions.items()
    }
    trials: list[tuple[Settings, float]] = []
    for settings, passages in product(best.values(), sorted({*PASSAGES, used.passages})):
        rows = answered(replace(settings, passages=passages), known)
        cuts = sorted({*THRESHOLDS, used.threshold})
        trials.extend(
            (replace(settings, passages=passages, threshold=cut), right_at(rows, cut))
            for cut in cuts
        )
    chosen = _best(trials, best[used.passage_size])
    first, second = (answered(settings, apart) for settings in (used, chosen))
    held_out = (
        difference("right", [row.right for row in first], [row.right for row in second]),
        difference("f1", [row.f1 for row in first], [row.f1 for row in second]),
    )
    told = tuple((size, fusion, mrr) for size, tried in fusions.items() for fusion, mrr in tried)
    return Tuned(used, chosen, told, tuple(trials), len(known), len(apart), left_out, held_out)


def search_trials(
    library: Library, questions: Iterable[Question], used: Fusion
) -> list[tuple[Fusion, float]]:
    """Each fusion with the MRR of its search over the answerable questions. Both searches run once a question; only the fusing is tried."""
    tried = [
        used,
        *(
            replace(used, k=k, dense=dense, lexical=1.0)
            for k, dense in product(CONSTANTS, DENSE_WEIGHTS)
        ),
    ]
    ranks: dict[Fusion, list[float]] = {fusion: [] for fusion in dict.fromkeys(tried)}
    judge = Grader()
    for question in (question for question in questions if question.answerable):
        found = [
            library.search(question.question, used.candidates, method, used) for method in _BOTH
        ]
        for fusion, reciprocal in ranks.items():
            reciprocal.append(answers.reciprocal_rank(judge.rank(fused(found, fusion), question)))
    return [
        (fusion, sum(reciprocal) / max(len(reciprocal), 1)) for fusion, reciprocal in ranks.items()
    ]


def fused(found: Sequence[Sequence[Passage]], fusion: Fusion) -> list[Passage]:
    """What `Library.search` would have returned: the rankings of the dense and of the lexical search, fused."""
    passages = {
        (passage.span.document.id, passage.span.start): passage
        for ranking in found
        for passage in ranking
    }
    order = sorted(passages)  # as the library numbers its passages
    number = {place: n for n, place in enumerate(order)}
    rankings = [
        [number[passage.span.document.id, passage.span.start] for passage in ranking]
        for ranking in found
    ]
    return [passages[order[n]] for n, _ in fuse(rankings, fusion)]


def right_at(rows: Sequence[EvalRecord], threshold: float) -> float:
    """The share of questions that would come out right with this threshold."""
    return sum(_right(row, threshold) for row in rows) / len(rows)


def _right(row: EvalRecord, threshold: float) -> bool:
    if row.error:
        return False
    return (
        row.candidate_right
        if row.candidate is not None and row.confidence >= threshold
        else not row.answerable
    )


def _best(tried: Sequence[tuple[Thing, float]], used: Thing) -> Thing:
    """The best of them; the one in use where none is better, else the first."""
    most = max(score for _, score in tried)
    best = [thing for thing, score in tried if score == most]
    return used if used in best else best[0]
