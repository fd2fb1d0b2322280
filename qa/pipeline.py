"""From a question to an Answer: retrieve passages, read them, score and rank the candidates."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.search.hybrid import DEFAULT_FUSION, Fusion
from index.storage.filters import NO_FILTER, Filter
from qa.decision.calibration import UNCALIBRATED, Calibration, OperatingPoint
from qa.decision.reranker import RANK_PENALTY, rerank
from qa.decision.scoring import rank_candidates
from qa.questions.answer_type import answer_type
from qa.questions.validation import validate_question
from qa.readers.context import contexts
from qa.shapes.shaping import shape_answer
from qa.types import Answer

if TYPE_CHECKING:
    from index.library import Library
    from qa.readers.reader import Reader

TOP_K = 10
"""Passages that are retrieved and read. On SQuAD half A ten hold the answer in 98 of 100 cases."""

BUNDLED_READER = Path(__file__).parent / "model"
"""The folder of the default reader."""

_CALIBRATION = "calibration.json"


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
    ) -> None:
        self.library = library
        self._owns_library = owns_library
        self.reader = reader
        self._calibration = calibration
        self.top_k = top_k
        self.fusion = fusion

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
    def operating_points(self) -> tuple[OperatingPoint, ...]:
        """Measured thresholds by accepted error rate; empty for a reader without such a table."""
        return self._calibration.operating_points

    def with_settings(self, *, top_k: int, threshold: float, fusion: Fusion) -> QAPipeline:
        """A pipeline with other settings and the same library, reader and calibration."""
        return QAPipeline(
            self.library,
            self.reader,
            replace(self._calibration, threshold=threshold),
            top_k,
            fusion,
        )

    def for_library(self, library: Library) -> QAPipeline:
        """A pipeline with the same reader and settings for another library."""
        return QAPipeline(library, self.reader, self._calibration, self.top_k, self.fusion)

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

    def ask(self, question: str, filters: Filter = NO_FILTER) -> Answer:
        """Answers from the documents that pass the filter.

        Raises PinciteError if the question is empty, too long or not text, or no document passes.
        """
        start = time.perf_counter()
        question = validate_question(question)
        documents = self.library.count(filters)
        if filters and not documents:
            raise PinciteError(
                f"No document in {self.library.path} has {filters}. "
                f"See: pincite list {self.library.path}"
            )
        named = self.library.named_documents(question, filters)
        passages = self.library.search(
            question, self.top_k, fusion=self.fusion, filters=filters, named=named
        )
        candidates = self.reader.read(question, passages, contexts(named, passages))
        asked_for = answer_type(question)
        answer = Answer(
            question=question,
            candidates=rank_candidates(candidates, passages, self._calibration, asked_for),
            passages=tuple(rerank(passages, candidates)),
            threshold=self._calibration.threshold,
            documents=documents,
            milliseconds=0.0,
            reader=self.reader.name,
            answer_type=asked_for,
        )
        find = partial(self.library.search, k=5, method="lexical", filters=filters, named=())
        answer = shape_answer(answer, find)
        return replace(answer, milliseconds=(time.perf_counter() - start) * 1000)


def open_pipeline(
    path: Path,
    *,
    encoder: Path | None = None,
    reader: Path | None = None,
    risk: float | None = None,
) -> QAPipeline:
    """Opens a library for questions, with the bundled models or those of the folders.

    Close the pipeline, or use it as a context manager: that closes the library.

    `risk` is the accepted share of wrong answers, one of those in the reader's table. Without
    calibration.json the reader's own softmax probability is used. Raises PinciteError if the
    library cannot be opened (see `Library.open`) or a folder does not contain such a model.
    """
    from index.library import Library

    folder = BUNDLED_READER if reader is None else reader
    library = Library.open(path, encoder=encoder)
    try:
        library.refresh_index()
        calibration = load_calibration(folder)
        if risk is not None:
            calibration = calibration.for_risk(risk)
        return QAPipeline(library, open_reader(folder), calibration, owns_library=True)
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


def load_calibration(folder: Path) -> Calibration:
    """The calibration in a reader's folder, UNCALIBRATED without one.

    Raises PinciteError if it is broken.
    """
    path = folder / _CALIBRATION
    return Calibration.load(path) if path.is_file() else UNCALIBRATED
