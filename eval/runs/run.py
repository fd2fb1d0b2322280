"""Asks every question of a set and grades the answers: one record a question.

No question leaves a denominator: one that ends in an error, or whose gold is not in the library,
counts as not answered.
"""

from __future__ import annotations

import random
import shutil
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from eval.datasets.dataset import Question, QuestionSet
from eval.datasets.load import load
from eval.grading import Grader
from eval.runs.records import EvalRecord, RunConfig
from index.errors import PinciteError
from pincite.version import VERSION
from qa.types import AskFunction

if TYPE_CHECKING:
    from index.library import Library

T = TypeVar("T")


def sample(items: Sequence[T], limit: int | None, seed: int = 0) -> tuple[T, ...]:
    """A random sample of at most `limit` items, the same for the same seed, in their order.

    All of them if `limit` is None. Raises PinciteError for a limit below 1.
    """
    if limit is not None and limit < 1:
        raise PinciteError(
            f"A limit of {limit} leaves no question to ask."
            " Give 1 or more, or no limit for all of them."
        )
    if limit is None or limit >= len(items):
        return tuple(items)
    chosen = random.Random(seed).sample(range(len(items)), limit)
    return tuple(items[n] for n in sorted(chosen))


class Evaluation:
    """A run that can be started: iterate for its records, which are made one by one.

    `hashes` are the content hashes in the library. `limit` asks a random sample of that many
    questions (see `sample`). `workers` questions are asked at a time; the records still come in
    the order of the set. Set `done` to skip the first questions, which an earlier run has asked.
    """

    def __init__(
        self,
        ask: AskFunction,
        questions: QuestionSet,
        hashes: Collection[str],
        limit: int | None = None,
        seed: int = 0,
        *,
        workers: int = 1,
    ) -> None:
        if workers < 1:
            raise PinciteError(f"{workers} workers cannot ask anything. Give 1 or more.")
        self.questions = sample(questions.questions, limit, seed)
        self.total = len(self.questions)
        self.missing = tuple(
            question
            for question in self.questions
            if question.answerable and not any(hash in hashes for hash in question.hashes)
        )
        self.done = 0
        self._ask = ask
        self._workers = workers
        self._grader = Grader(hashes)
        self._config: RunConfig = {
            "set": questions.name,
            "digest": questions.digest[:8],
            "limit": limit,
            "seed": seed,
        }

    def __iter__(self) -> Iterator[EvalRecord]:
        questions = iter(self.questions[self.done :])
        return map(self._row, questions) if self._workers == 1 else self._concurrently(questions)

    def _concurrently(self, questions: Iterator[Question]) -> Iterator[EvalRecord]:
        """Asks a few questions ahead, never all: memory does not grow with the set."""
        pool = ThreadPoolExecutor(self._workers)
        pending: deque[Future[EvalRecord]] = deque()
        try:
            for question in questions:
                pending.append(pool.submit(self._row, question))
                if len(pending) >= 2 * self._workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def run_config(self, library: str, documents: int, sentences: int) -> RunConfig:
        """The settings to be printed beside the scores.

        Those of the reader are included once it has answered a question.
        """
        return {
            **self._config,
            "library": library,
            "documents": documents,
            "sentences": sentences,
            "pincite": VERSION,
        }

    def _row(self, question: Question) -> EvalRecord:
        start = time.perf_counter()
        try:
            answer = self._ask(question.question)
        except PinciteError as error:
            return self._grader.failed(question, str(error))
        milliseconds = (time.perf_counter() - start) * 1000
        self._config |= {
            "reader": answer.reader,
            "passages": len(answer.passages),
            "threshold": answer.threshold,
        }
        return self._grader.grade(question, answer, milliseconds)


def load_set(files: Sequence[Path], library: Library) -> QuestionSet:
    """`eval.datasets.load.load` for uploaded files: one, or those of one BEIR or MS MARCO folder.

    The files may lie in different folders. Error messages leave out the folders, which are the
    server's own.
    """
    if len(files) == 1:
        return _load_without_folder(files[0].parent, files[0], library)
    if len({file.name for file in files}) < len(files):
        raise PinciteError(
            "Two of the files chosen have the same name. Choose the files of one folder."
        )
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "files chosen"
        folder.mkdir()
        for file in files:
            shutil.copyfile(file, folder / file.name)
        return _load_without_folder(folder, folder, library)


def _load_without_folder(folder: Path, path: Path, library: Library) -> QuestionSet:
    try:
        return load(path, library)
    except PinciteError as error:
        message = str(error).replace(f"{folder}/", "").replace(str(folder), "The files chosen")
        raise PinciteError(message) from error
