"""From a question to an Answer: retrieve, read, decide."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.filters import EVERYTHING, Filter
from index.library import FUSION, Fusion
from index.spans import Passage, PinciteError, Span

if TYPE_CHECKING:
    from index.library import Library
    from qa.read import Candidate, Reader

LONGEST_QUESTION = 2_000
"""Characters."""

PASSAGES_READ = 10
"""How many passages are retrieved and read: on SQuAD half A the answer is among ten in 98 of 100 cases."""

_MOST_READINGS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a reading stands: the span, the sentence it stands in, and the passage that was read."""

    span: Span
    sentence: Span
    passage: Passage


@dataclass(frozen=True, slots=True)
class Reading:
    """One possible answer, with every place where those same words were read, best first.

    `confidence` is a calibrated probability that this reading is right, computed from the named numbers of `evidence`.
    """

    places: tuple[Place, ...]
    confidence: float
    evidence: Mapping[str, float]

    @property
    def span(self) -> Span:
        return self.places[0].span

    @property
    def sentence(self) -> Span:
        return self.places[0].sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, what was read, and what came of it. Readings and passages are sorted, best first; either may be empty."""

    question: str
    readings: tuple[Reading, ...]
    passages: tuple[Passage, ...]
    threshold: float
    """The confidence below which the bot abstains, in [0, 1]."""
    documents: int
    """How many documents the library held when it was asked, or the filter let through."""
    milliseconds: float
    reader: str
    """What read the passages, in words for people."""

    @property
    def confidence(self) -> float:
        """Of the best reading, given or not; 0.0 when nothing was read."""
        return self.readings[0].confidence if self.readings else 0.0

    @property
    def span(self) -> Span | None:
        """The answer's words; None means: abstained."""
        return self.readings[0].span if self.readings and self.confidence >= self.threshold else None

    @property
    def abstained(self) -> bool:
        return self.span is None


Ask = Callable[[str], Answer]
"""What the web page and the evaluation need to know of the engine: a lambda will do in a test."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Evidence to the probability of being right: a logistic model, fitted by `python -m eval calibrate` on development data."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Raises PinciteError where the file is not what `python -m eval calibrate` writes."""
        try:
            values = json.loads(path.read_text())
            return cls(
                {str(name): float(weight) for name, weight in values["features"].items()}, float(values["bias"]), float(values["threshold"])
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise PinciteError(f"{path} holds no calibration ({error!r}): make it with python -m eval calibrate.") from error

    def probability(self, evidence: Mapping[str, float]) -> float:
        logit = self.bias + sum(weight * evidence[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-min(max(logit, -30.0), 30.0)))


class Bot:
    """Answers from one library. Any thread may ask."""

    def __init__(
        self, library: Library, reader: Reader, calibration: Calibration, passages: int = PASSAGES_READ, fusion: Fusion = FUSION
    ) -> None:
        self.library = library
        self._reader = reader
        self._calibration = calibration
        self.passages = passages
        self.fusion = fusion

    @property
    def threshold(self) -> float:
        return self._calibration.threshold

    def tuned(self, *, passages: int, threshold: float, fusion: Fusion) -> Bot:
        """Another bot over the same library, with the same reader and confidence."""
        return Bot(self.library, self._reader, replace(self._calibration, threshold=threshold), passages, fusion)

    @property
    def settings(self) -> dict[str, str | int | float | None]:
        """Everything that decides what it answers, by name, for the line that says how a figure came about."""
        weights = json.dumps([sorted(self._calibration.weights.items()), self._calibration.bias])
        fusion = " ".join(f"{name}={value:g}" for name, value in asdict(self.fusion).items())
        return {
            "reader": self._reader.name,
            "passages": self.passages,
            "fusion": fusion,
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
        readings = self._decide(self._reader.read(question, passages))
        return Answer(
            question=question,
            readings=readings,
            passages=tuple(passages),
            threshold=self._calibration.threshold,
            documents=documents,
            milliseconds=(time.perf_counter() - start) * 1000,
            reader=self._reader.name,
        )

    def _decide(self, candidates: Sequence[Candidate]) -> tuple[Reading, ...]:
        """The best readings; candidates with the same words are one reading that stands in several places."""
        groups: dict[str, list[Candidate]] = {}
        for candidate in candidates:
            groups.setdefault(_words(candidate.place.span.text), []).append(candidate)
        best = list(groups.values())[:_MOST_READINGS]
        return tuple(
            Reading(
                tuple(candidate.place for candidate in group), self._calibration.probability(group[0].evidence), dict(group[0].evidence)
            )
            for group in best
        )


def checked(question: str) -> str:
    """The question without white space around it. Raises PinciteError where there is nothing to ask, or too much."""
    question = question.strip()
    if not question:
        raise PinciteError('The question is empty. Ask something, such as "When was it founded?"')
    if len(question) > LONGEST_QUESTION:
        raise PinciteError(f"The question has {len(question):,} characters; at most {LONGEST_QUESTION:,} can be asked. Shorten it.")
    if any(0xD800 <= ord(character) < 0xE000 for character in question):
        raise PinciteError("The question holds bytes that are not UTF-8. Type it again.")
    return question


def open_bot(path: Path, *, encoder: Path | None = None, reader: Path | None = None) -> Bot:
    """A bot over the library at `path`, with the default encoder and reader or those in the folders named.

    Raises PinciteError where the library cannot be opened (see `Library.open`) or a folder holds no such model.
    """
    from index.embed import SentenceEncoder
    from index.library import Library

    library = Library.open(path, encoder=SentenceEncoder(encoder) if encoder else None)
    library.refresh()
    if reader is not None:
        from qa.extract import UNCALIBRATED, SpanReader

        return Bot(library, SpanReader(reader), UNCALIBRATED)
    from qa.read import SentenceReader

    return Bot(library, SentenceReader(), Calibration.load(Path(__file__).parent / "model" / "sentence-reader.json"))


def _words(text: str) -> str:
    """Two answers are the same when they differ only in case, spacing and outer punctuation."""
    return " ".join(text.casefold().split()).strip(".,;:!?\"'“”‘’()[] ")
