"""A stand-in engine for the tests of the page: a real library of small documents, answers by rule.

The encoder counts hashed words, so no model is loaded; all types are the real ones.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.encoders.base import Fingerprint, Vectors
from index.library import Library
from index.spans import Document, Marker, Passage, Span
from index.storage.filters import NO_FILTER, Filter
from qa.decision.calibration import OperatingPoint
from qa.questions.validation import validate_question
from qa.types import Answer, AnswerCandidate, Occurrence

DIMENSION = 64


class WordEncoder:
    """Unit vectors of hashed words: texts that share words are near."""

    fingerprint = Fingerprint("hashed-words", "0" * 64, DIMENSION)
    pause = 0.0
    """Seconds that every call takes besides, so that something can be seen while it goes on."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self.pause)
        counts = np.full((len(texts), DIMENSION), 0.01, np.float32)
        for row, text in zip(counts, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[zlib.crc32(word.encode()) % DIMENSION] += 1
        unit: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return unit


def document(
    source: str,
    title: str,
    *sections: tuple[str, str],
    pages: bool = False,
    tags: tuple[str, ...] = (),
    date: str = "",
) -> Document:
    """A document of (heading, text) sections; with `pages`, each begins a page."""
    text, marks = "", []
    for number, (heading, body) in enumerate(sections, 1):
        text += "\n\n" if text else ""
        if pages:
            marks.append(Marker("page", len(text), len(text), str(number)))
        marks.append(Marker("heading", len(text), len(text) + len(heading), heading))
        text += f"{heading}\n\n{body}"
    return Document(0, source, title, text, tuple(marks), tags=tags, date=date)


AQUEDUCTS = document(
    "aqueducts.md",
    "How Roman aqueducts worked",
    (
        "Overview",
        "Roman engineers carried water into their cities by gravity alone. A channel had "
        "to fall steadily along its whole length, and surveyors kept that fall remarkably"
        " small. On the aqueduct that served Nîmes the gradient averaged only 25 "
        "centimetres per kilometre, so a slight error anywhere along the line could have "
        "stopped the flow.",
    ),
    (
        "Pont du Gard",
        "Where the line met the river Gardon, the builders raised a bridge of three "
        "tiers. The Pont du Gard stands 48.8 metres high and is the tallest surviving "
        "Roman aqueduct bridge. Its lower arches were fitted largely without mortar, from"
        " blocks that weigh up to six tonnes.",
    ),
    (
        "Upkeep",
        "Lime in the water slowly coated the channel walls. Crews entered through shafts "
        "to chip the crust away, yet by the sixth century the deposits had narrowed the "
        "Nîmes channel so far that it was abandoned.",
    ),
)
GUIDE = document(
    "gard-guide.txt",
    "Visitor guide: Pont du Gard",
    (
        "The site",
        "The bridge lies near Vers-Pont-du-Gard. Visitors may walk across the road bridge"
        " that was built in the eighteenth century.",
    ),
    (
        "Figures",
        "Measured from the river bed, the bridge is 48.8 metres tall. The water channel "
        "runs along the top tier, which is 275 metres long today. About 40,000 cubic "
        "metres of water crossed it each day.",
    ),
    pages=True,
    tags=("travel",),
    date="2021-06",
)
CONCRETE = document(
    "concrete.txt",
    "Why Roman concrete lasted",
    (
        "Mix",
        "Roman builders mixed lime with volcanic ash from the bay of Naples. In sea water"
        " the ash reacts with lime and grows interlocking crystals, so harbour piers "
        "hardened over centuries.",
    ),
)
DOCUMENTS = (AQUEDUCTS, GUIDE, CONCRETE)


@dataclass(frozen=True, slots=True)
class Rule:
    """If the question contains `word`, the answer is `words` in the sentence with `sentence`.

    Without `words` it is the whole sentence. `items` are words within `words`.
    """

    word: str
    sentence: str
    sources: tuple[str, ...]
    confidence: float
    words: str = ""
    items: tuple[str, ...] = ()


HIGH = "How high is the Pont du Gard?"
WHY = "Why was the Nîmes channel abandoned?"
MIX = "What did Roman builders mix with lime?"
NOBODY = "Who designed the Eiffel Tower?"
VISITORS = "May visitors cross it?"
"""Has a possible answer."""
INGREDIENTS = "Which ingredients were combined?"
"""Its answer is a list."""
LENGTH = "What is the length of the upper channel?"
"""Two documents answer it differently."""
EXAMPLES = (HIGH, WHY, MIX, NOBODY)

RULES = (
    Rule("eiffel", "Visitors may walk across", ("gard-guide.txt",), 0.08),
    Rule("abandoned", "Crews entered through shafts", ("aqueducts.md",), 0.62),
    Rule("mix", "Roman builders mixed lime", ("concrete.txt",), 0.97, "volcanic ash"),
    Rule("high", "48.8 metres", ("aqueducts.md", "gard-guide.txt"), 0.94, "48.8 metres"),
    Rule("high", "275 metres", ("gard-guide.txt",), 0.07, "275 metres"),
    Rule("visitors", "Visitors may walk across", ("gard-guide.txt",), 0.27),
    Rule(
        *("ingredients", "Roman builders mixed lime", ("concrete.txt",), 0.8),
        *("lime with volcanic ash", ("lime", "volcanic ash")),
    ),
    Rule("length", "275 metres", ("gard-guide.txt",), 0.7, "275 metres"),
    Rule("length", "48.8 metres", ("aqueducts.md",), 0.6, "48.8 metres"),
)


class StandIn:
    """Answers by rule.

    A question that names a source ("hostile.md") gets that document's first sentence; questions
    without a rule are not answered.
    """

    threshold, possible_threshold = 0.35, 0.2
    reader = "hand-made rules"
    operating_points = tuple(
        OperatingPoint(*each, None)
        for each in ((0.02, 0.95, 0.1), (0.05, 0.9, 0.4), (0.1, 0.35, 0.7), (0.3, 0.05, 0.9))
    )
    config: Mapping[str, str | int | float | None] = {"reader": reader, "threshold": threshold}

    def __init__(self, library: Library, pause: float = 0.0) -> None:
        self.library = library
        self.pause = pause

    def ask(
        self, question: str, filters: Filter = NO_FILTER, *, everywhere: bool = False
    ) -> Answer:
        question = validate_question(question)
        if "explode" in question:
            raise RuntimeError("the engine broke")
        time.sleep(self.pause)
        passages = self.library.search(question, 20, filters=filters)
        readings = [*self._named(question, passages), *self._ruled(question, passages)]
        conflicting = readings[1:2] if "length" in question else []
        return Answer(
            question,
            tuple(readings[: len(readings) - len(conflicting)]),
            tuple(passages),
            self.threshold,
            self.library.count(filters),
            12.3,
            self.reader,
            possible_threshold=self.possible_threshold,
            items=tuple(_items(question, readings)),
            conflicting=tuple(conflicting),
            named=() if everywhere else self._titled(question, passages),
        )

    def for_library(self, library: Library) -> StandIn:
        return type(self)(library)

    def _titled(self, question: str, passages: list[Passage]) -> tuple[Document, ...]:
        """The document whose title begins with two words of the question."""
        documents = dict.fromkeys(passage.span.document for passage in passages)
        return tuple(each for each in documents if " ".join(each.title.split()[:2]) in question)

    def _named(self, question: str, passages: list[Passage]) -> list[AnswerCandidate]:
        named = [passage for passage in passages if passage.span.document.source in question]
        return [AnswerCandidate(_whole(passage), 0.9, {"score": 1.0}) for passage in named[:1]]

    def _ruled(self, question: str, passages: list[Passage]) -> list[AnswerCandidate]:
        readings = []
        for rule in RULES:
            places = tuple(
                place for source in rule.sources for place in _places(rule, source, passages)
            )
            if rule.word in question.lower() and places:
                readings.append(
                    AnswerCandidate(places, rule.confidence, {"score": rule.confidence})
                )
        return sorted(readings, key=lambda reading: -reading.confidence)


def _items(question: str, readings: list[AnswerCandidate]) -> Iterator[Occurrence]:
    for rule in RULES:
        if rule.items and rule.word in question.lower():
            place = readings[0].occurrences[0]
            for words in rule.items:
                start = place.span.start + place.span.text.index(words)
                yield replace(place, span=Span(place.span.document, start, start + len(words)))


def _whole(passage: Passage) -> tuple[Occurrence, ...]:
    sentence = passage.sentences[0].span
    return (Occurrence(sentence, sentence, passage),)


def _places(rule: Rule, source: str, passages: list[Passage]) -> list[Occurrence]:
    found = []
    for passage in passages:
        for hit in passage.sentences if passage.span.document.source == source else ():
            if rule.sentence in hit.span.text:
                start = hit.span.start + hit.span.text.index(rule.words)
                words = (
                    Span(hit.span.document, start, start + len(rule.words))
                    if rule.words
                    else hit.span
                )
                found.append(Occurrence(words, hit.span, passage))
    return found


def library(path: Path, documents: Sequence[Document] = DOCUMENTS) -> Library:
    made = Library.open(path, create=True, encoder=WordEncoder())
    for each in documents:
        made.add(each)
    return made
