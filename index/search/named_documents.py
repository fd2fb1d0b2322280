"""Finds the documents that a question names: "Which law governs the Usio affiliate agreement?".

A name is made of the words of a document's title and file name (index.search.name_words). A word
counts by how few documents have it.
"""

from __future__ import annotations

import heapq
import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.search.name_words import PART, WORD, compared, name_words
from index.storage.query_variants import STOP_WORDS
from index.storage.vocabulary import Entry, nearest

MIN_SCORE = 1.0
"""Score of a document, in nats, from which it counts as named: about one rare word."""

MIN_WORDS = 2
"""Words of the question that the name must have: one word is as likely the topic of a question."""

CERTAIN_SCORE = 6.0
"""Score from which the rarity of the words casts no doubt: about two or three rare words.

With it, hit@1 and hit@5 of 600 questions of SQuAD half A, of which half name an article by chance,
rise from .800 and .965 to .813 and .970; without, they are .797 and .943.
"""

MIN_SHARE = 0.15
"""Share of a named document among the best ones from which it is searched by itself."""

MAX_NAMED = 3
"""Documents that are searched by themselves, and those named just as well as the last of them."""

MAX_ALIKE = 5
"""Documents that can be named alike; the shares are computed among as many."""

_MAX_WORDS_JOINED = 4  # "Deltathree Inc" is "DeltathreeInc" in a file name
_MIN_PREFIX = 6  # characters of a word that may be the beginning of a longer one
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "our", "your", "my", "their", "its"})
_JOINING = frozenset({"the", "of", "and", "for", "by", "with", "between", "from", "in", "on", "to"})


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that a question names."""

    id: int
    certainty: float
    """Between 0 and 1: its share among the documents that the words could name, times how rare the
    words are."""
    question: str
    """The question without the words that name the document."""
    neutral: str | None = None
    """The question with "this agreement", or what it is, in place of the name; None if the words of
    the name do not stand together."""


Name = tuple[int, str, str]
"""(id, source, title) of a document."""


class DocumentNames:
    """The names of a library's documents."""

    def __init__(self, names: Iterable[Name] = (), earlier: DocumentNames | None = None) -> None:
        """What `earlier` has in common with `names` is taken from it, not computed again.

        With 10,000 documents of which one is new that takes a tenth of the time.
        """
        self._names = frozenset(names)
        self._sources = {id: source for id, source, _ in self._names}
        known: frozenset[Name] = earlier._names if earlier else frozenset()
        self._postings: dict[str, set[int]] = dict(earlier._postings) if earlier else {}
        added, removed = _postings(self._names - known), _postings(known - self._names)
        for word in added.keys() | removed.keys():
            ids = self._postings.pop(word, set()) - removed.get(word, set())
            if ids := ids | added.get(word, set()):
                self._postings[word] = ids
        self._sorted = sorted(self._postings)

    def has_word(self, word: str) -> bool:
        """Whether a name has the word, in lower case, or one that begins with it."""
        return bool(self._documents(word))

    def similar(self, word: str) -> list[str]:
        """Words of names within one or two edits of `word`, in lower case, the likeliest first."""
        first = bisect_left(self._sorted, word[0])
        last = bisect_left(self._sorted, chr(ord(word[0]) + 1))
        counted = ((each, len(self._postings[each])) for each in self._sorted[first:last])
        near = nearest(word, (Entry.of(each, count) for each, count in counted))
        return [entry.word for entry in near]

    def find(self, question: str, allowed: Collection[int] | None = None) -> list[NamedDocument]:
        """The documents that the question names, the likeliest first.

        At most MAX_NAMED, but of those named alike, as all minutes of a body are, all are found,
        or if they are more than MAX_ALIKE none. Only the documents `allowed` are considered; None:
        all.
        """
        words = list(WORD.finditer(question))
        content = [i for i, word in enumerate(words) if _is_content(word[0], is_first=i == 0)]
        matched = self._match([words[i][0] for i in content], allowed)
        found = defaultdict[int, int](int)
        for positions in matched.values():
            for position in positions:
                found[position] += 1
        weights = {
            position: math.log((1 + len(self._sources) / documents) / 2)
            for position, documents in found.items()
        }
        scores = {
            id: sum(weights[position] for position in positions)
            for id, positions in matched.items()
        }
        abbreviated = self._abbreviated(words)
        best = heapq.nsmallest(
            MAX_ALIKE + 1,
            scores.items(),
            key=lambda item: (-item[1], self._sources[item[0]], item[0]),
        )
        left_out = {score for _, score in best[MAX_ALIKE:]}
        best = best[:MAX_ALIKE]
        named = [
            (id, score)
            for id, score in best
            if score >= MIN_SCORE
            and score not in left_out
            and (id in abbreviated or _is_name([words[content[each]][0] for each in matched[id]]))
        ]
        total = sum(math.exp(score - best[0][1]) for _, score in best)
        shares = [(id, math.exp(score - best[0][1]) / total) for id, score in named]
        return [
            NamedDocument(
                id,
                share * min(1.0, scores[id] / CERTAIN_SCORE),
                _without(question, words, content, matched[id]),
                _neutral(question, words, {content[position] for position in matched[id]}),
            )
            for id, share in shares
            if share >= max(MIN_SHARE, shares[:MAX_NAMED][-1][1])
        ]

    def _abbreviated(self, words: list[re.Match[str]]) -> set[int]:
        """The documents of whose names the question has the initials, in capitals."""
        return set().union(
            *(self._postings.get(word[0], ()) for word in words if word[0].isupper())
        )

    def _match(self, words: list[str], allowed: Collection[int] | None) -> dict[int, set[int]]:
        """Document id -> positions of the words that occur in its name."""
        matched: defaultdict[int, set[int]] = defaultdict(set)
        for count in range(1, _MAX_WORDS_JOINED + 1):
            for first in range(len(words) - count + 1):
                for id in self._said(words[first : first + count]):
                    if allowed is None or id in allowed:
                        matched[id].update(range(first, first + count))
        return matched

    def _said(self, words: list[str]) -> set[int]:
        """The documents whose name has these words of a question, written together."""
        found = self._documents("".join(map(compared, words)))
        if len(words) == 1 and words[0].isupper():
            found = found | self._postings.get(words[0], set())
        if len(words) == 1 and not found and len(parts := PART.findall(words[0])) > 1:
            return set.intersection(*(self._documents(compared(part)) for part in parts))
        return found

    def _documents(self, word: str) -> set[int]:
        """The documents whose name has the word, or a longer one that begins with it."""
        found = set(self._postings.get(word, ()))
        if len(word) >= _MIN_PREFIX:
            for i in range(bisect_left(self._sorted, word), len(self._sorted)):
                if not self._sorted[i].startswith(word):
                    break
                found |= self._postings[self._sorted[i]]
        return found


def _postings(names: Iterable[Name]) -> dict[str, set[int]]:
    """Word -> ids of the documents whose name has it."""
    postings: defaultdict[str, set[int]] = defaultdict(set)
    for id, source, title in names:
        for word in name_words(f"{file_stem(source)} {title}"):
            postings[word].add(id)
    return postings


def file_stem(source: str) -> str:
    """The file name of a source, without folders, archive and suffix, on any system."""
    return PurePosixPath(source.replace("\\", "/").rpartition("!/")[2] or source).stem


def _is_name(words: list[str]) -> bool:
    """Whether these words that a question shares with a name can name it: "first … in 2024" not."""
    are_numbers = all(compared(word).isdigit() for word in words)
    return len(words) >= MIN_WORDS + are_numbers


def _is_content(word: str, is_first: bool) -> bool:
    """Whether a word can name something: "the May minutes", but not "may" nor the s of "Ann's".

    A capital can: "version B"; "I" is mostly a pronoun.
    """
    if len(word) == 1 and not word.isdigit():
        return word.isupper() and word != "I" and not is_first
    return word.casefold() not in STOP_WORDS or (word[0].isupper() and not is_first)


def _without(
    question: str, words: list[re.Match[str]], content: list[int], positions: set[int]
) -> str:
    """The question without the words at these positions of `content`.

    The whole question if nothing but stop words would be left.
    """
    named = {content[position] for position in positions}
    if len(named) == len(content):
        return question
    parts, end = list[str](), 0
    for i, word in enumerate(words):
        if i in named:
            parts.append(question[end : word.start()])
            end = word.end()
    return " ".join("".join([*parts, question[end:]]).split())


def _neutral(question: str, words: list[re.Match[str]], named: set[int]) -> str | None:
    """The question with "this" and the last common noun of the name in place of the name."""
    first, last = min(named), max(named)
    between = [words[i][0] for i in range(first, last + 1) if i not in named]
    if not all(len(word) == 1 or word.casefold() in _JOINING for word in between):
        return None
    common = [words[i][0] for i in sorted(named) if words[i][0].isalpha() and words[i][0].islower()]
    if first > 0 and words[first - 1][0].casefold() in _DETERMINERS:
        first -= 1
    noun = common[-1] if common else "document"
    this = "these" if noun.endswith("s") and not noun.endswith("ss") else "this"
    this = this.capitalize() if first == 0 else this
    return f"{question[: words[first].start()]}{this} {noun}{question[words[last].end() :]}"
