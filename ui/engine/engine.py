"""The engine behind pages and API: a pipeline whose questions pass an admission queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from functools import partial
from typing import Protocol

from index.ingest.pipeline import InputFile, ResourceLimits, ingest
from index.library import Library
from index.search.hybrid import Method
from index.spans import Document, Passage
from index.storage.filters import NO_FILTER, Filter
from qa.decision.calibration import OperatingPoint
from qa.drafts.check import check
from qa.drafts.types import DraftCheck
from qa.questions.validation import validate_question
from qa.types import Answer
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED, QUEUE_TIMEOUT, AdmissionQueue
from ui.engine.ingest_jobs import IngestJob, IngestQueue
from ui.engine.metrics import Metrics


class AnswersQuestions(Protocol):
    """What the page needs of a `qa.pipeline.QAPipeline`."""

    @property
    def library(self) -> Library: ...

    @property
    def config(self) -> Mapping[str, str | int | float | None]: ...

    @property
    def operating_points(self) -> Sequence[OperatingPoint]: ...

    def ask(
        self, question: str, filters: Filter = NO_FILTER, *, everywhere: bool = False
    ) -> Answer: ...

    def for_library(self, library: Library) -> AnswersQuestions: ...


class Engine:
    """A pipeline and its library. Any thread may call."""

    def __init__(
        self,
        pipeline: AnswersQuestions,
        max_concurrent: int = MAX_CONCURRENT,
        max_queued: int = MAX_QUEUED,
        timeout: float = QUEUE_TIMEOUT,
    ) -> None:
        """The numbers are those of `ui.engine.admission.AdmissionQueue`."""
        self.library = pipeline.library
        self.settings = pipeline.config
        self.risks = pipeline.operating_points
        self._pipeline = pipeline
        self._admission = AdmissionQueue(max_concurrent, max_queued, timeout)
        self.metrics = Metrics(self._admission)
        self._ingest_queue = IngestQueue()

    def ask(
        self, question: str, filters: Filter = NO_FILTER, *, everywhere: bool = False
    ) -> Answer:
        """Answers from the documents that match the filters; see `QAPipeline.ask`.

        Raises ServerBusy (see `AdmissionQueue.slot`), and PinciteError for an invalid question.
        """
        with self.metrics.counting("ask"), self._admission.slot():
            answer = self._pipeline.ask(question, filters, everywhere=everywhere)
        if answer.abstained:
            self.metrics.count_abstention()
        return answer

    def search(
        self, question: str, k: int, method: Method = "hybrid", filters: Filter = NO_FILTER
    ) -> list[Passage]:
        """The `k` best passages, best first, without reading them. Raises like `ask`."""
        with self.metrics.counting("search"), self._admission.slot():
            return self.library.search(validate_question(question), k, method, filters=filters)

    def check(self, draft: Document, filters: Filter = NO_FILTER) -> DraftCheck:
        """Looks up the quotations and figures of a draft; see `qa.drafts`. Raises ServerBusy."""
        with self.metrics.counting("check"), self._admission.slot():
            return check(self.library, draft, filters)

    @property
    def busy(self) -> bool:
        """True while a question or an ingest job is running."""
        return self._admission.running > 0 or self._ingest_queue.active

    def refuse(self) -> None:
        """Rejects new questions and cancels the ingest jobs."""
        self._admission.refuse()
        self._ingest_queue.cancel()

    def close(self) -> None:
        """Rejects the questions that are waiting, too."""
        self._admission.close()

    def for_library(self, library: Library) -> Engine:
        """The same engine for another library, with that library's own calibration if it has one.

        Both share one admission queue and one ingest queue, which adds to one library at a time.
        """
        other = copy(self)
        other.library, other._pipeline = library, self._pipeline.for_library(library)
        other.settings, other.risks = other._pipeline.config, other._pipeline.operating_points
        return other

    def add(
        self, files: Sequence[InputFile], tags: Sequence[str] = (), ocr: bool = False
    ) -> IngestJob:
        """Starts a job that reads the files into the library.

        The library stores a copy of files whose pages can be shown. A file that cannot be read is
        reported in the job's results, and the others are read all the same.

        Raises PinciteError if `ocr` is true and tesseract is not installed.
        """
        limits = ResourceLimits.with_ocr() if ocr else None
        steps = partial(ingest, self.library, files, tags, limits, store_files=True)
        return self._ingest_queue.start(self.library.path, [file.source for file in files], steps)

    def ingest_queue(self) -> list[IngestJob]:
        """The unfinished jobs of this library, in the order they were started."""
        return self._ingest_queue.jobs(self.library.path)
