"""Every sentence of a library that has some words, with where they stand in it.

Words in quotation marks stand as they are written, next to each other; another word in any of its
inflections. A sentence has all of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.chunking import CharRange
from index.errors import PinciteError
from index.search.written_forms import written_forms
from index.spans import Document, Span
from index.storage.folding import fold
from index.storage.mentions import FoundPassage

MAX_CHARS = 200
"""Of the words searched for."""

MOST = 5_000
"""Sentences that a page lists of one search; a common word is in more."""

_TERM = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]|([^\s\"“”„«»]+)")
_WORD = re.compile(r"\w+")

Stem = Callable[[str], str]
"""A word in lower case -> its stem, as the full-text index has it."""


Place = tuple[int, CharRange, list[CharRange]]
"""The id of a document, the range of a sentence in it, and those of the words searched for."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence, and the words in it that were searched for, in order."""

    sentence: Span
    words: tuple[Span, ...]

    @classmethod
    def of(cls, document: Document, place: Place) -> Mention:
        _, sentence, words = place
        return cls(Span(document, *sentence), tuple(Span(document, *each) for each in words))


class Terms:
    """The words searched for, parsed. Raises PinciteError if they are none or too long."""

    def __init__(self, words: str) -> None:
        if len(words) > MAX_CHARS:
            raise PinciteError(
                f"The words to search for have {len(words)} characters; at most {MAX_CHARS} are "
                "allowed. Search for fewer words."
            )
        terms = [(match[1], match[2]) for match in _TERM.finditer(words)]
        self._exact = [phrase for phrase, word in terms if phrase and _WORD.search(phrase)]
        others = [word for _, word in terms if word and _WORD.search(word)]
        self._exact += [word for word in others if not _may_inflect(word)]
        self._inflected = [word for word in others if _may_inflect(word)]
        if not self._exact and not self._inflected:
            raise PinciteError("There is no word to search for. Type at least one.")

    @property
    def phrases(self) -> list[str]:
        """The phrases of which a passage has all, for the full-text index."""
        return [*self._exact, *self._inflected]

    def finders(self, stem: Stem) -> list[Callable[[str, int, int], list[CharRange]]]:
        """For each term, what finds its places in a range of a text."""
        return [
            *(_finder(rf"(?<!\w){written_forms(each)}(?!\w)") for each in self._exact),
            *(_inflections(each, stem) for each in self._inflected),
        ]


def _may_inflect(word: str) -> bool:
    return word.isalpha()


def _finder(pattern: str) -> Callable[[str, int, int], list[CharRange]]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text, start, end: [each.span() for each in compiled.finditer(text, start, end)]


def _inflections(word: str, stem: Stem) -> Callable[[str, int, int], list[CharRange]]:
    """Words of one stem begin alike but for its last letter: tie, ties, tied."""
    wanted = stem(fold(word))
    beginning = written_forms(word[: max(len(wanted) - 1, 1)])
    compiled = re.compile(rf"(?<!\w){beginning}\w*", re.IGNORECASE)
    stems = dict[str, bool]()

    def is_inflection(form: str) -> bool:
        if form not in stems:
            stems[form] = stem(fold(form)) == wanted
        return stems[form]

    return lambda text, start, end: [
        each.span() for each in compiled.finditer(text, start, end) if is_inflection(each[0])
    ]


def places(
    passages: Iterator[FoundPassage], load: Callable[[int], Document], terms: Terms, stem: Stem
) -> Iterator[Place]:
    """The sentences of the passages that have all terms, in their order."""
    finders = terms.finders(stem)
    last, text = None, ""
    for passage in passages:
        if passage.document != last:
            last, text = passage.document, load(passage.document).text
        for sentence, words in _in_passage(text, passage, finders):
            yield passage.document, sentence, words


def _in_passage(
    text: str,
    passage: FoundPassage,
    finders: Sequence[Callable[[str, int, int], list[CharRange]]],
) -> Iterator[tuple[CharRange, list[CharRange]]]:
    starts = [start for start, _ in passage.sentences]
    found = list[dict[int, list[CharRange]]]()
    for find in finders:
        by_sentence = dict[int, list[CharRange]]()
        for start, end in find(text, starts[0], passage.sentences[-1][1]):
            by_sentence.setdefault(bisect_right(starts, start) - 1, []).append((start, end))
        found.append(by_sentence)
    for number in sorted(set(found[0]).intersection(*found[1:])):
        hits = sorted({hit for by_sentence in found for hit in by_sentence[number]})
        first, last = passage.sentences[number]
        yield (first, max(last, hits[-1][1])), hits
