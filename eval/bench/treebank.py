"""Sentence splitting scored against a treebank in CoNLL-U, such as the English EWT of UD.

A document's text is its sentences, joined as `SpaceAfter=No` says, with a blank line between its
paragraphs. A predicted sentence is right if it has the same characters as one of the treebank,
white space left out of account.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from index.chunking import CharRange, sentences

SUFFIXES = (".conllu", ".conllu.gz")


@dataclass(slots=True)
class Gold:
    """A text and the ranges of its sentences."""

    text: str = ""
    sentences: list[CharRange] = field(default_factory=list)

    def add(self, sentence: str, gap: str) -> None:
        """`gap` is the white space before the sentence, if it is not the first one."""
        self.text += gap if self.text else ""
        start = len(self.text)
        self.text += sentence
        self.sentences.append((start, len(self.text)))


@dataclass(frozen=True, slots=True)
class Score:
    gold: int
    predicted: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.gold + self.predicted
        return 2 * self.right / total if total else 0.0


def score(path: Path) -> Score:
    gold = predicted = right = 0
    for document in documents(path):
        expected = _without_space(document.text, document.sentences)
        found = _without_space(document.text, sentences(document.text))
        gold += len(expected)
        predicted += len(found)
        right += len(expected & found)
    return Score(gold, predicted, right)


def documents(path: Path) -> Iterator[Gold]:
    """The documents of a treebank; all of it is one if it does not part them."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    document, gap = Gold(), ""
    for block in text.split("\n\n"):
        lines = block.splitlines()
        if any(line.startswith("# newdoc") for line in lines) and document.sentences:
            yield document
            document = Gold()
        if any(line.startswith("# newpar") for line in lines):
            gap = "\n\n"
        for line in lines:
            if line.startswith("# text = "):
                document.add(line.removeprefix("# text = ").strip(), gap)
        words = [line for line in lines if line[:1].isdigit()]
        gap = "" if words and "SpaceAfter=No" in words[-1] else " "
    if document.sentences:
        yield document


def _without_space(text: str, ranges: Sequence[CharRange]) -> set[CharRange]:
    """The ranges in the text without its white space."""
    places = [0, *accumulate(not character.isspace() for character in text)]
    return {(places[start], places[end]) for start, end in ranges}
