"""What speaks for a candidate beside the reader's score.

The reader's margins differ between kinds of documents, and are often as high where the documents do
not answer. Whether the words, names and numbers of the question stand in what was read does not
depend on the reader.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from index.search.named_documents import NamedDocument, file_stem
from index.spans import Passage, Span
from index.storage.query_variants import STOP_WORDS

EVIDENCE = frozenset({"words_found", "names_missing", "years_missing", "answer_length"})
"""Names of the features.

words_found    share of the question's words, without the name of a document, in the passage, title
               and section, each weighted by how few of the passages have it
names_missing  names and numbers of the question that are in nothing that was read
years_missing  years of the question that are not in the passage, its section, or the title, file
               name or date of its document
answer_length  ln of the characters

Without years_missing the mean log loss of "right" rises from .392 to .397 (cross-validation over
five kinds), for a kind that the fit has not seen from .435 to .443 (office: .421 to .464). Of
"answerable" it falls from .405 to .389 with words_found, from .396 to .365 with all.
What gained nothing: whether the span is in a table row (for a kind that the fit has not seen the
loss falls without it, of "right" from .435 to .414, of "answerable" from .367 to .361), whether the
question names the document, overlap with title and section, the shape of question and answer, names
and other numbers that are not in the passage, the words of the question in the sentence, the best
candidate of another document, mean margin, dense and lexical rank, cosine of the sentence,
repetition of the question, yes/no and why questions.
"""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_STEM = 5
"""Characters by which words are compared, so that "governed" is found in "governs"."""


def content_stems(text: str) -> frozenset[str]:
    """The beginnings of its words, without stop words and single letters.

    >>> sorted(content_stems("Which law governs the 2nd agreement?"))
    ['2', 'agree', 'gover', 'law', 'nd']
    """
    words = _WORD.findall(text)
    return frozenset(_stem(word) for word in words if _is_content(word))


def names_and_numbers(question: str) -> frozenset[str]:
    """The stems of its numbers and of its capitalised words, the first word apart.

    >>> sorted(names_and_numbers("When was Usio's 2019 agreement made?"))
    ['2019', 'usio']
    """
    words = _WORD.findall(question)
    return frozenset(
        _stem(word)
        for number, word in enumerate(words)
        if _is_content(word) and (word[0].isdigit() or (word[0].isupper() and number > 0))
    )


def _is_content(word: str) -> bool:
    return (len(word) > 1 or word.isdigit()) and word.casefold() not in STOP_WORDS


def _stem(word: str) -> str:
    if word[0].isdigit():
        return word
    folded = word.casefold()
    if len(folded) > _STEM:
        return folded[:_STEM]
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") else folded


class QuestionEvidence:
    """A question with the passages that were read for it."""

    def __init__(
        self, question: str, passages: Sequence[Passage], named: Sequence[NamedDocument] = ()
    ) -> None:
        """`named` are the documents that the question names; their names are not looked for."""
        wanted = named[0].question if named else question
        self._found = {passage.span: _stems_of(passage.span) for passage in passages}
        texts = {passage.span: content_stems(passage.span.text) for passage in passages}
        self._rarities = {
            stem: _rarity(len(passages), sum(stem in text for text in texts.values()))
            for stem in content_stems(wanted)
        }
        self._years = frozenset(_YEAR.findall(wanted))
        self._missing = len(names_and_numbers(wanted).difference(*self._found.values()))

    def features(self, passage: Passage, span: Span) -> dict[str, float]:
        """Of a candidate that was read in this passage and answers with this span."""
        found = self._found[passage.span]
        shared = sum(rarity for stem, rarity in self._rarities.items() if stem in found)
        total = sum(self._rarities.values())
        return {
            "words_found": shared / total if total else 1.0,
            "names_missing": float(self._missing),
            "years_missing": float(
                len(self._years - found - set(_YEAR.findall(span.document.date)))
            ),
            "answer_length": math.log(span.end - span.start),
        }


def _stems_of(span: Span) -> frozenset[str]:
    """Of its text, the title and the file name of its document, and its section."""
    document = span.document
    return content_stems(
        f"{span.text} {document.title} {file_stem(document.source)} {span.section or ''}"
    )


def _rarity(passages: int, found: int) -> float:
    """Weight of a word that so many of the passages have, in nats."""
    return math.log(1 + passages / (0.5 + found))
