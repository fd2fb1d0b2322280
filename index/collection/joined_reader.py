"""Reading several libraries at once: the IndexReader of a joined library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from index.collection.ids import id_in_part, joined_id, part_of
from index.collection.part_reader import PartReader
from index.collection.statistics import CollectionStatistics
from index.search.index_reader import EVERYTHING, Scope
from index.search.vectors.faiss_index import oversampled_count
from index.spans import Document
from index.storage import bm25, positions, query_variants
from index.storage.filters import Filter
from index.storage.passages import PassageRow
from index.storage.positions import Position, ScoredId
from index.storage.query_terms import select_terms
from index.storage.vocabulary import Entry, nearest, similar_stems


class JoinedReader:
    """The IndexReader of all parts; see there for its methods. All ids are joined ones."""

    def __init__(self, parts: Sequence[PartReader], generation: int) -> None:
        self.parts = parts
        self.generation = generation
        self._first = parts[0].index  # folds and stems as all parts do

    def nearest(
        self, vector: NDArray[np.float32], k: int, scope: Scope = EVERYTHING
    ) -> list[ScoredId]:
        candidates = self._candidates(vector, k, scope)
        return self._best(
            lambda part, scope: part.nearest(vector, k, scope, candidates.get(part)),
            k,
            scope,
            positions.of_sentences,
        )

    def _candidates(
        self, vector: NDArray[np.float32], k: int, scope: Scope
    ) -> dict[PartReader, list[ScoredId]]:
        """Of the parts whose indexes share centroids: what one index of them all would find."""
        every = sum(part.shared_sentences(EVERYTHING)[1] for part in self.parts)
        if not every:
            return {}
        allowed = {part: part.shared_sentences(inner)[0] for _, part, inner in self._in(scope)}
        probes_all, count = sum(allowed.values()) < every // 2, oversampled_count(k)
        found = {
            part: part.candidates(vector, count, inner, probes_all)
            for _, part, inner in self._in(scope)
            if allowed[part]
        }
        scores = sorted((score for hits in found.values() for _, score in hits), reverse=True)
        line = scores[count - 1] if len(scores) > count else float("-inf")
        return {part: [hit for hit in hits if hit[1] >= line] for part, hits in found.items()}

    def match(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[ScoredId]:
        return self._match(self._phrases(self.folded(question)), k, scope)

    def match_identifiers(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[ScoredId]:
        question = self.folded(question)
        rare = [
            forms
            for forms in query_variants.identifiers(question)
            if sum(part.matching(forms, inner) for _, part, inner in self._in(scope)) <= k
        ]
        if not rare:
            return []
        required = [form for forms in rare for form in forms]
        return self._match(self._phrases(question), k, scope, required)

    def _match(
        self, phrases: Sequence[str], k: int, scope: Scope, required: Sequence[str] = ()
    ) -> list[ScoredId]:
        statistics = self.statistics([*required, *phrases])
        return self._best(
            lambda part, scope: part.scores(phrases, statistics, k, scope, required),
            k,
            scope,
            positions.of_passages,
        )

    def _best(
        self,
        search: Callable[[PartReader, Scope], list[ScoredId]],
        k: int,
        scope: Scope,
        positions_of: Callable[..., Mapping[int, Position]],
    ) -> list[ScoredId]:
        """The best hits of all parts; `positions_of` is called with a store and ids."""
        hits = (
            (joined_id(number, id), score)
            for number, part, inner in self._in(scope)
            for id, score in search(part, inner)
        )
        return positions.best(hits, k, partial(self._positions, positions_of))

    def statistics(self, phrases: Sequence[str]) -> CollectionStatistics:
        """Of all parts together."""
        return sum((part.statistics(phrases) for part in self.parts), CollectionStatistics())

    def _phrases(self, question: str) -> list[str]:
        """See `bm25.phrases`."""

        def select(words: list[str]) -> list[str]:
            frequencies = self.statistics(words).frequencies
            return select_terms(words, passages, lambda word, _: frequencies[word])

        passages = self.statistics([]).passages
        return bm25.phrases(question, select)

    def _in(self, scope: Scope) -> Iterator[tuple[int, PartReader, Scope]]:
        """The parts that the scope concerns: number, part, and the scope as the part has it."""
        for number, part in enumerate(self.parts):
            if scope.document is None:
                yield number, part, scope
            elif part_of(scope.document) == number:
                yield number, part, Scope(document=id_in_part(scope.document))

    def _positions(
        self, positions_of: Callable[..., Mapping[int, Position]], ids: Sequence[int]
    ) -> dict[int, Position]:
        found = dict[int, Position]()
        for number, part in enumerate(self.parts):
            of_part = [id_in_part(id) for id in ids if part_of(id) == number]
            places = positions_of(part.index.store, of_part)
            found |= {joined_id(number, id): place for id, place in places.items()}
        return found

    def positions(self, passages: Sequence[int]) -> Mapping[int, Position]:
        return self._positions(positions.of_passages, passages)

    def passages_of(self, sentences: Sequence[int]) -> list[int]:
        owners = dict[int, int]()
        for number, part in enumerate(self.parts):
            of_part = [id_in_part(id) for id in sentences if part_of(id) == number]
            for id, passage in zip(of_part, part.index.passages_of(of_part), strict=True):
                owners[joined_id(number, id)] = joined_id(number, passage)
        return [owners[id] for id in sentences]

    def text(self, passage: int) -> str:
        return self._part(passage).index.text(id_in_part(passage))

    def columns(self, passage: int) -> tuple[str, str, str]:
        return self._part(passage).index.columns(id_in_part(passage))

    def passage(self, id: int) -> tuple[Document, PassageRow]:
        return self._part(id).index.passage(id_in_part(id))

    def _part(self, id: int) -> PartReader:
        return self.parts[part_of(id)]

    def document_ids(self, filters: Filter) -> Iterator[int]:
        for number, part in enumerate(self.parts):
            for id in part.document_ids(filters).tolist():
                yield joined_id(number, id)

    def names(self) -> Iterator[tuple[int, str, str]]:
        for number, part in enumerate(self.parts):
            for id, source, title in part.names():
                yield joined_id(number, id), source, title

    def folded(self, text: str) -> str:
        return self._first.folded(text)

    def contains(self, phrase: str) -> bool:
        return any(part.contains(phrase) for part in self.parts)

    def similar(self, word: str) -> list[str]:
        stem = self.stem(word)

        def near(most: int) -> list[Entry]:
            texts = dict[str, int]()
            for part in self.parts:
                for each in part.near(stem, most):
                    texts[each.word] = texts.get(each.word, 0) + each.texts
            return nearest(stem, (Entry.of(*each) for each in texts.items()), most)

        return similar_stems(stem, near)

    def stem(self, word: str) -> str:
        return self._first.stem(word)
