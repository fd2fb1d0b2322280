"""The one engine behind the page and the API, and the gate every question passes through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from functools import partial
from typing import Protocol

from index.ingest.pipeline import InputFile, ResourceLimits, ingest
from index.library import Library, Method
from index.spans import Passage
from index.storage.filters import NO_FILTER, Filter
from qa.calibration import OperatingPoint
from qa.question import validate_question
from qa.types import Answer
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED, QUEUE_TIMEOUT, AdmissionQueue
from ui.engine.ingest_jobs import IngestJob, IngestQueue
from ui.engine.metrics import Metrics


class AnswersQuestions(Protocol):
    """What a `qa.pipeline.Bot` has and the page needs."""

    @property
    def library(self) -> Library: ...

    @property
    def config(self) -> Mapping[str, str | int | float | None]: ...

    @property
    def operating_points(self) -> Sequence[OperatingPoint]: ...

    def ask(self, question: str, filters: Filter = NO_FILTER) -> Answer: ...

    def for_library(self, library: Library) -> AnswersQuestions: ...


class Engine:
    """A bot whose questions pass a gate, with its library. Everything here may be called from many threads."""

    def __init__(
        self,
        bot: AnswersQuestions,
        at_once: int = MAX_CONCURRENT,
        waiting: int = MAX_QUEUED,
        patience: float = QUEUE_TIMEOUT,
    ) -> None:
        self.library = bot.library
        self.settings = bot.config
        self.risks = bot.operating_points
        self._bot = bot
        self._gate = AdmissionQueue(at_once, waiting, patience)
        self.metrics = Metrics(self._gate)
        self._addings = IngestQueue()

    def ask(self, question: str, filters: Filter = NO_FILTER) -> Answer:
        """Of the documents that `where` lets through.

        Raises Busy when the line is full or does not move, and PinciteError for a question that cannot be asked.
        """
        with self.metrics.counting("ask"), self._gate.slot():
            answer = self._bot.ask(question, filters)
        if answer.abstained:
            self.metrics.abstained()
        return answer

    def search(
        self, question: str, k: int, method: Method = "hybrid", filters: Filter = NO_FILTER
    ) -> list[Passage]:
        """The `k` best passages, nothing read out of them. Raises like `ask`."""
        with self.metrics.counting("search"), self._gate.slot():
            return self.library.search(validate_question(question), k, method, filters=filters)

    @property
    def busy(self) -> bool:
        """Is anything asked that is not answered yet, or a file being read?"""
        return self._gate.running > 0 or self._addings.under_way

    def refuse(self) -> None:
        """Nothing new is asked any more, and files are not read on."""
        self._gate.refuse()
        self._addings.cancel()

    def close(self) -> None:
        """Whoever stands in line is told so, too."""
        self._gate.close()

    def for_library(self, library: Library) -> Engine:
        """The same engine over another library: both pass one gate, and files go into one of them at a time."""
        other = copy(self)
        other.library, other._bot = library, self._bot.for_library(library)
        return other

    def add(
        self, files: Sequence[InputFile], tags: Sequence[str] = (), ocr: bool = False
    ) -> IngestJob:
        """Begins to read files into the library, which keeps those whose pages can be shown; a bad one becomes a refusal and the rest
        goes on.

        Raises PinciteError where scanned pages are to be read and tesseract is not installed.
        """
        limits = ResourceLimits.with_ocr() if ocr else None
        reading = partial(ingest, self.library, files, tags, limits, keep=True)
        return self._addings.begin(self.library.path, [file.source for file in files], reading)

    def ingest_queue(self) -> list[IngestJob]:
        """What is on its way into the library, in the order of its beginning."""
        return self._addings.into(self.library.path)
