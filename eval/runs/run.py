"""Ask every question of a set and judge what comes back: one Row per question. With the names that the web page needs.

Nothing leaves a denominator: a question on which the engine fails, or whose gold is not in the library, is a question not answered.
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
from typing import TYPE_CHECKING

from eval.datasets.dataset import Question, QuestionSet
from eval.datasets.load import check_against_library as check_against_library
from eval.datasets.load import load
from eval.failures import FAILURES as FAILURES
from eval.grading import Grader
from eval.metrics.aggregate import Scores as Scores
from eval.metrics.aggregate import summarise as summarise
from eval.reports.html import write_page as write_page
from eval.runs.comparison import Comparison as Comparison
from eval.runs.comparison import compare as compare
from eval.runs.records import EvalRecord as EvalRecord
from eval.runs.records import RunConfig as RunConfig
from eval.runs.run_file import Costs as Costs
from eval.runs.run_file import Run as Run
from eval.runs.run_file import costs as costs
from eval.runs.run_file import read_run as read_run
from eval.runs.run_file import write_finished as write_finished
from index import VERSION
from index.errors import PinciteError
from qa.types import AskFunction

if TYPE_CHECKING:
    from index.library import Library


class Evaluation:
    """A run to come: iterate for the Rows, one by one, as they are asked. `hashes` are the content hashes in the library.

    `limit` takes that many questions by lot, always the same ones for the same `seed`, in the order of the set. `workers` ask at once,
    and the rows still come in order. Set `done` to pass over the first ones, which an earlier run has asked.
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
        if limit is not None and limit < 1:
            raise PinciteError(
                f"A limit of {limit} leaves no question to ask. Give 1 or more, or no limit for all of them."
            )
        if workers < 1:
            raise PinciteError(f"{workers} workers ask nothing. Give 1 or more.")
        number = len(questions.questions)
        drawn = (
            range(number)
            if limit is None or limit >= number
            else sorted(random.Random(seed).sample(range(number), limit))
        )
        self.questions = tuple(questions.questions[n] for n in drawn)
        self.total = len(self.questions)
        self.missing = tuple(
            q
            for q in self.questions
            if q.answerable and not any(hash in hashes for hash in q.hashes)
        )
        self.done = 0
        self._ask = ask
        self._workers = workers
        self._judge = Grader(hashes)
        self._recipe: RunConfig = {
            "set": questions.name,
            "digest": questions.digest[:8],
            "limit": limit,
            "seed": seed,
        }

    def __iter__(self) -> Iterator[EvalRecord]:
        asked = iter(self.questions[self.done :])
        return map(self._row, asked) if self._workers == 1 else self._at_once(asked)

    def _at_once(self, questions: Iterator[Question]) -> Iterator[EvalRecord]:
        """A few questions ahead, never all of them: memory does not grow with the set."""
        pool = ThreadPoolExecutor(self._workers)
        ahead: deque[Future[EvalRecord]] = deque()
        try:
            for question in questions:
                ahead.append(pool.submit(self._row, question))
                if len(ahead) >= 2 * self._workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def run_config(self, library: str, documents: int, sentences: int) -> RunConfig:
        """For the line beside the scores. What the engine says of itself is known once it has answered."""
        return {
            **self._recipe,
            "library": library,
            "documents": documents,
            "sentences": sentences,
            "pincite": VERSION,
        }

    def _row(self, question: Question) -> EvalRecord:
        began = time.perf_counter()
        try:
            answer = self._ask(question.question)
        except PinciteError as error:
            return self._judge.failed(question, str(error))
        milliseconds = (time.perf_counter() - began) * 1000
        self._recipe |= {
            "reader": answer.reader,
            "passages": len(answer.passages),
            "threshold": answer.threshold,
        }
        return self._judge.grade(question, answer, milliseconds)


def load_set(files: Sequence[Path], library: Library) -> QuestionSet:
    """`eval.datasets.load.load` for the web page: of one file, or of the files of one BEIR or MS MARCO folder, wherever each of them lies.

    What is wrong is said without the folders, which are the server's own.
    """
    if len(files) == 1:
        return _in_folder(files[0].parent, files[0], library)
    if len({file.name for file in files}) < len(files):
        raise PinciteError(
            "Two of the files chosen have the same name. Choose the files of one folder."
        )
    with TemporaryDirectory() as place:
        folder = Path(place) / "files chosen"
        folder.mkdir()
        for file in files:
            shutil.copyfile(file, folder / file.name)
        return _in_folder(folder, folder, library)


def _in_folder(folder: Path, path: Path, library: Library) -> QuestionSet:
    try:
        return load(path, library)
    except PinciteError as error:
        raise PinciteError(
            str(error).replace(f"{folder}/", "").replace(str(folder), "The files chosen")
        ) from error
