"""Chooses settings on one half of the questions and reports on the other: never on the same ones.

The halves are split by article, as in `eval.calibration.folds`. For each passage size the fusion is
chosen by the MRR of the search; then size, number of passages and threshold by the share of
questions that come out right. (MRR cannot compare two sizes: longer passages contain the gold more
easily.) Settings that are no better than the current ones are not chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Protocol, TypeVar

from eval.calibration.folds import split
from eval.datasets.dataset import Question, QuestionSet
from eval.grading import Grader
from eval.metrics.ranking import reciprocal_rank
from eval.metrics.significance import Difference, paired_difference
from eval.runs.records import EvalRecord
from eval.runs.run import Evaluation
from index.errors import PinciteError
from index.library import Library
from index.search.hybrid import Fusion, fuse
from index.spans import Passage
from qa.pipeline import QAPipeline

T = TypeVar("T")

CONSTANTS = (2.0, 5.0, 10.0, 20.0, 60.0)
DENSE_WEIGHTS = (0.5, 0.75, 1.0, 1.5, 2.0)
"""The lexical weight is 1: only the ratio of the two matters."""

PASSAGES = (3, 5, 10, 20)
THRESHOLDS = tuple(n / 50 for n in range(51))

_METHODS: tuple[Literal["dense", "lexical"], ...] = ("dense", "lexical")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `tune` chooses.

    The settings in use are defined in `index.search.hybrid.Fusion`, `qa.pipeline.TOP_K` and
    `qa/model/calibration.json`; the passage size, in characters, is set when a library is created.
    """

    fusion: Fusion
    passages: int
    threshold: float
    passage_size: int

    def __str__(self) -> str:
        numbers = asdict(self.fusion) | {"passages": self.passages, "threshold": self.threshold}
        parts = [f"{name}={value:.3g}" for name, value in numbers.items()]
        return " ".join([*parts, f"passage-size={self.passage_size}"])


@dataclass(frozen=True, slots=True)
class Tuned:
    """The result of `tune`.

    `fusions` are all that were tried, (passage size, fusion, MRR), and `settings` all settings with
    their share right, over `tried_count` questions. `held_out` compares the current settings with
    those chosen over `held_out_count` questions that no trial has seen; `left_out` questions have
    gold in both halves.
    """

    current: Settings
    chosen: Settings
    fusions: tuple[tuple[int, Fusion, float], ...]
    settings: tuple[tuple[Settings, float], ...]
    tried_count: int
    held_out_count: int
    left_out: int
    held_out: tuple[Difference, ...]


class ProgressFunction(Protocol):
    """Yields the items, and shows how many of `total` there were."""

    def __call__(self, items: Iterable[T], total: int, noun: str, /) -> Iterable[T]: ...


@contextmanager
def with_passage_sizes(pipeline: QAPipeline, sizes: Iterable[int]) -> Iterator[list[QAPipeline]]:
    """The pipeline, and one like it for each other passage size.

    These have temporary libraries of the same documents and vectors.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        pipelines = [pipeline]
        for size in sorted(set(sizes) - {pipeline.library.max_passage_chars}):
            path = folder / f"{size}.pincite"
            library = stack.enter_context(rechunked(pipeline.library, path, size))
            pipelines.append(pipeline.for_library(library))
        yield pipelines


@contextmanager
def rechunked(library: Library, path: Path, size: int) -> Iterator[Library]:
    """A new library at `path` with the same documents, in passages of at most `size` characters.

    Sentences and vectors are copied, so nothing is encoded. Source files are left out.
    """
    with Library.open(path, create=True, encoder=library.encoder, max_passage_chars=size) as copy:
        for entry in sorted(library.list_documents(), key=lambda entry: entry.id):
            copy.restore(replace(library.snapshot(entry.source), source_file=None))
        yield copy


def tune(
    pipelines: Sequence[QAPipeline],
    questions: Sequence[Question],
    hashes: Collection[str],
    progress: ProgressFunction,
    workers: int = 1,
) -> Tuned:
    """The first of `pipelines` is the one in use; the others come from `with_passage_sizes`."""
    tried, held_out, left_out = split(questions)
    if not tried or not held_out:
        raise PinciteError(
            "All questions are about one article, wanted two or more: one half is held out."
            " Take another set."
        )
    runner = _Runner(pipelines, hashes, progress, workers)
    in_use = pipelines[0]
    current = Settings(
        fusion=in_use.fusion,
        passages=in_use.top_k,
        threshold=in_use.threshold,
        passage_size=in_use.library.max_passage_chars,
    )
    fusions = runner.try_fusions(tried, current.fusion)
    best_fusions = {size: _best(trials, current.fusion) for size, trials in fusions.items()}
    starts = {
        size: replace(current, fusion=fusion, passage_size=size)
        for size, fusion in best_fusions.items()
    }
    settings = runner.try_settings(tried, starts.values(), current)
    chosen = _best(settings, starts[current.passage_size])
    return Tuned(
        current=current,
        chosen=chosen,
        fusions=tuple(
            (size, fusion, mrr) for size, trials in fusions.items() for fusion, mrr in trials
        ),
        settings=tuple(settings),
        tried_count=len(tried),
        held_out_count=len(held_out),
        left_out=left_out,
        held_out=_compare(runner.run(current, held_out), runner.run(chosen, held_out)),
    )


class _Runner:
    """Runs questions with given settings, on the pipeline with their passage size."""

    def __init__(
        self,
        pipelines: Iterable[QAPipeline],
        hashes: Collection[str],
        progress: ProgressFunction,
        workers: int,
    ) -> None:
        self._pipelines: Mapping[int, QAPipeline] = {
            pipeline.library.max_passage_chars: pipeline for pipeline in pipelines
        }
        self._hashes = hashes
        self._progress = progress
        self._workers = workers

    def run(self, settings: Settings, questions: Sequence[Question]) -> list[EvalRecord]:
        pipeline = self._pipelines[settings.passage_size].with_settings(
            top_k=settings.passages, threshold=settings.threshold, fusion=settings.fusion
        )
        evaluation = Evaluation(
            pipeline.ask, QuestionSet("", tuple(questions)), self._hashes, workers=self._workers
        )
        noun = f"questions with {settings.passages} passages"
        if len(self._pipelines) > 1:
            noun += f" of at most {settings.passage_size} characters"
        return list(self._progress(evaluation, len(questions), noun))

    def try_fusions(
        self, questions: Sequence[Question], current: Fusion
    ) -> dict[int, list[tuple[Fusion, float]]]:
        """For each passage size, the fusions with their MRR."""
        trials = {}
        for size, pipeline in self._pipelines.items():
            searched = self._progress(questions, len(questions), "questions searched")
            trials[size] = search_trials(pipeline.library, searched, current)
        return trials

    def try_settings(
        self, questions: Sequence[Question], starts: Iterable[Settings], current: Settings
    ) -> list[tuple[Settings, float]]:
        """Each start with other numbers of passages and thresholds, and its share right."""
        trials = []
        thresholds = sorted({*THRESHOLDS, current.threshold})
        for start, passages in product(starts, sorted({*PASSAGES, current.passages})):
            settings = replace(start, passages=passages)
            rows = self.run(settings, questions)
            for threshold in thresholds:
                right = right_at(rows, threshold)
                trials.append((replace(settings, threshold=threshold), right))
        return trials


def _compare(
    first: Sequence[EvalRecord], second: Sequence[EvalRecord]
) -> tuple[Difference, Difference]:
    return (
        paired_difference("right", [row.right for row in first], [row.right for row in second]),
        paired_difference("f1", [row.f1 for row in first], [row.f1 for row in second]),
    )


def search_trials(
    library: Library, questions: Iterable[Question], current: Fusion
) -> list[tuple[Fusion, float]]:
    """Each fusion with the MRR of its search over the answerable questions, the current one first.

    Both searches run once a question; only the fusion is repeated.
    """
    fusions = [current]
    for k, dense in product(CONSTANTS, DENSE_WEIGHTS):
        fusions.append(replace(current, k=k, dense=dense, lexical=1.0))
    reciprocal_ranks: dict[Fusion, list[float]] = {fusion: [] for fusion in fusions}
    grader = Grader()
    for question in questions:
        if question.answerable:
            rankings = [
                library.search(question.question, current.candidates, method, current)
                for method in _METHODS
            ]
            for fusion, of_fusion in reciprocal_ranks.items():
                rank = grader.rank(fused(rankings, fusion), question)
                of_fusion.append(reciprocal_rank(rank))
    return [(fusion, sum(ranks) / max(len(ranks), 1)) for fusion, ranks in reciprocal_ranks.items()]


def fused(rankings: Sequence[Sequence[Passage]], fusion: Fusion) -> list[Passage]:
    """What `Library.search` would have returned for this dense and this lexical ranking.

    Of a question that names no document.
    """
    passages = {
        (passage.span.document.id, passage.span.start): passage
        for ranking in rankings
        for passage in ranking
    }
    order = sorted(passages, key=lambda place: _position(passages[place]))  # as ties are broken
    number = {place: n for n, place in enumerate(order)}
    numbered = [
        [number[passage.span.document.id, passage.span.start] for passage in ranking]
        for ranking in rankings
    ]
    weighted = zip(numbered, (fusion.dense, fusion.lexical), strict=True)
    return [passages[order[n]] for n, _ in fuse(weighted, fusion.k)]


def _position(passage: Passage) -> tuple[str, int, int]:
    return passage.span.document.source, passage.span.start, passage.span.document.id


def right_at(rows: Sequence[EvalRecord], threshold: float) -> float:
    """The share of questions that would come out right with this threshold."""
    return sum(_is_right_at(row, threshold) for row in rows) / len(rows)


def _is_right_at(row: EvalRecord, threshold: float) -> bool:
    if row.error:
        return False
    if row.candidate is not None and row.confidence >= threshold:
        return row.candidate_right
    return not row.answerable


def _best(trials: Sequence[tuple[T, float]], current: T) -> T:
    """The best setting; of equally good ones the current one, else the first."""
    highest = max(score for _, score in trials)
    best = [setting for setting, score in trials if score == highest]
    return current if current in best else best[0]
