"""Readers: passages to the places that may answer. Here is what every reader is, and the one that needs no model of its own."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.spans import Hit, Passage, Span
from qa.answer import Place


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may answer. `score` only sorts the candidates of one question: higher is better, the unit is the reader's own.

    `evidence` are the named numbers from which the probability of being right is computed.
    """

    place: Place
    score: float
    evidence: Mapping[str, float]


class Reader(Protocol):
    """Reads the passages of one question together."""

    @property
    def name(self) -> str:
        """What reads, in words for people."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Candidate]:
        """Candidates, best first, ties in the order of the passages; none where no passage holds anything to quote."""


class SentenceReader:
    """Picks the sentence that fits the question best. It cannot cut a sentence down to the words that answer.

    The score is the sentence's cosine to the question, plus how much of the question's rarer words it holds, plus whether it has the
    kind of words the question asks for, plus a little for the rank of its passage. The weights were chosen on SQuAD half A.
    """

    name = "picks whole sentences by their relevance to the question"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Candidate]:
        asked = stems(question)
        sentences = [
            (rank, passage, hit)
            for rank, passage in enumerate(passages, 1)
            for hit in passage.sentences
            if _quotable(hit.span) and not stems(hit.span.text) <= asked
        ]
        weights = _word_weights([hit.span.text for _, _, hit in sentences])
        candidates = [_candidate(question, rank, passage, hit, weights) for rank, passage, hit in sentences]
        return sorted(candidates, key=lambda candidate: -candidate.score)


_WEIGHTS = {"cosine": 1.0, "overlap": 1.0, "context": 0.7, "kind": 0.3, "rank": 0.4}


def _candidate(question: str, rank: int, passage: Passage, hit: Hit, weights: Mapping[str, float]) -> Candidate:
    asked = stems(question)
    evidence = {
        "cosine": hit.score,
        "overlap": _share(asked, stems(hit.span.text), weights),
        "context": _share(asked, stems(f"{passage.span.doc.title} {passage.span.text}"), weights),
        "kind": _kind_fits(question, hit.span.text),
        "rank": 1 / rank,
    }
    score = sum(_WEIGHTS[name] * value for name, value in evidence.items())
    return Candidate(Place(hit.span, hit.span, passage), score, evidence)


def _quotable(sentence: Span) -> bool:
    """A heading or a question answers nothing. (Nor does a sentence that only says what was asked.)"""
    headings = (mark for mark in sentence.doc.marks if mark.kind == "heading")
    return not sentence.text.rstrip("\"'”’)").endswith("?") and not any(mark.start <= sentence.start < mark.end for mark in headings)


_WORD = re.compile(r"\w+")
_FREQUENT_WORDS = """
    a about after all also an and any are as at be been before being between both but by can could did do does during each for from had
    has have he her him his how i if in into is it its many may might more most much my no not of on one or other our she should so some
    such than that the their them there these they this those to under up was we were what when where which while who whom whose why will
    with would you your
"""
_FREQUENT = frozenset(_FREQUENT_WORDS.split())


def stems(text: str) -> frozenset[str]:
    """The words of `text` without the most frequent ones, each cut to its first six letters: enough to match "sentenced" and "sentences".

    >>> sorted(stems("Who was sentenced in the sentences?"))
    ['senten']
    """
    return frozenset(word[:6] for word in _WORD.findall(text.casefold()) if word not in _FREQUENT)


def _word_weights(sentences: Sequence[str]) -> Mapping[str, float]:
    """Rarer words among the sentences read weigh more: log(1 + n / df)."""
    counts = Counter(stem for sentence in sentences for stem in stems(sentence))
    return {stem: math.log1p(len(sentences) / count) for stem, count in counts.items()}


def _share(asked: frozenset[str], held: frozenset[str], weights: Mapping[str, float]) -> float:
    """The weight of the question's words that are held, as a share of all of them, in [0, 1]. Words nobody uses weigh most."""
    most = max(weights.values(), default=1.0)
    total = sum(weights.get(stem, most) for stem in asked)
    return sum(weights.get(stem, most) for stem in asked & held) / total if total else 0.0


_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|half|third)\b"
)
_NUMBER_ASKED = re.compile(
    r"\b(when|how (many|much|long|old|far|high|large|often|big|tall)|(what|which) (year|date|day|month|number|percentage))\b"
)
_NAME = re.compile(r"(?<=\w )[A-ZÀ-Þ]\w+")
_NAME_ASKED = re.compile(
    r"\b(who|whom|whose|where|(what|which) (person|people|country|city|state|company|organi[sz]ation|group|university))\b"
)


def _kind_fits(question: str, sentence: str) -> float:
    """1 where the sentence holds the kind of words asked for (a number; a name the question does not have), 0 where not, else 0.5."""
    asked = question.casefold()
    if _NUMBER_ASKED.search(asked):
        return float(bool(_NUMBER.search(sentence.casefold())))
    if _NAME_ASKED.search(asked):
        return float(any(name.casefold() not in asked for name in _NAME.findall(sentence)))
    return 0.5
