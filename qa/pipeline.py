"""From a question to an Answer: retrieve, read, decide, and put what was read in order."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.hybrid_search import DEFAULT_FUSION, Fusion
from index.storage.filters import NO_FILTER, Filter
from qa.calibration import UNCALIBRATED, Calibration, OperatingPoint
from qa.question import answer_type, validate_question
from qa.reranker import RANK_PENALTY, rerank
from qa.scoring import rank_candidates
from qa.types import Answer

if TYPE_CHECKING:
    from index.library import Library
    from qa.readers.reader import Reader

TOP_K = 10
"""How many passages are retrieved and read: on SQuAD half A the answer is among ten in 98 of 100 cases."""

BUNDLED_READER = Path(__file__).parent / "model"
"""The reader that is used where none is named."""

_CALIBRATION = "calibration.json"


class QAPipeline:
    """Answers from one library. Any thread may ask."""

    def __init__(
        self,
        library: Library,
        reader: Reader,
        calibration: Calibration,
        top_k: int = TOP_K,
        fusion: Fusion = DEFAULT_FUSION,
    ) -> None:
        self.library = library
        self.reader = reader
        self._calibration = calibration
        self.passages = top_k
        self.fusion = fusion

    @property
    def threshold(self) -> float:
        return self._calibration.threshold

    @property
    def operating_points(self) -> tuple[OperatingPoint, ...]:
        """What fewer wrong answers cost, as it was measured; empty for a reader without such a table."""
        return self._calibration.operating_points

    def with_settings(self, *, top_k: int, threshold: float, fusion: Fusion) -> QAPipeline:
        """Another bot over the same library, with the same reader and confidence."""
        return QAPipeline(
            self.library,
            self.reader,
            replace(self._calibration, threshold=threshold),
            top_k,
            fusion,
        )

    def for_library(self, library: Library) -> QAPipeline:
        """The same bot, reader and all, asking another library."""
        return QAPipeline(library, self.reader, self._calibration, self.passages, self.fusion)

    @property
    def config(self) -> dict[str, str | int | float | None]:
        """Everything that decides what it answers, by name, for the line that says how a figure came about."""
        weights = json.dumps([sorted(self._calibration.weights.items()), self._calibration.bias])
        fusion = " ".join(f"{name}={value:g}" for name, value in asdict(self.fusion).items())
        return {
            "reader": self.reader.fingerprint,
            "passages": self.passages,
            "fusion": fusion,
            "rank-cost": RANK_PENALTY,
            "calibration": hashlib.sha256(weights.encode()).hexdigest()[:8],
            "threshold": self.threshold,
        }

    def ask(self, question: str, filters: Filter = NO_FILTER) -> Answer:
        """Of the documents that `where` lets through.

        Raises PinciteError for a question that is empty, too long, or no text, and where a filter lets no document through.
        """
        start = time.perf_counter()
        question = validate_question(question)
        documents = self.library.count(filters)
        if filters and not documents:
            raise PinciteError(
                f"No document in {self.library.path} has {filters}. See: python -m index list {self.library.path}"
            )
        passages = self.library.search(question, self.passages, fusion=self.fusion, filters=filters)
        candidates = self.reader.read(question, passages)
        asked_for = answer_type(question)
        return Answer(
            question=question,
            candidates=rank_candidates(candidates, passages, self._calibration, asked_for),
            passages=tuple(rerank(passages, candidates)),
            threshold=self._calibration.threshold,
            documents=documents,
            milliseconds=(time.perf_counter() - start) * 1000,
            reader=self.reader.name,
            answer_type=asked_for,
        )


def open_pipeline(
    path: Path,
    *,
    encoder: Path | None = None,
    reader: Path | None = None,
    risk: float | None = None,
) -> QAPipeline:
    """A bot over the library at `path`, with the default encoder and reader or those in the folders named.

    `risk`: the share of wrong answers that is accepted, one of those in the reader's table. A reader without a calibration beside it is
    taken at its word. Raises PinciteError where the library cannot be opened (see `Library.open`) or a folder holds no such model.
    """
    from index.library import Library

    library = Library.open(path, encoder=encoder)
    library.refresh_index()
    folder = BUNDLED_READER if reader is None else reader
    calibration = load_calibration(folder)
    return QAPipeline(
        library, open_reader(folder), calibration if risk is None else calibration.for_risk(risk)
    )


def open_reader(folder: Path) -> Reader:
    """Of either kind: one that `python -m qa.train ship` wrote, or a model of Hugging Face. Raises PinciteError where there is none."""
    from qa.readers.reader import SpanReader

    if (folder / "model.onnx").is_file():
        from qa.readers.onnx import OnnxModel

        return SpanReader(OnnxModel(folder))
    from qa.readers.transformers import TransformersModel

    return SpanReader(TransformersModel(folder))


def load_calibration(folder: Path) -> Calibration:
    """Raises PinciteError where it is there and broken."""
    path = folder / _CALIBRATION
    return Calibration.load(path) if path.is_file() else UNCALIBRATED
