"""Questions altered in one word so that their own context no longer answers them.

People wrote SQuAD 2.0's unanswerable questions like this. A reader that never saw such questions
searches for a span that fits, not for one that fits every word. Each way is a function of a row and
a random generator to the altered question, None if the question allows none:

- `EntitySwapper.swap_entity`: another name or number, from nearby rows or the context itself.
- `WordReplacer.replace_word`: another word with a similar embedding: winter becomes summer,
  increased becomes decreased.
- `negate`: "not" or "never" inserted or removed.

Sometimes the context answers the altered question too, if the new word means the same.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from qa.train.base_models import BaseModel
from qa.train.data import Row
from qa.train.words import WORD, content_stems, normalized

_NEAR = 20
"""A name is swapped for one of the 20 before or after it in the data.

Those mostly belong to the same subject.
"""

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][\w-]+(?: [A-Z][\w-]+)*")
_MIN_NAME_CHARS = 3

_NEIGHBOUR_RANKS = slice(1, 40)
"""Ranks of a word's nearest neighbours from which a replacement is drawn; 0 is the word."""

_STEM_LETTERS = 4
"""Words with the same first letters are mostly forms of one word."""

_ENDINGS = ("ing", "ed", "ly", "est", "er", "s")

_AUXILIARY = re.compile(
    r"\b(did|does|do|is|was|were|are|has|have|had|could|would|should|must)\b", re.IGNORECASE
)
_SUBJECT_QUESTION = re.compile(
    r"^(who (?=(?!does|is|was|has)\w+(ed|s)\b)|what (?=\w+ed\b))", re.IGNORECASE
)
_NEGATION = re.compile(r"\b(not|never)\b |(?<=[a-z])n['’]t\b", re.IGNORECASE)


class EntitySwapper:
    """Swaps names and numbers for others that the questions of the same source contain."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._by_shape: dict[str, list[str]] = {}
        for text in dict.fromkeys(match[0] for row in rows for match in _named(row.question)):
            self._by_shape.setdefault(_shape(text), []).append(text)

    def swap_entity(self, row: Row, draw: random.Random) -> str | None:
        """The question with another name or number in place of one that the context contains.

        In half of the cases the new one occurs in the context too, so that its absence does not
        reveal the change. None if there is nothing to swap.
        """
        context = normalized(row.context)
        candidates = [match for match in _named(row.question) if normalized(match[0]) in context]
        if not candidates:
            return None
        name = draw.choice(candidates)
        sources = [self._from_nearby_rows(name[0], context), _from_context(name[0], row)]
        draw.shuffle(sources)
        others = sources[0] or sources[1]
        return _replaced(row.question, name, draw.choice(others)) if others else None

    def _from_nearby_rows(self, name: str, context: str) -> list[str]:
        names = self._by_shape.get(_shape(name), [])
        position = names.index(name) if name in names else 0
        near = names[max(position - _NEAR, 0) : position + _NEAR + 1]
        return [text for text in near if normalized(text) not in context]


def _from_context(name: str, row: Row) -> list[str]:
    """Names and numbers of the same shape in the context.

    They have no word in common with the question or an answer.
    """
    used = set(normalized(" ".join([row.question, *row.texts])).split())
    shape, min_chars = _shape(name), min(_MIN_NAME_CHARS, len(name))
    names = dict.fromkeys(match[0] for match in _named(row.context) if _shape(match[0]) == shape)
    return [
        text
        for text in names
        if len(text) >= min_chars and used.isdisjoint(normalized(text).split())
    ]


class WordReplacer:
    """Replaces words by others with a similar embedding in a BERT-like encoder."""

    def __init__(
        self, vocabulary: Mapping[str, int], embeddings: NDArray[np.float32], name: str = ""
    ) -> None:
        """`embeddings` has shape (vocabulary, dimensions); `name` is the encoder's.

        Word pieces and short words of the vocabulary are left out.
        """
        self.name = name
        self._words = [word for word in vocabulary if word.isalpha() and len(word) >= _STEM_LETTERS]
        rows = embeddings[[vocabulary[word] for word in self._words]].astype(np.float32)
        rows -= rows.mean(axis=0)
        self._rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        self._positions = {word: position for position, word in enumerate(self._words)}
        self._cached_similar = cache(self._similar)

    @classmethod
    def from_base(cls, base: BaseModel) -> WordReplacer:
        """With the vocabulary and the word embeddings of a base model."""
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
        """The question with one content word replaced; None if no word can be.

        The new word has the same ending and another stem.
        """
        stems = content_stems(row.question)
        matches = [
            match
            for match in WORD.finditer(row.question)
            if content_stems(match[0]) and match[0].casefold() in self._positions
        ]
        draw.shuffle(matches)
        for match in matches:
            similar = self._cached_similar(match[0].casefold())
            others = [word for word in similar if not content_stems(word) & stems]
            if others:
                return _replaced(row.question, match, _cased_like(match[0], draw.choice(others)))
        return None

    def _similar(self, word: str) -> list[str]:
        nearest = np.argsort(-(self._rows @ self._rows[self._positions[word]]), kind="stable")[
            _NEIGHBOUR_RANKS
        ]
        return [other for i in nearest if _can_replace(other := self._words[i], word)]


def _can_replace(other: str, word: str) -> bool:
    return (
        other[:_STEM_LETTERS] != word[:_STEM_LETTERS]
        and _ending(other) == _ending(word)
        and word not in other
        and other not in word
    )


def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")


def negate(row: Row, draw: random.Random) -> str | None:
    """The question with a negation inserted, or removed if it has one.

    None if it has neither an auxiliary verb nor a subject in the place of "who" or "what".
    """
    question = row.question
    if _NEGATION.search(question):
        return _NEGATION.sub("", question, count=1)
    auxiliary, subject = _AUXILIARY.search(question), _SUBJECT_QUESTION.match(question)
    altered: list[str | None] = []
    if subject:
        altered.append(f"{subject[0]}never {question[subject.end() :]}")
    elif auxiliary:
        altered.append(f"{question[: auxiliary.end()]}n't{question[auxiliary.end() :]}")
        if auxiliary[0].lower() in ("is", "was", "were", "are") and auxiliary.start() > 0:
            altered.append(_before_participle(question, auxiliary.end()))
    possible = [text for text in altered if text is not None]
    return draw.choice(possible) if possible else None


def _before_participle(question: str, start: int) -> str | None:
    """The question with "never" before the first word that looks like a participle.

    "Where was the bridge built" becomes "Where was the bridge never built".
    """
    participle = re.compile(r"\b(?=\w{3,}(ed|en|lt|ght|own)\b)").search(question, start)
    return (
        f"{question[: participle.start()]}never {question[participle.start() :]}"
        if participle
        else None
    )


def _named(text: str) -> list[re.Match[str]]:
    """Numbers, and names except the first word."""
    return [*_NUMBER.finditer(text), *_NAME.finditer(text)]


def _shape(text: str) -> str:
    """Key of names and numbers that may replace each other.

    1973 may replace 1969, not 12; Ada Lovelace may replace Niels Bohr, not Bohr.
    """
    return re.sub(r"\d", "0", text) if text[0].isdigit() else " " * text.count(" ")


def _replaced(question: str, match: re.Match[str], text: str) -> str:
    return question[: match.start()] + text + question[match.end() :]


def _cased_like(model: str, word: str) -> str:
    return word.capitalize() if model[:1].isupper() else word
