"""Compares answers and search results with the gold: a record for an answer, ranks for a search."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from eval.datasets.dataset import GoldSpan, Question, RelevantDocument
from eval.failures import classify
from eval.metrics.ranking import Ranked, average_precision, ndcg_at, ranked, recall_at
from eval.runs.records import EvalRecord
from index.spans import Document, Passage, Span
from qa.readers.squad import exact_match, f1
from qa.types import Answer, AnswerCandidate

DEPTH = 10
"""The k of recall@k and nDCG@k over the passages that were read."""


class Grader:
    """`hashes` are the content hashes in the library; None: assume that all gold is in it.

    Caches the hashes of documents: `Document.hash` reads the whole text each time.
    """

    def __init__(self, hashes: Collection[str] | None = None) -> None:
        self._library = hashes
        self._hashes: dict[int, str] = {}

    def grade(self, question: Question, answer: Answer, milliseconds: float) -> EvalRecord:
        given = None if answer.span is None else answer.span.text
        best = answer.candidates[0] if answer.candidates else None
        row = EvalRecord(
            id=question.id,
            question=question.question,
            gold=question.gold,
            article=question.article,
            documents=question.documents,
            answer=given,
            outcome=answer.outcome,
            confidence=answer.confidence,
            rank=self.rank(answer.passages, question),
            milliseconds=milliseconds,
        )
        row = self._with_ranking(row, answer)
        if best is not None:
            row = self._with_candidate(row, best)
        row = replace(row, right=not row.answerable if given is None else row.candidate_right)
        if row.has_text_gold:
            em, overlap = exact_match(given, row.accepted), f1(given, row.accepted)
            row = replace(row, em=em, f1=overlap)
        return self._classified(row, answer, best)

    def _with_ranking(self, row: EvalRecord, answer: Answer) -> EvalRecord:
        ranking = self.ranking(answer.passages, row)
        return replace(
            row,
            recall=recall_at(ranking, DEPTH),
            ndcg=ndcg_at(ranking, DEPTH),
            average_precision=average_precision(ranking),
        )

    def _with_candidate(self, row: EvalRecord, best: AnswerCandidate) -> EvalRecord:
        given = row.answer is not None
        return replace(
            row,
            candidate=best.span.text,
            source=best.span.document.source,
            place=best.span.place,
            sentence_right=given and self._overlaps_gold(best.sentence, row),
            candidate_right=self._overlaps_gold(best.span, row),
            features={name: float(value) for name, value in best.features.items()},
        )

    def failed(self, question: Question, error: str) -> EvalRecord:
        """The record of a question that was rejected with an error."""
        return EvalRecord(
            id=question.id,
            question=question.question,
            gold=question.gold,
            article=question.article,
            documents=question.documents,
            error=error,
            failure="error",
            why=error,
        )

    def _classified(
        self, row: EvalRecord, answer: Answer, best: AnswerCandidate | None
    ) -> EvalRecord:
        failure, why = classify(
            row,
            indexed=self._library is None or any(hash in self._library for hash in row.hashes),
            contains_gold=best is not None
            and self._is_relevant(best.occurrences[0].passage.span, row),
            passages=len(answer.passages),
            threshold=answer.threshold,
        )
        return replace(row, failure=failure, why=why)

    def rank(self, passages: Sequence[Passage], question: Question) -> int | None:
        """The rank, from 1, of the first relevant passage; None: there is none.

        A passage is relevant if it contains a whole gold range, or is of a relevant document.
        """
        for rank, passage in enumerate(passages, 1):
            if self._is_relevant(passage.span, question):
                return rank
        return None

    def ranking(self, passages: Sequence[Passage], question: Question) -> Ranked:
        """The ranking behind recall, nDCG and MAP.

        Of passages if there are gold ranges, else of documents, each at its best passage. Gold
        ranges that overlap are one, and each one in no passage counts as one relevant passage that
        was missed.
        """
        if not question.gold:
            documents = [self._document_key(each.span.document, question) for each in passages]
            grades: dict[RelevantDocument | int, int] = {
                each: each.grade for each in question.documents
            }
            return ranked(documents, grades)
        holders = [self._first_holder(passages, group) for group in merge(question.gold)]
        missed = [-1 - number for number, holder in enumerate(holders) if holder is None]
        retrieved = [holder for holder in holders if holder is not None]
        return ranked(range(len(passages)), dict.fromkeys([*retrieved, *missed], 1))

    def _first_holder(self, passages: Sequence[Passage], gold: Sequence[GoldSpan]) -> int | None:
        """The index of the first passage that contains one of the ranges."""
        for number, passage in enumerate(passages):
            if any(self._contains_gold(passage.span, each) for each in gold):
                return number
        return None

    def _document_key(self, document: Document, question: Question) -> RelevantDocument | int:
        """The key of a document in the ranking: its qrel, or its id if it is not relevant.

        Of two relevant documents with the same text, the qrel with its source.
        """
        same = [each for each in question.documents if each.hash == self._hash(document)]
        if not same:
            return document.id
        return next((each for each in same if each.source == document.source), same[0])

    def _is_relevant(self, span: Span, question: Question) -> bool:
        if not question.gold:
            return self._is_relevant_document(span.document, question)
        return any(self._contains_gold(span, gold) for gold in question.gold)

    def _overlaps_gold(self, span: Span, question: Question) -> bool:
        if not question.gold:
            return self._is_relevant_document(span.document, question)
        return any(
            span.start < gold.end
            and gold.start < span.end
            and gold.hash == self._hash(span.document)
            for gold in question.gold
        )

    def _is_relevant_document(self, document: Document, question: Question) -> bool:
        return any(each.hash == self._hash(document) for each in question.documents)

    def _contains_gold(self, span: Span, gold: GoldSpan) -> bool:
        inside = span.start <= gold.start and gold.end <= span.end
        return inside and gold.hash == self._hash(span.document)

    def _hash(self, document: Document) -> str:
        if document.id not in self._hashes:
            self._hashes[document.id] = document.hash
        return self._hashes[document.id]


def merge(gold: Iterable[GoldSpan]) -> list[list[GoldSpan]]:
    """Groups ranges that overlap, directly or through others.

    Annotators who marked "1994" and "in 1994" mean the same.
    """
    groups: list[list[GoldSpan]] = []
    for each in sorted(gold, key=lambda each: (each.hash, each.start, each.end)):
        last = groups[-1] if groups else []
        if last and last[0].hash == each.hash and each.start < max(other.end for other in last):
            last.append(each)
        else:
            groups.append([each])
    return groups
