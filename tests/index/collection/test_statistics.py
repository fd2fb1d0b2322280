"""BM25 computed from postings and statistics, against FTS5's own scores: equal to the last bit.

On processors whose C compilers fuse multiplications and additions (ARM), FTS5 rounds otherwise.
"""

from __future__ import annotations

import math
import platform
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.collection.ids import id_in_part, joined_id
from index.collection.joined_reader import JoinedReader
from index.collection.part_reader import PartReader
from index.collection.parts import OpenParts
from index.collection.statistics import MIN_IDF, CollectionStatistics, PassageStatistics
from index.search.index_reader import LibraryIndexReader, Scope
from index.storage import bm25, documents
from index.storage.connection import Store
from index.storage.document_cache import DocumentCache
from index.storage.filters import Filter
from tests.conftest import document
from tests.index.storage.test_query_terms import add
from tests.support import proof
from tests.support.collections import WORDS

bits = pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="see above")

_word = st.sampled_from(WORDS) | st.text(max_size=9)
_text = st.lists(_word, min_size=1, max_size=30).map(" ".join)


def reader(store: Store, hidden: Sequence[int] = ()) -> JoinedReader:
    """Of one library, under its own statistics."""
    index = LibraryIndexReader(store, DocumentCache(), cast(Any, None))
    return JoinedReader(
        OpenParts([PartReader(index, PassageStatistics(store, hidden))]), store.generation
    )


@bits
@pytest.mark.slow
@given(
    texts=st.lists(st.tuples(_text, _text), min_size=1, max_size=12),
    removed=st.sets(st.integers(0, 11), max_size=4),
    questions=st.lists(_text, min_size=8, max_size=10),
)
@settings(
    max_examples=proof.size(8, 150),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_scores_are_those_of_fts5(
    tmp_path: Path, texts: list[tuple[str, str]], removed: set[int], questions: list[str]
) -> None:
    """Any words in any script, after some documents were removed and one was replaced."""
    path = tmp_path / "s.pincite"
    path.unlink(missing_ok=True)
    with closing(Store(path, create=True)) as store:
        ids = [_put(store, number, *text) for number, text in enumerate(texts)]
        for number in removed & {*range(len(texts))}:
            with store.writing():
                documents.delete(store, ids[number])
        _put(store, 99, "A title", texts[0][1])
        with store.reading():
            joined = reader(store)
            for question in questions:
                for k in (2, 100):
                    for scope in (Scope(), Scope(Filter(sources=("1*",))), Scope(document=ids[-1])):
                        if scope.document is None or documents.exists(store, ids[-1]):
                            _compare(store, joined, question, k, scope)


def _put(store: Store, number: int, title: str, text: str) -> int:
    text = text if text.strip() else "text"
    written = document(text.encode(errors="ignore").decode(), f"{number}", _valid(title))
    half = max(1, len(written.text) // 2)
    sentences = [(0, half), *([(half, len(written.text))] if half < len(written.text) else [])]
    vectors = [[1.0, 0.0]] * len(sentences)
    import numpy as np

    with store.writing():
        return documents.insert(
            store,
            written,
            sentences,
            [(n, n + 1) for n in range(len(sentences))],
            np.array(vectors),
        )


def _valid(text: str) -> str:
    return text.encode(errors="ignore").decode()


def _compare(store: Store, joined: JoinedReader, question: str, k: int, scope: Scope) -> None:
    question = _valid(question)
    arguments = store, question, k, scope.filters, scope.document
    if scope.document is not None:
        scope = Scope(document=joined_id(0, scope.document))
    assert _own(joined.match(question, k, scope)) == bm25.search(*arguments)
    found = _own(joined.match_identifiers(question, k, scope))
    assert found == bm25.search_identifiers(*arguments)


def _own(hits: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """With the ids of the part."""
    return [(id_in_part(id), score) for id, score in hits]


def test_one_score_by_hand(tmp_path: Path) -> None:
    """Three passages of 4, 3 and 2 words (a title of one word each); "mill" is in one, twice.

    idf = ln((3 - 1 + .5) / (1 + .5)); tf 2, length 4, average 3.
    """
    with closing(Store(tmp_path / "s.pincite", create=True)) as store:
        for number, text in enumerate(("mill mill dog", "two cats", "horse")):
            add(store, text, f"{number}")
        with store.reading():
            ((_, score),) = reader(store).match("mill", 9)
    norm = 1.2 * (1 - 0.75 + 0.75 * 4 / 3)
    assert score == pytest.approx(math.log(2.5 / 1.5) * 2 * 2.2 / (2 + norm), rel=1e-12)


def test_statistics_of_several_libraries_are_added() -> None:
    one = CollectionStatistics(2, 10, {"cat": 1, "dog": 2})
    both = one + CollectionStatistics(3, 20, {"cat": 1, "mill": 1})
    assert both == CollectionStatistics(5, 30, {"cat": 2, "dog": 2, "mill": 1})
    assert both.idf("mill") == pytest.approx(math.log(4.5 / 1.5))
    assert one.idf("dog") == MIN_IDF, "a word in most passages"


def test_hidden_documents_count_for_nothing(tmp_path: Path) -> None:
    """Statistics of a library of three documents without one equal those of one with two."""
    with ExitStack() as stack:
        stores = [
            stack.enter_context(closing(Store(tmp_path / name, create=True))) for name in "ab"
        ]
        for number, text in enumerate(("Mills grind.", "A dog barks at the mill.", "Old mills.")):
            add(stores[0], text, f"{number}")
            if number != 1:
                add(stores[1], text, f"{number}")
        for store in stores:
            stack.enter_context(store.reading())
        hidden, fewer = reader(stores[0], [2]), reader(stores[1])
        phrases = ["mill", "dog", "the mill"]
        assert hidden.statistics(phrases) == fewer.statistics(phrases)
        assert "mill" in hidden.contained(["mill"])
        assert "dog" not in hidden.contained(["dog"])
        assert hidden.similar("dgo") == fewer.similar("dgo") == []
        scores = [[score for _, score in each.match("old mill", 9)] for each in (hidden, fewer)]
        assert scores[0] == scores[1]
        assert len(scores[0]) == 2
