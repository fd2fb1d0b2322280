"""What a set of questions is made of, whatever format it came in (`eval.datasets.load`).

A gold answer is a range of characters of a text named by its content hash, so a label outlives another splitter, index or file name.
A set may instead, or besides, say which whole documents are relevant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eval.datasets.json_files import JsonNode
from index.spans import Document


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Characters `[start, end)` of the text whose content hash is `hash`; `source` and `text` are there for people to read."""

    hash: str
    start: int
    end: int
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class RelevantDocument:
    """A whole text that answers, and how well: `grade` is 1 or more. `hash` is "" where the set does not hold the text it names."""

    hash: str
    source: str
    grade: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """No gold and no relevant document: the library does not answer it. `article` names what it was asked about, "" when not known."""

    id: str
    question: str
    gold: tuple[GoldSpan, ...]
    article: str = ""
    documents: tuple[RelevantDocument, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """The different gold texts, in the order of the set."""
        return tuple(dict.fromkeys(gold.text for gold in self.gold))

    @property
    def answerable(self) -> bool:
        return bool(self.gold or self.documents)

    @property
    def targets(self) -> tuple[GoldSpan | RelevantDocument, ...]:
        """What answers it: ranges, then whole texts."""
        targets: tuple[GoldSpan | RelevantDocument, ...] = (*self.gold, *self.documents)
        return targets

    @property
    def hashes(self) -> frozenset[str]:
        """The texts that answer it."""
        return frozenset(each.hash for each in self.targets)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """`documents` are those the set itself holds (SQuAD, BEIR); `digest` is the SHA-256 of what it was read from, unzipped.

    `notes` say what a person should know of the set before believing its figures, one line each.
    """

    name: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...] = ()
    digest: str = ""
    notes: tuple[str, ...] = ()


def read_gold(node: JsonNode) -> GoldSpan:
    fields = node.fields("source hash start end text")
    gold = GoldSpan(
        _hash(fields["hash"]),
        fields["start"].integer(),
        fields["end"].integer(),
        fields["text"].text(),
        fields["source"].text(),
    )
    if not 0 <= gold.start < gold.end or len(gold.text) != gold.end - gold.start:
        got = f"got [{gold.start}, {gold.end}) and a text of {len(gold.text)} characters"
        raise node.error(
            f"{got}, wanted 0 <= start < end and a text of end - start characters",
            "Correct the range.",
        )
    return gold


def read_relevant(node: JsonNode) -> RelevantDocument:
    fields = node.fields("source hash", "grade")
    grade = fields["grade"].integer() if "grade" in fields else 1
    if grade < 1:
        raise fields["grade"].wanted("1 or more; a document that does not answer is left out")
    return RelevantDocument(
        "" if fields["hash"].value == "" else _hash(fields["hash"]), fields["source"].text(), grade
    )


def _hash(node: JsonNode) -> str:
    if not re.fullmatch("[0-9a-f]{64}", node.text()):
        raise node.wanted("a SHA-256 of 64 hexadecimal digits, in lower case")
    return node.text()


def as_gold(gold: GoldSpan) -> dict[str, object]:
    """A range as it stands in a set of ours."""
    return {name: getattr(gold, name) for name in ("source", "hash", "start", "end", "text")}


def as_fields(question: Question) -> dict[str, object]:
    """A question as it stands in a set of ours: what `python -m eval label` writes, and the page."""
    gold = [as_gold(each) for each in question.gold]
    relevant = [
        {name: getattr(each, name) for name in ("source", "hash", "grade")}
        for each in question.documents
    ]
    return {"id": question.id, "question": question.question, "gold": gold} | (
        {"documents": relevant} if relevant else {}
    )
