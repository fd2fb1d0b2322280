"""From a question to an Answer: retrieve passages, read them, score and rank the candidates."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError, command
from index.search.hybrid import DEFAULT_FUSION, Fusion
from index.search.spelling import corrected
from index.storage.filters import NO_FILTER, Filter
from qa.decision.calibration import Calibration, OperatingPoint
from qa.decision.calibrations import calibration_of, load_calibration
from qa.decision.reranker import RANK_PENALTY, rerank
from qa.decision.scoring import rank_candidates
from qa.evidence.reading import read_evidence
from qa.questions.answer_type import answer_type
from qa.questions.focus import asked_part
from qa.questions.stages import tell
from qa.questions.validation import validate_question
from qa.readers.context import contexts
from qa.shapes.conflicts import MOST_COMPARED
from qa.shapes.shaping import shape_answer
from qa.types import Answer

if TYPE_CHECKING:
    from index.library import Library
    from index.search.named_documents import NamedDocument
    from index.spans import Document, Passage
    from qa.readers.reader import Reader

TOP_K = 10
"""Passages that are retrieved and read. On SQuAD half A ten hold the answer in 98 of 100 cases."""

BUNDLED_READER = Path(__file__).parent / "model"
"""The folder of the default reader."""


class QAPipeline:
    """Answers questions from one library. Thread-safe.

    As a context manager it is closed at the end; see `close`.
    """

    def __init__(
        self,
        library: Library,
        reader: Reader,
        calibration: Calibration,
        top_k: int = TOP_K,
        fusion: Fusion = DEFAULT_FUSION,
        *,
        owns_library: bool = False,
        risk: float | None = None,
    ) -> None:
        """`calibration` is the reader's; a library's own one for that reader takes its place.

        `risk`: see `open_pipeline`.
        """
        self._library = library
        self._owns_library = owns_library
        self.reader = reader
        self._of_reader = calibration
        self._risk = risk
        chosen = calibration_of(library, reader, calibration)
        self._calibration = chosen if risk is None else chosen.for_risk(risk)
        self.top_k = top_k
        self.fusion = fusion

    @property
    def library(self) -> Library:
        """The one that is asked."""
        return self._library

    def close(self) -> None:
        """Closes the library if `open_pipeline` opened it; one that was passed in stays open."""
        if self._owns_library:
            self.library.close()

    def __enter__(self) -> QAPipeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def threshold(self) -> float:
        """Confidence in [0, 1] below which no answer is given."""
        return self._calibration.threshold

    @property
    def calibration(self) -> Calibration:
        """The one in use: the library's own, or the reader's."""
        return self._calibration

    @property
    def operating_points(self) -> tuple[OperatingPoint, ...]:
        """Measured thresholds by accepted error rate; empty for a reader without such a table."""
        return self._calibration.operating_points

    def with_settings(self, *, top_k: int, threshold: float, fusion: Fusion) -> QAPipeline:
        """A pipeline with other settings and the same library, reader and calibration."""
        other = QAPipeline(self.library, self.reader, self._of_reader, top_k, fusion)
        other._calibration = replace(self._calibration, threshold=threshold)
        return other

    def for_library(self, library: Library, reader: Reader | None = None) -> QAPipeline:
        """A pipeline with the same settings for another library, and the same reader or another."""
        return QAPipeline(
            library,
            reader or self.reader,
            self._of_reader,
            self.top_k,
            self.fusion,
            risk=self._risk,
        )

    @property
    def config(self) -> dict[str, str | int | float | None]:
        """All settings that determine its answers, by name, to report beside a figure."""
        weights = json.dumps([sorted(self._calibration.weights.items()), self._calibration.bias])
        fusion = " ".join(f"{name}={value:g}" for name, value in asdict(self.fusion).items())
        return {
            "reader": self.reader.fingerprint,
            "passages": self.top_k,
            "fusion": fusion,
            "rank_penalty": RANK_PENALTY,
            "calibration": hashlib.sha256(weights.encode()).hexdigest()[:8],
            "threshold": self.threshold,
        }

    def ask(
        self, question: str, filters: Filter = NO_FILTER, *, everywhere: bool = False
    ) -> Answer:
        """Answers from the documents that pass the filter.

        Passages of documents that the question names rank higher, unless `everywhere`.
        Raises PinciteError if the question is empty, too long or not text, or no document passes.
        """
        start = time.perf_counter()
        question = validate_question(question)
        documents = self.library.count(filters)
        if filters and not documents:
            raise PinciteError(
                f"No document in {self.library.path} has {filters}. "
                f"See: {command('list', self.library.path)}"
            )
        tell("searching")
        asked = asked_part(question)
        corrections = self.library.corrections(asked)
        asked = corrected(asked, corrections)
        named = [] if everywhere else self.library.named_documents(asked, filters)
        passages = self.library.search(
            asked, self.top_k, fusion=self.fusion, filters=filters, named=named
        )
        asked_for = answer_type(asked)
        before = contexts(named, passages)
        tell("reading")
        candidates = read_evidence(
            self.reader, asked, passages, before, asked_for, named[0] if named else None
        )
        ranked = rank_candidates(
            candidates,
            passages,
            self._calibration,
            asked_for,
            question=asked,
            named=named,
            most=MOST_COMPARED,
        )
        answer = Answer(
            question=question,
            candidates=ranked,
            passages=tuple(rerank(passages, candidates)),
            threshold=self._calibration.threshold,
            answerable=self._calibration.probability_answerable(ranked[0].features)
            if ranked
            else None,
            possible_threshold=self._calibration.possible_threshold,
            calibration=self._calibration.name,
            documents=documents,
            milliseconds=0.0,
            reader=self.reader.name,
            answer_type=asked_for,
            named=_documents_of(named, passages),
            corrections=corrections,
        )
        find = partial(self.library.search, k=5, method="lexical", filters=filters, named=())
        answer = shape_answer(answer, find)
        return replace(answer, milliseconds=(time.perf_counter() - start) * 1000)


def _documents_of(
    named: Sequence[NamedDocument], passages: Sequence[Passage]
) -> tuple[Document, ...]:
    """The named documents of which there are passages."""
    documents = {passage.span.document.id: passage.span.document for passage in passages}
    return tuple(documents[each.id] for each in named if each.id in documents)


OpenElsewhere = Callable[
    [Path | Sequence[Path], Path | None, Path | None, float | None], QAPipeline
]
"""What takes the place of `open_pipeline`: path, encoder, reader, risk."""

_elsewhere: ContextVar[OpenElsewhere | None] = ContextVar("elsewhere", default=None)


@contextmanager
def opened_elsewhere(open: OpenElsewhere) -> Iterator[None]:  # noqa: A002  # what it does
    """Until its end, `open_pipeline` asks a collection that is served by other processes."""
    token = _elsewhere.set(open)
    try:
        yield
    finally:
        _elsewhere.reset(token)


def open_pipeline(
    path: Path | Sequence[Path],
    *,
    encoder: Path | None = None,
    reader: Path | None = None,
    risk: float | None = None,
) -> QAPipeline:
    """Opens a library, or several as one, for questions, with the bundled models or those given.

    Close the pipeline, or use it as a context manager: that closes the library.

    `risk` is the accepted share of wrong answers, one of those in the reader's table. Without
    calibration.json the reader's own softmax probability is used. Raises PinciteError if the
    library cannot be opened (see `Library.open`) or a folder does not contain such a model.
    """
    from index.collection.opening import open_libraries

    if (elsewhere := _elsewhere.get()) is not None:
        return elsewhere(path, encoder, reader, risk)
    folder = BUNDLED_READER if reader is None else reader
    library = open_libraries([path] if isinstance(path, Path) else path, encoder=encoder)
    try:
        library.refresh_index()
        calibration = load_calibration(folder)
        return QAPipeline(library, open_reader(folder), calibration, owns_library=True, risk=risk)
    except BaseException:
        library.close()
        raise


def open_reader(folder: Path) -> Reader:
    """Opens a reader: an ONNX export of `pincite train export-onnx`, or a Hugging Face model.

    Raises PinciteError if the folder contains neither.
    """
    from qa.readers.reader import SpanReader

    if (folder / "model.onnx").is_file():
        from qa.readers.onnx import OnnxModel

        return SpanReader(OnnxModel(folder))
    from qa.readers.transformers import TransformersModel

    return SpanReader(TransformersModel(folder))
