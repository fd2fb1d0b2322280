"""What speaks for a candidate beside the reader's score, and differs between kinds of documents.

The reader's margins are as high on a contract that says nothing of what is asked as on a right
paragraph of an encyclopedia. Whether the words of the question, and its names and numbers, stand in
what was read, tells them apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence

from index.search.named_documents import STOP_WORDS, NamedDocument, file_stem
from index.spans import Passage, Span
from qa.readers.reader import SpanPrediction

EVIDENCE = frozenset(
    {"words_found", "names_missing", "mean_margin", "question_word", "question_length"}
)
"""Names of the features."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_STEM = 5
"""Characters by which words are compared, so that "governed" is found in "governs"."""

_QUESTION_WORD = re.compile(r"\b(who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)


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


def share_found(wanted: Collection[str], found: Collection[str]) -> float:
    """The share of the wanted that is found; 1 if nothing is wanted."""
    return sum(each in found for each in wanted) / len(wanted) if wanted else 1.0


class QuestionEvidence:
    """A question with the passages that were read for it."""

    def __init__(
        self,
        question: str,
        passages: Sequence[Passage],
        predictions: Sequence[SpanPrediction],
        named: Sequence[NamedDocument] = (),
    ) -> None:
        """`named` are the documents that the question names."""
        self._certainty = {each.id: each.certainty for each in named}
        wanted = content_stems(question)
        found = [
            content_stems(passage.span.text) | _name_stems(passage.span) for passage in passages
        ]
        margins: dict[Span, float] = {}
        for prediction in predictions:
            span = prediction.occurrence.passage.span
            margins[span] = max(prediction.margin, margins.get(span, prediction.margin))
        falling = sorted(margins.values(), reverse=True)
        self._of_question = {
            "words_found": max((share_found(wanted, each) for each in found), default=1.0),
            "names_missing": float(
                len(names_and_numbers(question).difference(*found)) if found else 0
            ),
            "mean_margin": math.fsum(falling) / len(falling) if falling else 0.0,
            "question_word": float(_QUESTION_WORD.search(question) is not None),
            "question_length": math.log(1 + len(_WORD.findall(question))),
        }
        self._wanted = wanted

    def features(self, prediction: SpanPrediction, span: Span) -> dict[str, float]:
        """Of a candidate whose best prediction is this one, answered with this span."""
        return {**self._of_question}


def _name_stems(span: Span) -> frozenset[str]:
    """Of the title and the file name of its document, and its section."""
    document = span.document
    return content_stems(f"{document.title} {file_stem(document.source)} {span.section or ''}")
