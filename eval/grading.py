"""Holds what the engine says against the gold: one Row for one answer, ranks for one search."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from eval.datasets.dataset import GoldSpan, Question, RelevantDocument
from eval.failures import classify
from eval.metrics import answers
from eval.metrics.ranking import Ranked, average_precision, ndcg_at, ranked, recall_at
from eval.runs.records import EvalRecord
from index.spans import Document, Passage, Span
from qa.types import Answer, AnswerCandidate

DEPTH = 10
"""Of recall@10 and nDCG@10 over the passages that were read."""


class Grader:
    """`hashes` are the content hashes in the library; None: whatever is looked for is there.

    Remembers the hashes of documents: `Document.hash` reads the whole text each time.
    """

    def __init__(self, hashes: Collection[str] | None = None) -> None:
        self._library = hashes
        self._hashes: dict[int, str] = {}

    def grade(self, question: Question, answer: Answer, milliseconds: float) -> EvalRecord:
        given = None if answer.span is None else answer.span.text
        best = answer.candidates[0] if answer.candidates else None
        reading_right = best is not None and self._overlaps_gold(best.span, question)
        order = self.ranking(answer.passages, question)
        row = EvalRecord(
            id=question.id,
            question=question.question,
            gold=question.gold,
            article=question.article,
            documents=question.documents,
            answer=given,
            candidate=best.span.text if best else None,
            confidence=answer.confidence,
            source=best.span.document.source if best else "",
            place=best.span.place if best else "",
            right=not question.answerable if given is None else reading_right,
            sentence_right=given is not None
            and best is not None
            and self._overlaps_gold(best.sentence, question),
            candidate_right=reading_right,
            rank=self.rank(answer.passages, question),
            recall=recall_at(order, DEPTH),
            ndcg=ndcg_at(order, DEPTH),
            average_precision=average_precision(order),
            milliseconds=milliseconds,
            features={name: float(value) for name, value in best.features.items()} if best else {},
        )
        if row.has_text_gold:
            row = replace(
                row,
                em=answers.exact_match(given, question.accepted),
                f1=answers.f1(given, question.accepted),
            )
        return self._classed(row, answer, best)

    def failed(self, question: Question, error: str) -> EvalRecord:
        """Of a question that the engine refused."""
        row = EvalRecord(
            question.id,
            question.question,
            question.gold,
            question.article,
            question.documents,
            error=error,
        )
        return replace(row, failure="error", why=error)

    def _classed(self, row: EvalRecord, answer: Answer, best: AnswerCandidate | None) -> EvalRecord:
        indexed = self._library is None or any(hash in self._library for hash in row.hashes)
        holds = best is not None and self._answers(best.occurrences[0].passage.span, row)
        failure, why = classify(
            row,
            indexed=indexed,
            holds=holds,
            passages=len(answer.passages),
            threshold=answer.threshold,
        )
        return replace(row, failure=failure, why=why)

    def rank(self, passages: Sequence[Passage], question: Question) -> int | None:
        """From 1, of the first passage that holds a whole gold range, or is of a relevant document; None: none does."""
        return next(
            (
                rank
                for rank, passage in enumerate(passages, 1)
                if self._answers(passage.span, question)
            ),
            None,
        )

    def ranking(self, passages: Sequence[Passage], question: Question) -> Ranked:
        """The ranking behind recall, nDCG and MAP: of passages where there are gold ranges, else of documents, each at its best passage.

        A relevant passage is one that holds a whole gold range; gold ranges that overlap are one, and each one found nowhere counts as
        one relevant passage that was missed.
        """
        if not question.gold:
            grades: dict[RelevantDocument | int, int] = {
                each: each.grade for each in question.documents
            }
            return ranked(
                [self._document_key(passage.span.document, question) for passage in passages],
                grades,
            )
        holders = [self._holder(passages, place) for place in places(question.gold)]
        missed = sum(holder is None for holder in holders)
        relevant = {holder: 1 for holder in holders if holder is not None} | {
            -1 - number: 1 for number in range(missed)
        }
        return ranked(range(len(passages)), relevant)

    def _holder(self, passages: Sequence[Passage], place: Sequence[GoldSpan]) -> int | None:
        return next(
            (
                n
                for n, passage in enumerate(passages)
                if any(self._contains_gold(passage.span, gold) for gold in place)
            ),
            None,
        )

    def _document_key(self, document: Document, question: Question) -> RelevantDocument | int:
        """The relevant text that a document is, by its source where two relevant texts read the same; else its id."""
        same = [each for each in question.documents if each.hash == self._hash(document)]
        return (
            next((each for each in same if each.source == document.source), same[0])
            if same
            else document.id
        )

    def _answers(self, span: Span, question: Question) -> bool:
        return (
            any(self._contains_gold(span, gold) for gold in question.gold)
            if question.gold
            else self._relevant(span.document, question)
        )

    def _overlaps_gold(self, span: Span, question: Question) -> bool:
        if not question.gold:
            return self._relevant(span.document, question)
        return any(
            span.start < gold.end
            and gold.start < span.end
            and gold.hash == self._hash(span.document)
            for gold in question.gold
        )

    def _relevant(self, document: Document, question: Question) -> bool:
        return any(each.hash == self._hash(document) for each in question.documents)

    def _contains_gold(self, span: Span, gold: GoldSpan) -> bool:
        return (
            span.start <= gold.start
            and gold.end <= span.end
            and gold.hash == self._hash(span.document)
        )

    def _hash(self, document: Document) -> str:
        if document.id not in self._hashes:
            self._hashes[document.id] = document.hash
        return self._hashes[document.id]


def places(gold: Iterable[GoldSpan]) -> list[list[GoldSpan]]:
    """Ranges that overlap, directly or through others, are one place: annotators who marked "1994" and "in 1994" mean the same."""
    found: list[list[GoldSpan]] = []
    for each in sorted(gold, key=lambda each: (each.hash, each.start, each.end)):
        last = found[-1] if found else []
        if last and last[0].hash == each.hash and each.start < max(other.end for other in last):
            last.append(each)
        else:
            found.append([each])
    return found
