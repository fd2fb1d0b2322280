"""Ask every question of a set and judge what comes back: one Row per question, Scores over all of them.

Nothing leaves a denominator: a question on which the engine fails, or whose gold is not in the library, is a question not answered.
"""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval import metrics
from eval.data import Gold, Question, QuestionSet, load
from index import VERSION
from index.library import Library, Method
from index.spans import Document, Passage, PinciteError, Span
from qa.answer import Answer, Ask

Recipe = dict[str, str | int | float | None]  # every setting that the scores depend on, by name


@dataclass(frozen=True, slots=True)
class Row(Question):
    """A question and what became of it. `confidence`, `source`, `place` and `evidence` are of the best reading, given or withheld."""

    answer: str | None = None  # None: abstained, or failed with `error`
    reading: str | None = None  # None: nothing was read
    confidence: float = 0.0
    source: str = ""
    place: str = ""
    em: float = 0.0
    f1: float = 0.0
    right: bool = False  # an answer that overlaps a gold range, or an abstention where there is no gold
    cited: bool = False  # an answer whose sentence overlaps a gold range
    reading_right: bool = False  # the best reading overlaps a gold range, even if it was withheld
    rank: int | None = None  # from 1, of the first passage that holds a whole gold range; None: none does
    milliseconds: float = 0.0  # from question to answer, as the asker waits for it
    evidence: Mapping[str, float] = field(default_factory=dict)
    error: str = ""

    @property
    def abstained(self) -> bool:
        return self.answer is None and not self.error


class Judge:
    """Holds spans against gold. Remembers content hashes: `Document.hash` reads the whole text each time."""

    def __init__(self) -> None:
        self._hashes: dict[int, str] = {}

    def row(self, question: Question, answer: Answer, milliseconds: float) -> Row:
        gold, given = question.gold, None if answer.span is None else answer.span.text
        best = answer.readings[0] if answer.readings else None
        reading_right = best is not None and self._meets(best.span, gold)
        return Row(
            id=question.id,
            question=question.question,
            gold=gold,
            article=question.article,
            answer=given,
            reading=best.span.text if best else None,
            confidence=answer.confidence,
            source=best.span.doc.source if best else "",
            place=best.span.place if best else "",
            em=metrics.exact(given, question.accepted),
            f1=metrics.f1(given, question.accepted),
            right=not gold if given is None else reading_right,
            cited=given is not None and best is not None and self._meets(best.sentence, gold),
            reading_right=reading_right,
            rank=self.rank(answer.passages, gold),
            milliseconds=milliseconds,
            evidence={name: float(value) for name, value in best.evidence.items()} if best else {},
        )

    def rank(self, passages: Sequence[Passage], gold: Sequence[Gold]) -> int | None:
        return next((rank for rank, passage in enumerate(passages, 1) if any(self._holds(passage.span, g) for g in gold)), None)

    def _holds(self, span: Span, gold: Gold) -> bool:
        return span.start <= gold.start and gold.end <= span.end and gold.hash == self._hash(span.doc)

    def _meets(self, span: Span, golds: Iterable[Gold]) -> bool:
        return any(span.start < gold.end and gold.start < span.end and gold.hash == self._hash(span.doc) for gold in golds)

    def _hash(self, document: Document) -> str:
        if document.id not in self._hashes:
            self._hashes[document.id] = document.hash
        return self._hashes[document.id]


class Evaluation:
    """A run to come: iterate for the Rows, one by one, as they are asked. `hashes` are the content hashes in the library.

    `limit` takes that many questions by lot, always the same ones for the same `seed`, in the order of the set.
    """

    def __init__(self, ask: Ask, questions: QuestionSet, hashes: Collection[str], limit: int | None = None, seed: int = 0) -> None:
        if limit is not None and limit < 1:
            raise PinciteError(f"A limit of {limit} leaves no question to ask. Give 1 or more, or no limit for all of them.")
        number = len(questions.questions)
        drawn = range(number) if limit is None or limit >= number else sorted(random.Random(seed).sample(range(number), limit))
        self.questions = tuple(questions.questions[n] for n in drawn)
        self.total = len(self.questions)
        self.missing = tuple(q for q in self.questions if q.gold and not any(gold.hash in hashes for gold in q.gold))
        self._ask = ask
        self._judge = Judge()
        self._recipe: Recipe = {"set": questions.name, "digest": questions.digest[:8], "limit": limit, "seed": seed}

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, self.questions)

    def recipe(self, library: str, documents: int, sentences: int) -> Recipe:
        """For the line beside the scores. What the engine says of itself is known once it has answered."""
        return {**self._recipe, "library": library, "documents": documents, "sentences": sentences, "pincite": VERSION}

    def _row(self, question: Question) -> Row:
        began = time.perf_counter()
        try:
            answer = self._ask(question.question)
        except PinciteError as error:
            return Row(question.id, question.question, question.gold, question.article, error=str(error))
        milliseconds = (time.perf_counter() - began) * 1000
        self._recipe |= {"reader": answer.reader, "passages": len(answer.passages), "threshold": answer.threshold}
        return self._judge.row(question, answer, milliseconds)


def load_set(path: Path) -> QuestionSet:
    """`eval.data.load` for the web page, which knows this module and the reports only."""
    return load(path)


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares in [0, 1] and milliseconds; None where there was nothing to measure. `eval.report.MEASURES` says what each one means."""

    n: int
    answerable: int
    errors: int
    em: float | None
    f1: float | None
    em_answerable: float | None
    f1_answerable: float | None
    right: float | None
    cited: float | None
    accuracy: float | None
    coverage: float | None
    found: metrics.Ranking
    abstention: metrics.Abstention
    ece: float | None
    brier: float | None
    aurc: float | None
    p50: float | None
    p95: float | None
    f1_interval: tuple[float, float] | None  # 95 % bootstrap
    right_interval: tuple[float, float] | None

    @property
    def unanswerable(self) -> int:
        return self.n - self.answerable


def summarise(rows: Sequence[Row]) -> Scores:
    answerable = [row for row in rows if row.gold]
    stated = [(row.confidence, row.reading_right) for row in rows if row.reading is not None]
    times = [row.milliseconds for row in rows if not row.error]
    return Scores(
        n=len(rows),
        answerable=len(answerable),
        errors=sum(row.error != "" for row in rows),
        em=metrics.mean(row.em for row in rows),
        f1=metrics.mean(row.f1 for row in rows),
        em_answerable=metrics.mean(row.em for row in answerable),
        f1_answerable=metrics.mean(row.f1 for row in answerable),
        right=metrics.mean(row.right for row in rows),
        cited=metrics.mean(row.cited for row in answerable),
        accuracy=metrics.mean(row.right for row in rows if row.answer is not None),
        coverage=metrics.mean(row.answer is not None for row in rows),
        found=metrics.ranking([row.rank for row in answerable]),
        abstention=metrics.abstention((row.abstained, not row.gold) for row in rows),
        ece=metrics.ece(stated),
        brier=metrics.brier(stated),
        aurc=metrics.aurc([(row.confidence, row.reading_right) for row in rows]),
        p50=metrics.percentile(times, 50),
        p95=metrics.percentile(times, 95),
        f1_interval=metrics.bootstrap([row.f1 for row in rows]),
        right_interval=metrics.bootstrap([row.right for row in rows]),
    )


def search_table(library: Library, questions: Iterable[Question], k: int = 10) -> dict[Method, metrics.Ranking]:
    """hit@k and MRR of each search by itself, over the answerable questions; a rank beyond `k` counts as not found."""
    judge = Judge()
    ranks: dict[Method, list[int | None]] = {"dense": [], "lexical": [], "fused": []}
    for question in questions:
        for method in ranks if question.gold else ():
            ranks[method].append(judge.rank(library.search(question.question, k, method), question.gold))
    return {method: metrics.ranking(found) for method, found in ranks.items()}
