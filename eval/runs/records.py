"""A question and what became of it: one row of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from eval.datasets.dataset import Question, read_gold, read_relevant
from eval.datasets.json_files import JsonNode

RunConfig = dict[str, str | int | float | None]  # every setting that the scores depend on, by name


@dataclass(frozen=True, slots=True)
class EvalRecord(Question):
    """A question and what became of it. `confidence`, `source`, `place` and `features` are of the best reading, given or withheld."""

    answer: str | None = None  # None: abstained, or failed with `error`
    candidate: str | None = None  # None: nothing was read
    confidence: float = 0.0
    source: str = ""
    place: str = ""
    em: float = 0.0
    f1: float = 0.0
    right: bool = (
        False  # an answer that overlaps a gold range, or an abstention where there is no gold
    )
    sentence_right: bool = False  # an answer whose sentence overlaps a gold range
    candidate_right: bool = False  # the best reading overlaps a gold range, even if it was withheld
    rank: int | None = (
        None  # from 1, of the first passage that holds a whole gold range; None: none does
    )
    recall: float = 0.0  # of the first ten passages; of documents where the gold is whole documents
    ndcg: float = 0.0  # of the first ten
    average_precision: float = 0.0  # average precision, of all that were read
    milliseconds: float = 0.0  # from question to answer, as the asker waits for it
    features: Mapping[str, float] = field(default_factory=dict)
    failure: str = ""  # one of eval.failures.FAILURES; "": nothing is wrong
    why: str = ""  # what that was told by
    error: str = ""

    @property
    def abstained(self) -> bool:
        return self.answer is None and not self.error

    @property
    def has_text_gold(self) -> bool:
        """Can its words be right? Not where the gold is whole documents."""
        return bool(self.gold) or not self.documents


def read_row(node: JsonNode) -> EvalRecord:
    at = node.fields(" ".join(each.name for each in fields(EvalRecord)))
    features = at["features"].of(dict, "an object {…}")
    known: dict[str, Any] = {
        name: at[name].text()
        for name in ("id", "question", "article", "source", "place", "failure", "why", "error")
    }
    known |= {
        name: at[name].number()
        for name in (
            "confidence",
            "em",
            "f1",
            "recall",
            "ndcg",
            "average_precision",
            "milliseconds",
        )
    }
    known |= {
        name: at[name].of(bool, "true or false")
        for name in ("right", "sentence_right", "candidate_right")
    }
    return EvalRecord(
        **known,
        gold=tuple(read_gold(each) for each in at["gold"].items()),
        documents=tuple(read_relevant(each) for each in at["documents"].items()),
        answer=None if at["answer"].value is None else at["answer"].text(),
        candidate=None if at["candidate"].value is None else at["candidate"].text(),
        rank=None if at["rank"].value is None else at["rank"].integer(),
        features={
            name: JsonNode(node.file, f"{node.place}.features.{name}", value).number()
            for name, value in features.items()
        },
    )
