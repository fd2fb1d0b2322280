"""One row of a run: a question, and how it was answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

from eval.datasets.dataset import Question, read_gold, read_relevant
from eval.datasets.json_files import JsonNode

RunConfig = dict[str, str | int | float | None]
"""Every setting that the scores depend on, by name."""


def config_line(config: RunConfig) -> str:
    """Every setting that is not None, in one line: "set=belarus | digest=1f2e3d4c | …"."""
    return " | ".join(f"{name}={value}" for name, value in config.items() if value is not None)


@dataclass(frozen=True, slots=True)
class EvalRecord(Question):
    """A question, and how it was answered.

    `confidence`, `source`, `place` and `features` are those of the best candidate, whether it was
    given as the answer or withheld.
    """

    answer: str | None = None
    """None: abstained, or failed with `error`."""

    candidate: str | None = None
    """The text of the best candidate; None: nothing was read."""

    outcome: str = ""
    """"answer", "possible" or "nothing"; "": failed, or made before outcomes were recorded."""

    confidence: float = 0.0
    source: str = ""
    place: str = ""
    em: float = 0.0
    f1: float = 0.0

    right: bool = False
    """An answer that overlaps a gold range, or an abstention where there is no gold."""

    sentence_right: bool = False
    """An answer whose sentence overlaps a gold range."""

    candidate_right: bool = False
    """The best candidate overlaps a gold range, even if it was withheld."""

    rank: int | None = None
    """From 1, of the first passage that contains a whole gold range; None: none does."""

    recall: float = 0.0
    """recall@10 of passages; of documents where the gold is whole documents."""

    ndcg: float = 0.0
    """nDCG@10, likewise."""

    average_precision: float = 0.0
    """Over all passages that were read, likewise."""

    milliseconds: float = 0.0
    """From question to answer, as the caller waits for it."""

    features: Mapping[str, float] = field(default_factory=dict)

    failure: str = ""
    """A class of `eval.failures.FAILURES`; "": nothing is wrong."""

    why: str = ""
    """The evidence for that class."""

    error: str = ""

    @property
    def abstained(self) -> bool:
        return self.answer is None and not self.error

    @property
    def has_text_gold(self) -> bool:
        """Whether words can be compared with the gold: not where the gold is whole documents."""
        return bool(self.gold) or not self.documents


_LATER = "outcome"
"""A field that runs of earlier versions lack."""


def read_row(node: JsonNode) -> EvalRecord:
    """A row as a run file holds it. Raises PinciteError with the place of the first wrong value."""
    names = " ".join(each.name for each in fields(EvalRecord) if each.name != _LATER)
    nodes = node.fields(names, _LATER)
    values = {name: read(nodes[name]) for name, read in _READERS.items() if name in nodes}
    return EvalRecord(**values)  # type: ignore[arg-type]  # _READERS has the type of each field


def _text_or_none(node: JsonNode) -> str | None:
    return None if node.value is None else node.text()


def _integer_or_none(node: JsonNode) -> int | None:
    return None if node.value is None else node.integer()


def _features(node: JsonNode) -> dict[str, float]:
    return {name: value.number() for name, value in node.members("").items()}


_READERS: dict[str, Callable[[JsonNode], object]] = {
    "id": JsonNode.text,
    "question": JsonNode.text,
    "gold": lambda node: tuple(map(read_gold, node.items())),
    "article": JsonNode.text,
    "documents": lambda node: tuple(map(read_relevant, node.items())),
    "answer": _text_or_none,
    "candidate": _text_or_none,
    "outcome": JsonNode.text,
    "confidence": JsonNode.number,
    "source": JsonNode.text,
    "place": JsonNode.text,
    "em": JsonNode.number,
    "f1": JsonNode.number,
    "right": JsonNode.boolean,
    "sentence_right": JsonNode.boolean,
    "candidate_right": JsonNode.boolean,
    "rank": _integer_or_none,
    "recall": JsonNode.number,
    "ndcg": JsonNode.number,
    "average_precision": JsonNode.number,
    "milliseconds": JsonNode.number,
    "features": _features,
    "failure": JsonNode.text,
    "why": JsonNode.text,
    "error": JsonNode.text,
}
"""How the JSON of each field of EvalRecord is read."""
