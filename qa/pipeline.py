"""From a question to an Answer: retrieve, read, decide, and put what was read in order."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.library import FUSION, Fusion
from index.storage.filters import EVERYTHING, Filter
from qa.calibration import UNCALIBRATED, Calibration, Risk
from qa.question import checked, shape
from qa.reranker import RANK_COST, reranked
from qa.scoring import decide
from qa.types import Answer

if TYPE_CHECKING:
    from index.library import Library
    from qa.readers.reader import Reader

PASSAGES_READ = 10
"""How many passages are retrieved and read: on SQuAD half A the answer is among ten in 98 of 100 cases."""

SHIPPED = Path(__file__).parent / "model"
"""The reader that is used where none is named."""

_CALIBRATION = "calibration.json"


class Bot:
    """Answers from one library. Any thread may ask."""

    def __init__(
        self, library: Library, reader: Reader, calibration: Calibration, passages: int = PASSAGES_READ, fusion: Fusion = FUSION
    ) -> None:
        self.library = library
        self.reader = reader
        self._calibration = calibration
        self.passages = passages
        self.fusion = fusion

    @property
    def threshold(self) -> float:
        return self._calibration.threshold

    @property
    def risks(self) -> tuple[Risk, ...]:
        """What fewer wrong answers cost, as it was measured; empty for a reader without such a table."""
        return self._calibration.risks

    def tuned(self, *, passages: int, threshold: float, fusion: Fusion) -> Bot:
        """Another bot over the same library, with the same reader and confidence."""
        return Bot(self.library, self.reader, replace(self._calibration, threshold=threshold), passages, fusion)

    def over(self, library: Library) -> Bot:
        """The same bot, reader and all, asking another library."""
        return Bot(library, self.reader, self._calibration, self.passages, self.fusion)

    @property
    def settings(self) -> dict[str, str | int | float | None]:
        """Everything that decides what it answers, by name, for the line that says how a figure came about."""
        weights = json.dumps([sorted(self._calibration.weights.items()), self._calibration.bias])
        fusion = " ".join(f"{name}={value:g}" for name, value in asdict(self.fusion).items())
        return {
            "reader": self.reader.fingerprint,
            "passages": self.passages,
            "fusion": fusion,
            "rank-cost": RANK_COST,
            "calibration": hashlib.sha256(weights.encode()).hexdigest()[:8],
            "threshold": self.threshold,
        }

    def ask(self, question: str, where: Filter = EVERYTHING) -> Answer:
        """Of the documents that `where` lets through.

        Raises PinciteError for a question that is empty, too long, or no text, and where a filter lets no document through.
        """
        start = time.perf_counter()
        question = checked(question)
        documents = self.library.count(where)
        if where and not documents:
            raise PinciteError(f"No document in {self.library.path} has {where}. See: python -m index list {self.library.path}")
        passages = self.library.search(question, self.passages, fusion=self.fusion, where=where)
        candidates = self.reader.read(question, passages)
        asked_for = shape(question)
        return Answer(
            question=question,
            readings=decide(candidates, passages, self._calibration, asked_for),
            passages=tuple(reranked(passages, candidates)),
            threshold=self._calibration.threshold,
            documents=documents,
            milliseconds=(time.perf_counter() - start) * 1000,
            reader=self.reader.name,
            shape=asked_for,
        )


def open_bot(path: Path, *, encoder: Path | None = None, reader: Path | None = None, risk: float | None = None) -> Bot:
    """A bot over the library at `path`, with the default encoder and reader or those in the folders named.

    `risk`: the share of wrong answers that is accepted, one of those in the reader's table. A reader without a calibration beside it is
    taken at its word. Raises PinciteError where the library cannot be opened (see `Library.open`) or a folder holds no such model.
    """
    from index.library import Library

    library = Library.open(path, encoder=encoder)
    library.refresh()
    folder = SHIPPED if reader is None else reader
    calibration = calibration_of(folder)
    return Bot(library, open_reader(folder), calibration if risk is None else calibration.at_risk(risk))


def open_reader(folder: Path) -> Reader:
    """Of either kind: one that `python -m qa.train ship` wrote, or a model of Hugging Face. Raises PinciteError where there is none."""
    from qa.readers.reader import SpanReader

    if (folder / "model.onnx").is_file():
        from qa.readers.onnx import OnnxModel

        return SpanReader(OnnxModel(folder))
    from qa.readers.transformers import HuggingFaceModel

    return SpanReader(HuggingFaceModel(folder))


def calibration_of(folder: Path) -> Calibration:
    """Raises PinciteError where it is there and broken."""
    path = folder / _CALIBRATION
    return Calibration.load(path) if path.is_file() else UNCALIBRATED
