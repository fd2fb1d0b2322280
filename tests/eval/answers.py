"""Answers made by hand, over three small texts."""

from __future__ import annotations

from eval.datasets.dataset import GoldSpan, Question, QuestionSet, RelevantDocument
from eval.grading import Grader
from eval.runs.records import EvalRecord
from eval.runs.run import Evaluation
from index.spans import Document, Marker, Passage, Span
from qa.types import Answer, AnswerCandidate, Occurrence

SEA = Document(
    1,
    "sea.md",
    "Sea",
    "Figures\n\nThe sea is 11 km deep. It is salty.",
    (Marker("heading", 0, 7, "Figures"),),
)
SKY = Document(2, "sky.md", "Sky", "The sky is blue. It is high.")
COPY = Document(3, "copy.md", "Sea again", SEA.text)
HASHES = {doc.hash for doc in (SEA, SKY)}


def span(doc: Document, words: str) -> Span:
    start = doc.text.index(words)
    return Span(doc, start, start + len(words))


def gold(doc: Document, words: str) -> GoldSpan:
    where = span(doc, words)
    return GoldSpan(doc.hash, where.start, where.end, words, doc.source)


def passage(doc: Document, words: str) -> Passage:
    return Passage(span(doc, words), 1.0, 1, 1, ())


def candidate(doc: Document, words: str, sentence: str, confidence: float) -> AnswerCandidate:
    occurrence = Occurrence(span(doc, words), span(doc, sentence), passage(doc, sentence))
    return AnswerCandidate((occurrence,), confidence, {"cosine": 0.5})


def answer(*candidates: AnswerCandidate, passages: tuple[Passage, ...] = ()) -> Answer:
    return Answer("?", candidates, passages, 0.5, 2, 1.0, "hand-made")


DEPTH = Question("depth", "How deep is the sea?", (gold(SEA, "11 km"),), "sea.md")
NOWHERE = Question("nowhere", "How old is the sea?", ())


def graded(question: Question, given: Answer) -> EvalRecord:
    """The record of a run with this one question."""
    (row,) = Evaluation(lambda _: given, QuestionSet("one", (question,)), HASHES)
    return row


PARTS = (
    passage(SEA, "The sea is 11 km deep."),
    passage(SKY, "The sky is blue."),
    passage(SEA, "It is salty."),
    passage(SKY, "It is high."),
)
WHOLE = Question(
    "whole",
    "?",
    (),
    documents=(RelevantDocument(SKY.hash, "sky.md", 2), RelevantDocument("", "lost.md", 1)),
)


def grade(
    question: Question, *candidates: AnswerCandidate, passages: tuple[Passage, ...] = PARTS
) -> EvalRecord:
    """The record of an answer with these candidates, of which the first is the best."""
    return Grader(HASHES).grade(question, answer(*candidates, passages=passages), 1.0)
