"""Reading several libraries at once: the IndexReader of a joined library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.collection.ids import id_in_part, joined_id, part_of
from index.collection.part_reader import PartReader
from index.collection.parts import Parts, Steps
from index.collection.statistics import CollectionStatistics
from index.search.index_reader import EVERYTHING, Columns, Method, Query, Ranked, Scope, ids_of
from index.search.mentions import Place
from index.search.vectors.faiss_index import oversampled_count
from index.spans import Document
from index.storage import bm25, positions, query_variants
from index.storage.documents import Contents, DocumentInfo
from index.storage.filters import NO_FILTER, Filter
from index.storage.passages import PassageRow
from index.storage.positions import Position, ScoredId
from index.storage.query_terms import select_terms
from index.storage.vocabulary import Entry, nearest, similar_stems

T = TypeVar("T")


class JoinedReader:
    """The IndexReader of all parts; see there for its methods. All ids are joined ones."""

    def __init__(self, parts: Parts, generation: int) -> None:
        self.parts = parts
        self.generation = generation

    def nearest(
        self, vector: NDArray[np.float32], k: int, scope: Scope = EVERYTHING
    ) -> list[ScoredId]:
        return self._run(self._nearest(vector, k, scope))

    def match(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[ScoredId]:
        return self._run(self._match(question, k, scope))

    def match_identifiers(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[ScoredId]:
        return self._run(self._match_identifiers(question, k, scope))

    def ranked(self, queries: Sequence[Query], k: int, method: Method) -> list[Ranked]:
        """What can be asked together is: parts on other machines answer in few steps."""
        steps = list[Steps[list[ScoredId]]]()
        for query in queries:
            steps += [
                self._nearest(query.vector, k if method != "lexical" else 0, query.scope),
                self._match(query.question, k if method != "dense" else 0, query.scope),
                self._match_identifiers(
                    query.question, k if method == "hybrid" else 0, query.scope
                ),
            ]
        hits = iter(map(ids_of, self.parts.run(steps)))
        return [
            Ranked([*dict.fromkeys(self.passages_of(sentences))], lexical, identifiers)
            for sentences, lexical, identifiers in zip(hits, hits, hits, strict=True)
        ]

    # steps of searching; for `k` 0 they ask nothing

    def _nearest(self, vector: NDArray[np.float32], k: int, scope: Scope) -> Steps[list[ScoredId]]:
        if not k:
            return []
        candidates = yield from self._candidates(vector, k, scope)
        found = yield (
            PartReader.nearest,
            {part: (vector, k, inner, candidates.get(part)) for part, inner in self._in(scope)},
        )
        return _best(found, k, self._sentence_positions)

    def _candidates(
        self, vector: NDArray[np.float32], k: int, scope: Scope
    ) -> Steps[dict[int, list[ScoredId]]]:
        """Of the parts whose indexes share centroids: what one index of them all would find."""
        of_parts = yield PartReader.shared_sentences, self._in_all(EVERYTHING)
        every = sum(sentences for _, sentences in of_parts.values())
        if not every:
            return {}
        shared = yield (
            PartReader.shared_sentences,
            {part: (inner,) for part, inner in self._in(scope)},
        )
        allowed = {part: some for part, (some, _) in shared.items()}
        probes_all, count = sum(allowed.values()) < every // 2, oversampled_count(k)
        found = yield (
            PartReader.candidates,
            {
                part: (vector, count, inner, probes_all)
                for part, inner in self._in(scope)
                if allowed[part]
            },
        )
        scores = sorted((score for hits in found.values() for _, score in hits), reverse=True)
        line = scores[count - 1] if len(scores) > count else float("-inf")
        return {part: [hit for hit in hits if hit[1] >= line] for part, hits in found.items()}

    def _match(self, question: str, k: int, scope: Scope) -> Steps[list[ScoredId]]:
        if not k:
            return []
        phrases, statistics = yield from self._phrases(self.folded(question))
        return (yield from self._scored(phrases, statistics, k, scope))

    def _match_identifiers(self, question: str, k: int, scope: Scope) -> Steps[list[ScoredId]]:
        question = self.folded(question)
        identifiers = query_variants.identifiers(question) if k else []
        if not identifiers:
            return []
        counts = yield (
            PartReader.matching,
            {part: (identifiers, inner) for part, inner in self._in(scope)},
        )
        totals = map(sum, zip(*counts.values(), strict=True))
        rare = [forms for forms, total in zip(identifiers, totals, strict=True) if total <= k]
        if not rare:
            return []
        required = [form for forms in rare for form in forms]
        phrases, statistics = yield from self._phrases(question, required)
        return (yield from self._scored(phrases, statistics, k, scope, required))

    def _phrases(
        self, question: str, required: Sequence[str] = ()
    ) -> Steps[tuple[list[str], CollectionStatistics]]:
        """See `bm25.phrases`. With the statistics of all that may be searched, asked at once."""
        of_parts = yield PartReader.statistics, self._in_all([*bm25.counted(question), *required])
        statistics = sum(of_parts.values(), CollectionStatistics())
        selected = select_terms(
            bm25.words(question), statistics.passages, lambda word, _: statistics.frequencies[word]
        )
        return bm25.phrases(question, selected), statistics

    def _scored(
        self,
        phrases: Sequence[str],
        statistics: CollectionStatistics,
        k: int,
        scope: Scope,
        required: Sequence[str] = (),
    ) -> Steps[list[ScoredId]]:
        found = yield (
            PartReader.scores,
            {part: (phrases, statistics, k, inner, required) for part, inner in self._in(scope)},
        )
        return _best(found, k, self.positions)

    def statistics(self, phrases: Sequence[str]) -> CollectionStatistics:
        """Of all parts together."""
        return sum(self._all(PartReader.statistics, phrases), CollectionStatistics())

    def positions(self, passages: Sequence[int]) -> Mapping[int, Position]:
        return self._positions(PartReader.passage_positions, passages)

    def _sentence_positions(self, sentences: Sequence[int]) -> Mapping[int, Position]:
        return self._positions(PartReader.sentence_positions, sentences)

    def _positions(
        self, method: Callable[..., Mapping[int, Position]], ids: Sequence[int]
    ) -> Mapping[int, Position]:
        return {
            joined_id(part, id): place
            for part, places in self.parts.ask(method, _by_part(ids)).items()
            for id, place in places.items()
        }

    def passages_of(self, sentences: Sequence[int]) -> list[int]:
        of_sentences = self._each(PartReader.passages_of, sentences)
        return [
            joined_id(part_of(id), owner) for id, owner in zip(sentences, of_sentences, strict=True)
        ]

    def texts(self, passages: Sequence[int]) -> list[str]:
        return self._each(PartReader.texts, passages)

    def columns(self, passages: Sequence[int]) -> list[Columns]:
        return self._each(PartReader.columns, passages)

    def passages(self, ids: Sequence[int]) -> list[tuple[Document, PassageRow]]:
        return self._each(PartReader.passages, ids)

    def folded(self, text: str) -> str:
        return self.parts.folded(text)

    def contained(self, phrases: Sequence[str]) -> set[str]:
        return set[str]().union(*self._all(PartReader.contained, phrases))

    def similar(self, word: str) -> list[str]:
        stem = self.stem(word)

        def near(most: int) -> list[Entry]:
            texts = dict[str, int]()
            for each in chain.from_iterable(self._all(PartReader.near, stem, most)):
                texts[each.word] = texts.get(each.word, 0) + each.texts
            return nearest(stem, (Entry.of(*each) for each in texts.items()), most)

        return similar_stems(stem, near)

    def stem(self, word: str) -> str:
        return self.parts.ask(PartReader.stem, {0: (word,)})[0]

    # documents

    def document_ids(self, filters: Filter) -> Iterator[int]:
        for part, ids in enumerate(self._all(PartReader.document_ids, filters)):
            for id in ids.tolist():
                yield joined_id(part, id)

    def names(self) -> Iterator[tuple[int, str, str]]:
        for part, names in enumerate(self._all(PartReader.names)):
            for id, source, title in names:
                yield joined_id(part, id), source, title

    def count(self, filters: Filter = NO_FILTER) -> int:
        """Number of documents that pass a filter."""
        return sum(self._all(PartReader.count, filters))

    def has_document(self, id: int) -> bool:
        part = part_of(id)
        if not 0 <= part < len(self.parts):
            return False
        return self.parts.ask(PartReader.has_document, {part: (id_in_part(id),)})[part]

    def contents(self) -> list[Contents]:
        """Of each part, with the ids that documents have there."""
        return self._all(PartReader.contents)

    def list_documents(self, filters: Filter = NO_FILTER) -> Iterator[tuple[int, DocumentInfo]]:
        """The documents that pass a filter, with the parts and the ids there."""
        for part, infos in enumerate(self._all(PartReader.list_documents, filters)):
            for info in infos:
                yield part, info

    def mentions(self, words: str, filters: Filter, most: int) -> Iterator[Place]:
        """See LibraryIndexReader.mentions; the first ones of each part."""
        for part, found in enumerate(self._all(PartReader.mentions, words, filters, most)):
            for document, sentence, spans in found:
                yield joined_id(part, document), sentence, spans

    # asking parts

    def _run(self, steps: Steps[T]) -> T:
        return self.parts.run([steps])[0]

    def _all(self, method: Callable[..., T], *arguments: object) -> list[T]:
        """What all parts return, in their order."""
        found = self.parts.ask(method, self._in_all(*arguments))
        return [found[part] for part in range(len(self.parts))]

    def _in_all(self, *arguments: object) -> dict[int, tuple[object, ...]]:
        """The same arguments for all parts."""
        return dict.fromkeys(range(len(self.parts)), arguments)

    def _each(self, method: Callable[..., Sequence[T]], ids: Sequence[int]) -> list[T]:
        """What the parts of the ids return for them, in their order."""
        found = self.parts.ask(method, _by_part(ids))
        queues = {part: iter(each) for part, each in found.items()}
        return [next(queues[part_of(id)]) for id in ids]

    def _in(self, scope: Scope) -> Iterator[tuple[int, Scope]]:
        """The parts that the scope concerns, and the scope as the part has it."""
        if scope.document is None:
            yield from ((part, scope) for part in range(len(self.parts)))
        else:
            yield part_of(scope.document), Scope(document=id_in_part(scope.document))


class Reading(Protocol):
    """What opens joined readers."""

    def reading(self) -> AbstractContextManager[JoinedReader]: ...


def _by_part(ids: Sequence[int]) -> dict[int, tuple[list[int]]]:
    """Part -> the ids there, in their order, as the one argument of a method."""
    found = dict[int, tuple[list[int]]]()
    for id in ids:
        found.setdefault(part_of(id), ([],))[0].append(id_in_part(id))
    return found


def _best(
    found: Mapping[int, Sequence[ScoredId]],
    k: int,
    positions_of: Callable[[Sequence[int]], Mapping[int, Position]],
) -> list[ScoredId]:
    """The best hits of all parts."""
    hits = ((joined_id(part, id), score) for part, of in found.items() for id, score in of)
    return positions.best(hits, k, positions_of)
