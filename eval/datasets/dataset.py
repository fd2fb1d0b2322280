"""A question set, whatever format it was read from (`eval.datasets.load`).

A gold answer is a range of characters of a text identified by its content hash, so a label stays
valid with another chunking, index or file name. A set may instead, or in addition, say which whole
documents are relevant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eval.datasets.json_files import JsonNode
from index.spans import Document


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Characters [start, end) of the text with this content hash.

    `source` and `text` are for people to read.
    """

    hash: str
    start: int
    end: int
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class RelevantDocument:
    """A whole text that answers (a qrel); `grade` is 1 or more.

    `hash` is "" if the set does not contain the text it names.
    """

    hash: str
    source: str
    grade: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """Without gold and without relevant documents: the library does not answer it.

    `article` names what the question is about, "" if not known.
    """

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
        """All that answers it: ranges, then whole texts."""
        targets: tuple[GoldSpan | RelevantDocument, ...] = (*self.gold, *self.documents)
        return targets

    @property
    def hashes(self) -> frozenset[str]:
        """The content hashes of the texts that answer it."""
        return frozenset(each.hash for each in self.targets)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """`documents` are those that the set contains itself (SQuAD, BEIR).

    `digest` is the SHA-256 of the uncompressed files. `notes` are what a person should know of the
    set before trusting its figures, one line each.
    """

    name: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...] = ()
    digest: str = ""
    notes: tuple[str, ...] = ()


def read_gold(node: JsonNode) -> GoldSpan:
    fields = node.fields("source hash start end text")
    gold = GoldSpan(
        hash=_hash(fields["hash"]),
        start=fields["start"].integer(),
        end=fields["end"].integer(),
        text=fields["text"].text(),
        source=fields["source"].text(),
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
        raise fields["grade"].wanted("1 or more; leave out a document that does not answer")
    hash = "" if fields["hash"].value == "" else _hash(fields["hash"])
    return RelevantDocument(hash, fields["source"].text(), grade)


def _hash(node: JsonNode) -> str:
    if not re.fullmatch("[0-9a-f]{64}", node.text()):
        raise node.wanted("a SHA-256 of 64 hexadecimal digits, in lower case")
    return node.text()


def gold_to_json(gold: GoldSpan) -> dict[str, object]:
    """A range as a Pincite set holds it."""
    return {name: getattr(gold, name) for name in ("source", "hash", "start", "end", "text")}


def question_to_json(question: Question) -> dict[str, object]:
    """A question as a Pincite set holds it: written by `pincite eval label` and by the page."""
    fields: dict[str, object] = {
        "id": question.id,
        "question": question.question,
        "gold": [gold_to_json(each) for each in question.gold],
    }
    if question.documents:
        fields["documents"] = [
            {"source": each.source, "hash": each.hash, "grade": each.grade}
            for each in question.documents
        ]
    return fields
