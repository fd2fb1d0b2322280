"""Questions altered in a word, so that their own context answers them no longer: the way people
wrote SQuAD 2.0's to deceive readers.

A reader that never saw such questions looks for a place that fits, not for one that fits in every
word. Each way is a function of a row and a draw to the altered question, or None where the question
allows none:

- `Names.swapped`: another name or number, from the neighbourhood or from the context itself.
- `Words.replaced`: another word that the encoder holds for alike: summer for winter, decreased for
  increased.
- `negated`: "not" or "never" put in, or taken out.

Now and then the context answers the altered question all the same, where the word drawn means the
same.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from qa.question import content_stems
from qa.train.base_models import BaseModel
from qa.train.data import Row

_WORD = re.compile(r"\w+")
_ARTICLES = frozenset(["a", "an", "the"])

_NEAR = 20
"""A name is swapped for one of so many before and after it in the data, which mostly belong to the
same subject.
"""

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][\w-]+(?: [A-Z][\w-]+)*")
_SHORTEST_NAME = 3

_ALIKE = slice(1, 40)
"""Ranks of a word's neighbours, nearest first, from which another is drawn; 0 is the word."""

_SAME_STEM = 4
"""Letters; words that begin alike are mostly forms of one word."""

_ENDINGS = ("ing", "ed", "ly", "est", "er", "s")

_HELPER = re.compile(
    r"\b(did|does|do|is|was|were|are|has|have|had|could|would|should|must)\b", re.IGNORECASE
)
_ACTOR = re.compile(r"^(who (?=(?!does|is|was|has)\w+(ed|s)\b)|what (?=\w+ed\b))", re.IGNORECASE)
_DENIED = re.compile(r"\b(not|never)\b |(?<=[a-z])n['’]t\b", re.IGNORECASE)


def folded(text: str) -> str:
    """Words in lower case without articles, each between spaces, so that `in` compares whole words.
    `folded("The U.S.")` is " u s ".
    """
    return f" {' '.join(word for word in _WORD.findall(text.casefold()) if word not in _ARTICLES)} "


class EntitySwapper:
    """The names and numbers that the questions of one source ask about."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._alike: dict[str, list[str]] = {}
        for text in dict.fromkeys(match[0] for row in rows for match in _named(row.question)):
            self._alike.setdefault(_shape(text), []).append(text)

    def swap_entity(self, row: Row, draw: random.Random) -> str | None:
        """Another name or number: every second time one that the context knows, so that its mere
        absence gives nothing away.
        """
        context = folded(row.context)
        known = [match for match in _named(row.question) if folded(match[0]) in context]
        if not known:
            return None
        name = draw.choice(known)
        ways = [self._from_elsewhere(name[0], context), _from_context(name[0], row)]
        draw.shuffle(ways)
        others = ways[0] or ways[1]
        return _put(row.question, name, draw.choice(others)) if others else None

    def _from_elsewhere(self, name: str, context: str) -> list[str]:
        alike = self._alike.get(_shape(name), [])
        place = alike.index(name) if name in alike else 0
        near = alike[max(place - _NEAR, 0) : place + _NEAR + 1]
        return [text for text in near if folded(text) not in context]


def _from_context(name: str, row: Row) -> list[str]:
    """Names and numbers of like shape that stand in the context, but neither in the question nor in
    an answer, nor share a word with it.
    """
    said = folded(" ".join([row.question, *row.texts]))
    found = dict.fromkeys(
        match[0] for match in _named(row.context) if _shape(match[0]) == _shape(name)
    )
    return [
        text
        for text in found
        if len(text) >= min(_SHORTEST_NAME, len(name))
        and not set(folded(text).split()) & set(said.split())
    ]


class WordReplacer:
    """Which words are alike, by the angle between their embeddings in an encoder of BERT's kind."""

    def __init__(
        self, vocabulary: Mapping[str, int], embeddings: NDArray[np.float32], name: str = ""
    ) -> None:
        """`embeddings` has a row for each number of the vocabulary; words that are spelt in parts
        are left out. `name`: the encoder's.
        """
        self.name = name
        self._names = [word for word in vocabulary if word.isalpha() and len(word) >= _SAME_STEM]
        rows = embeddings[[vocabulary[word] for word in self._names]].astype(np.float32)
        rows -= rows.mean(axis=0)
        self._rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        self._places = {word: place for place, word in enumerate(self._names)}
        self._cached = cache(self._alike)

    @classmethod
    def of(cls, base: BaseModel) -> WordReplacer:
        from safetensors.numpy import load_file

        weights = load_file(base.folder / "model.safetensors")
        table = next(
            values for name, values in weights.items() if name.endswith("word_embeddings.weight")
        )
        return cls(
            json.loads((base.folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"],
            table,
            base.name,
        )

    def replace_word(self, row: Row, draw: random.Random) -> str | None:
        """One word that says something exchanged for one alike, of the same ending and another
        stem.
        """
        said = content_stems(row.question)
        places = [
            match
            for match in _WORD.finditer(row.question)
            if content_stems(match[0]) and match[0].casefold() in self._places
        ]
        draw.shuffle(places)
        for match in places:
            others = [
                word for word in self._cached(match[0].casefold()) if not content_stems(word) & said
            ]
            if others:
                return _put(row.question, match, _cased(draw.choice(others), match[0]))
        return None

    def _alike(self, word: str) -> list[str]:
        nearest = np.argsort(-(self._rows @ self._rows[self._places[word]]), kind="stable")[_ALIKE]
        return [other for i in nearest if _replaces(other := self._names[i], word)]


def _replaces(other: str, word: str) -> bool:
    return (
        other[:_SAME_STEM] != word[:_SAME_STEM]
        and _ending(other) == _ending(word)
        and word not in other
        and other not in word
    )


def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")


def negate(row: Row, draw: random.Random) -> str | None:
    """None where the question has neither a helping verb nor somebody who does something."""
    question = row.question
    if _DENIED.search(question):
        return _DENIED.sub("", question, count=1)
    helper, actor = _HELPER.search(question), _ACTOR.match(question)
    ways: list[str | None] = []
    if actor:
        ways.append(f"{actor[0]}never {question[actor.end() :]}")
    elif helper:
        ways.append(f"{question[: helper.end()]}n't{question[helper.end() :]}")
        if helper[0].lower() in ("is", "was", "were", "are") and helper.start() > 0:
            ways.append(_before_participle(question, helper.end()))
    possible = [way for way in ways if way is not None]
    return draw.choice(possible) if possible else None


def _before_participle(question: str, start: int) -> str | None:
    """ "Where was the bridge built" -> "Where was the bridge never built": before the first word
    that looks like a participle.
    """
    participle = re.compile(r"\b(?=\w{3,}(ed|en|lt|ght|own)\b)").search(question, start)
    return (
        f"{question[: participle.start()]}never {question[participle.start() :]}"
        if participle
        else None
    )


def _named(text: str) -> list[re.Match[str]]:
    """Numbers, and names but not the first word."""
    return [*_NUMBER.finditer(text), *_NAME.finditer(text)]


def _shape(text: str) -> str:
    """What may stand for what: 1973 for 1969, not for 12; Ada Lovelace for Niels Bohr, not for
    Bohr.
    """
    return re.sub(r"\d", "0", text) if text[0].isdigit() else " " * text.count(" ")


def _put(question: str, place: re.Match[str], text: str) -> str:
    return question[: place.start()] + text + question[place.end() :]


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word
