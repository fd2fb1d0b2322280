"""The words of a library as its full-text index has them: lower case, without accents, stemmed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from functools import cached_property
from string import ascii_lowercase
from typing import NamedTuple

from index.storage.schema import FTS_TABLE, placeholders

_VOWELS = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"(.)\1")
_MIN_LETTERS = 5  # of a stem that may differ in a consonant: "bake" is not "base"


class Entry(NamedTuple):
    """A word, in lower case, with the number of texts that have it."""

    word: str
    texts: int
    letters: int
    """A bit for each of its letters."""

    @classmethod
    def of(cls, word: str, texts: int) -> Entry:
        return cls(word, texts, _letters(word))


class Vocabulary:
    """Looks words up over one connection; caches what it found until the library changes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._generation = -1
        self._known: dict[str, bool] = {}
        self._by_beginning: dict[str, list[Entry]] = {}

    def contains(self, phrase: str, generation: int) -> bool:
        """Whether a passage has these words, next to each other. `generation` is the library's."""
        self._advance_to(generation)
        if phrase not in self._known:
            query = "SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT 1"
            self._known[phrase] = self._db.execute(query, (f'"{phrase}"',)).fetchone() is not None
        return self._known[phrase]

    def similar(self, word: str, generation: int) -> list[str]:
        """Stems within one or two edits of the word's stem; see `nearest`.

        They begin with the same letter, which bounds what is read: misspellings seldom change it.
        Those within two edits are looked for if none is within one. In a library of 134,000
        sentences of novels the first look for 72 misspelt words took 8.4 ms of processor time on
        average with all words of the letter, 3.8 ms so; the first stem was always the same.
        """
        stem = self.stem(word)
        return similar_stems(stem, lambda most: self.near(stem, most, generation))

    def near(self, stem: str, most: int, generation: int) -> list[Entry]:
        """The words within `most` edits of the stem, one or two, the likeliest first."""
        self._advance_to(generation)
        entries = self._one_edit_away(stem) if most == 1 else self._beginning_with(stem[0])
        return nearest(stem, entries, most)

    def texts(self, stem: str) -> set[int]:
        """The passages that have a word of this stem."""
        self._db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.instances"
            " USING fts5vocab(main, lexical, instance)"
        )
        query = "SELECT DISTINCT doc FROM temp.instances WHERE term = ?"
        return {id for (id,) in self._db.execute(query, (stem,))}

    def stem(self, word: str) -> str:
        """As FTS5 indexes the word: with its tokenizer, in a table of its own."""
        self._stemmer.execute("INSERT INTO lexical (rowid, text) VALUES (1, ?)", (word,))
        row = self._stemmer.execute("SELECT term FROM vocabulary").fetchone()
        self._stemmer.execute("INSERT INTO lexical (lexical) VALUES ('delete-all')")
        return str(row[0]) if row else ""

    def _one_edit_away(self, stem: str) -> list[Entry]:
        """Words with the same two first letters, and those that differ in the second one alone."""
        first, rest = stem[0], stem[1:]
        others = {first + rest[1:], first + rest[1:2] + rest[:1] + rest[2:]}
        for letter in ascii_lowercase:
            others |= {first + letter + rest, first + letter + rest[1:]}
        others = {other for other in others if not other.startswith(stem[:2])}
        condition = f"term IN ({placeholders(len(others))})"
        return [*self._beginning_with(stem[:2]), *self._entries(condition, *others)]

    def _beginning_with(self, letters: str) -> list[Entry]:
        if letters not in self._by_beginning:
            end = letters[:-1] + chr(ord(letters[-1]) + 1)
            self._by_beginning[letters] = self._entries("term >= ? AND term < ?", letters, end)
        return self._by_beginning[letters]

    def _entries(self, condition: str, *values: str) -> list[Entry]:
        _create(self._db)
        rows = self._db.execute(f"SELECT term, doc FROM temp.vocabulary WHERE {condition}", values)
        return [Entry.of(term, passages) for term, passages in rows if term.isalpha()]

    def _advance_to(self, generation: int) -> None:
        if generation != self._generation:
            self._generation, self._known, self._by_beginning = generation, {}, {}

    @cached_property
    def _stemmer(self) -> sqlite3.Connection:
        db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        db.execute(FTS_TABLE)
        _create(db)
        return db


def similar_stems(stem: str, near: Callable[[int], list[Entry]]) -> list[str]:
    """The words one edit from the stem, or those two edits from it if there are none.

    `near` returns those within so many edits, the likeliest first.
    """
    return [each.word for each in near(1) or near(2)] if stem else []


def nearest(word: str, entries: Iterable[Entry], most: int = 2) -> list[Entry]:
    """Words within `max_edits(word)`, and within `most`, the likeliest first.

    Of equal distance, those with the same consonants come first ("sumer": summer, then super), then
    those of equal length, then those in more texts.
    """
    limit, letters = min(max_edits(word), most), _letters(word)
    near = []
    for entry in entries:
        other, texts, its_letters = entry
        longer = abs(len(other) - len(word))
        lacks, has = (letters & ~its_letters).bit_count(), (its_letters & ~letters).bit_count()
        if max(longer, lacks, has) <= limit:  # an edit changes at most one letter of either
            edits = edit_distance(other, word)
            differs = _consonants(other) != _consonants(word)
            if edits <= limit and not (differs and len(word) < _MIN_LETTERS):
                near.append((edits, differs, longer, -texts, entry))
    return [entry for *_, entry in sorted(near)]


def max_edits(word: str) -> int:
    """Edits after which a word may still be meant."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def edit_distance(one: str, other: str) -> int:
    """The number of letters inserted, left out, replaced or exchanged with the next one.

    >>> edit_distance("compnay", "company"), edit_distance("raft", "craft"), edit_distance("a", "")
    (1, 1, 1)
    """
    before, last = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one):
        row = [i + 1]
        for j, b in enumerate(other):
            edits = min(last[j + 1] + 1, row[j] + 1, last[j] + (a != b))
            if i and j and a == other[j - 1] and one[i - 1] == b:
                edits = min(edits, before[j - 1] + 1)
            row.append(edits)
        before, last = last, row
    return last[-1]


def _create(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, lexical, row)"
    )


def _consonants(word: str) -> str:
    """The first letter and the consonants behind it, doubled ones once."""
    return word[0] + _DOUBLED.sub(r"\1", _VOWELS.sub("", word[1:]))


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 64)
    return bits
