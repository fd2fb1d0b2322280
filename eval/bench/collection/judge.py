"""Whether what a system read and answered is right.

An answer must stand in a file that the question names, and is right if

- clause: its words or its sentence meet a clause (six words in a row in common);
- why, how, yes/no, section: its sentence quotes a piece of the evidence (of steps the first), or
  holds an accepted answer, and is at most LONGEST_QUOTE characters longer than the evidence;
- list: it holds every item;
- table, identifier, comparison: as all others, and it stands in a row of the evidence, or is a part
  of one, and has the numbers of the accepted answer and no others;
- all others: it holds an accepted answer and is at most LONGER characters longer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eval.bench.collection.questions import CLAUSE, TextQuestion, file_name
from eval.bench.collection.words import holds, meets, normal_words, numbers, quotes
from eval.bench.systems.reply import Place, Reply
from index import chunking

SENTENCES = frozenset(("why", "how", "yes/no", "section"))
"""Kinds that a sentence answers."""

ROWS = frozenset(("table", "identifier", "comparison"))
SEVERAL = frozenset(("list", "comparison"))
"""Kinds of which every piece of the evidence has to be read, not one of them."""

LONGER, LONGEST_QUOTE = 60, 300
READ = 10
"""Passages that are looked at."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was read and answered for one question."""

    answerable: bool
    document_first: bool
    """The first passage is of a right file."""
    evidence_first: bool
    evidence_read: bool
    """The evidence is in the first passage; in those that were read."""
    right: bool
    """The best answer is right, given or not."""
    given: bool
    score: float | None
    """How certain the system is of the best answer; None: it does not say."""


def judge(question: TextQuestion, reply: Reply) -> Judged:
    of_file = [
        (file_name(source) in question.sources, text) for source, text in reply.passages[:READ]
    ]
    read = [text for is_right, text in of_file if is_right]
    places = [place for place in reply.places if file_name(place.source) in question.sources]
    is_first = bool(of_file) and of_file[0][0]
    return Judged(
        answerable=question.answerable,
        document_first=is_first,
        evidence_first=is_first and _has_evidence(question, read[:1]),
        evidence_read=_has_evidence(question, read),
        right=question.answerable and any(is_right(question, place) for place in places),
        given=reply.given,
        score=reply.score,
    )


def _has_evidence(question: TextQuestion, passages: list[str]) -> bool:
    if question.kind == CLAUSE:
        return any(meets(text, question.evidence) for text in passages)
    found = [any(quotes(text, piece) for text in passages) for piece in question.evidence]
    return bool(found) and (all(found) if question.kind in SEVERAL else any(found))


def is_right(question: TextQuestion, place: Place) -> bool:
    """Whether words of a right file answer the question."""
    return any(_is_right(question, place.text, sentence) for sentence in sentences_of(place))


def _is_right(question: TextQuestion, text: str, sentence: str) -> bool:
    if question.kind == CLAUSE:
        return meets(text, question.evidence) or meets(sentence, question.evidence)
    if question.kind in SENTENCES:
        return _is_right_sentence(question, sentence)
    if question.kind == "list":
        return all(holds(text, item) for item in question.items)
    accepted = question.answers
    if question.kind in ROWS:
        pieces = question.evidence
        in_row = any(quotes(sentence, piece) or quotes(piece, sentence) for piece in pieces)
        accepted = tuple(each for each in accepted if in_row and numbers(each) == numbers(text))
    longest = _length(text) - LONGER
    return any(holds(text, each) and _length(each) >= longest for each in accepted)


def _is_right_sentence(question: TextQuestion, sentence: str) -> bool:
    pieces = question.evidence
    quoted = any(quotes(sentence, piece) for piece in (pieces[:1] if question.items else pieces))
    accepted = any(holds(sentence, each) for each in question.answers)
    return (quoted or accepted) and len(sentence) <= max(map(len, pieces)) + LONGEST_QUOTE


def _length(text: str) -> int:
    return len(" ".join(normal_words(text)))


def sentences_of(place: Place) -> tuple[str, ...]:
    """The sentence around the words. If it is not given there are two, one of which may be it.

    In the text of a PDF a line end may end a sentence, as in a table, or not.
    """
    if place.is_sentence:
        return (place.around,)
    return tuple(
        _touched(text, place.start, place.start + len(place.text))
        for text in (place.around, re.sub(r"(?<!\n)\n(?!\n)", " ", place.around))
    )


def _touched(text: str, start: int, end: int) -> str:
    """The sentences, as Pincite splits them, that have characters of [start, end)."""
    touched = [
        (first, last) for first, last in chunking.sentences(text) if first < end and start < last
    ]
    return text[touched[0][0] : touched[-1][1]] if touched else text[start:end]
