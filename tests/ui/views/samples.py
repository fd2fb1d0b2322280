"""A document of two passages, and answers from it."""

from __future__ import annotations

from index.spans import Document, Hit, Passage, Span
from qa.types import Answer, AnswerCandidate, Occurrence

DOCUMENT = Document(
    1,
    "bridge.txt",
    "The bridge",
    "It was built in 1905. The arch is 31 metres wide.\n\nIt was closed in 1950.",
)
FIRST = Passage(
    span=Span(DOCUMENT, 0, 49),
    score=0.1,
    dense_rank=1,
    lexical_rank=2,
    sentences=(Hit(Span(DOCUMENT, 0, 21), 0.3), Hit(Span(DOCUMENT, 22, 49), 0.8)),
)
SECOND = Passage(
    span=Span(DOCUMENT, 51, 73),
    score=0.05,
    dense_rank=None,
    lexical_rank=1,
    sentences=(Hit(Span(DOCUMENT, 51, 73), 0.2),),
)
WIDTH = AnswerCandidate(
    (Occurrence(Span(DOCUMENT, 34, 43), Span(DOCUMENT, 22, 49), FIRST),), 0.9, {"score": 2.0}
)
"""Three words of a sentence."""

CLOSED = AnswerCandidate(
    (Occurrence(Span(DOCUMENT, 51, 73), Span(DOCUMENT, 51, 73), SECOND),), 0.2, {"score": 0.1}
)
"""A whole sentence."""


def answer(*candidates: AnswerCandidate, threshold: float = 0.5) -> Answer:
    return Answer(
        question="How wide is it?",
        candidates=candidates,
        passages=(FIRST, SECOND),
        threshold=threshold,
        documents=3,
        milliseconds=12.4,
        reader="a test",
        possible_threshold=0.5,
    )
