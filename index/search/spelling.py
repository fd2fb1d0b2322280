"""Words of a question that the library does not have, and its own words that are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from index.encoders.base import Encoder, KnowsWords
from index.search.index_reader import IndexReader
from index.search.named_documents import DocumentNames
from index.storage.query_variants import STOP_WORDS
from index.storage.vocabulary import edit_distance, max_edits

_WORD = re.compile(r"(?<![\w'’.@/-])[^\W\d_]{4,}(?![\w'’@/-])")
"""Whole words of letters: no part of a code, an address or a compound."""

_PART = re.compile(r"[^\W_]+")
_STEMS, _PASSAGES = 3, 5  # that are tried, and read for each


class SpellingCorrector:
    """Corrects questions to one library. Safe for many threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def corrections(
        self, index: IndexReader, question: str, names: DocumentNames
    ) -> dict[str, str]:
        """Words of the question that are in no passage -> words of the library in their place.

        Those are two words that the library writes apart ("database": "data base"), or the nearest
        within one or two edits. No other word is meant by one that is well spelt, because the
        encoder knows it or it is one of the `names` of documents.
        """
        found = dict[str, str]()
        words = folded_words(index, question)
        in_passages = index.contained([*words.values()])
        missing = {
            word: folded
            for word, folded in words.items()
            if folded not in STOP_WORDS and folded not in in_passages
        }
        apart = _written_apart(index, missing.values())
        for word, folded in missing.items():
            meant = apart[folded]
            if not meant and not self._is_known(folded) and not names.has_word(folded):
                meant = _nearest(index, folded) or next(iter(names.similar(folded)), "")
            if meant:
                found[word] = meant
        return found

    def _is_known(self, word: str) -> bool:
        return isinstance(self._encoder, KnowsWords) and self._encoder.knows(word)


def folded_words(index: IndexReader, question: str) -> dict[str, str]:
    """The words whose spelling is looked at -> as the index has them."""
    return {word: index.folded(word.lower()) for word in _WORD.findall(question)}


def corrected(question: str, corrections: Mapping[str, str]) -> str:
    """The question with the words in their places."""
    return _WORD.sub(lambda word: corrections.get(word[0], word[0]), question)


def _nearest(index: IndexReader, word: str) -> str:
    """In lower case, as it stands in a passage, for the vocabulary has stems; "" if none."""
    for stem in index.similar(word)[:_STEMS]:
        words = set[str]()
        hits = index.match(stem, _PASSAGES)
        for columns in index.columns([id for id, _ in hits]):
            words.update(_PART.findall(" ".join(columns).lower()))
        near = [(edit_distance(each, word), each) for each in words if each[0] == word[0]]
        near = [pair for pair in near if pair[0] <= max_edits(word)]
        same = [pair for pair in near if index.stem(pair[1]) == stem]
        if same:
            return min(same)[1]
    return ""


def splits(word: str) -> list[str]:
    """The pairs of words that it may be: "database" "data base".

    >>> splits("tools")
    ['t ools', 'too ls']
    """
    pairs = (f"{word[:end]} {word[end:]}" for end in range(1, len(word) - 1))
    return [pair for pair in pairs if STOP_WORDS.isdisjoint(pair.split())]


def _written_apart(index: IndexReader, words: Iterable[str]) -> dict[str, str]:
    """Word -> the two words that the library writes for it; "" if none."""
    pairs = {word: splits(word) for word in words}
    in_passages = index.contained([pair for of in pairs.values() for pair in of])
    return {
        word: next((pair for pair in of if pair in in_passages), "") for word, of in pairs.items()
    }
