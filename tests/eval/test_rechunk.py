"""Copying a library with passages of another length (eval.tuning.rechunked)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from eval.tuning import rechunked
from index.encoders.base import Vectors
from index.library import Library
from index.maintenance.check import check_library
from index.search.index_reader import Method
from index.spans import Document, Marker
from tests.conftest import WordEncoder, document

QUESTION = "Dogs have words of their own"
LONG = document(
    "\n\n".join(
        f"Paragraph {n} has its own words, {'and more of them ' * 12}here." for n in range(6)
    ),
    "long.txt",
    "Long",
)
MARKED = replace(
    LONG,
    source="marked.txt",
    markers=(Marker("heading", 0, 11, "Paragraph 0"),),
    tags=("x",),
    author="Ann",
)
DOCUMENTS: tuple[Document, ...] = (
    document("Dogs bark. Dogs chase cats.", "dogs.txt", "Dogs"),
    LONG,
    MARKED,
    document("Cats sleep all day. They hunt at night.", "cats.txt", "Cats"),
)


class QuestionEncoder(WordEncoder):
    """Encodes one text at a time: encoding the sentences of a document again fails."""

    def __init__(self, encoder: WordEncoder) -> None:
        self._axes = encoder._axes

    def encode(self, texts: Sequence[str]) -> Vectors:
        assert len(texts) == 1
        return super().encode(texts)


def found(library: Library, method: Method) -> list[tuple[str, int, int, float]]:
    passages = library.search(QUESTION, 99, method)
    return [(p.span.document.source, p.span.start, p.span.end, p.score) for p in passages]


def properties(library: Library) -> list[tuple[object, ...]]:
    return [
        (info.source, info.hash, info.sentences, info.author, info.tags, info.added)
        for info in library.list_documents()
    ]


def test_a_rechunked_library_equals_one_made_with_that_passage_length(
    library: Library, encoder: WordEncoder, tmp_path: Path
) -> None:
    for each in DOCUMENTS:
        library.add(each)
    path = tmp_path / "short.pincite"
    with (
        Library.open(
            tmp_path / "new.pincite", create=True, encoder=encoder, max_passage_chars=250
        ) as new,
        Library.open(library.path, encoder=QuestionEncoder(encoder)) as silent,
    ):
        for each in DOCUMENTS:
            new.add(each)
        with rechunked(silent, path, 250) as short:
            assert (short.max_passage_chars, short.count()) == (250, 4)
            for method in get_args(Method):
                assert found(short, method) == found(new, method)
                assert len(found(short, method)) > len(found(library, method))
            assert properties(short) == properties(library)
    assert check_library(path) == []
