"""Words searched over a whole library: every sentence that has them, at exact offsets."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.collection.joined import JoinedLibrary
from index.collection.mentions import find_mentions
from index.errors import PinciteError
from index.library import Library
from index.spans import Document
from index.storage.filters import Filter
from tests.conftest import WordEncoder

TEXTS = {
    "a.txt": "The tenant pays fees of £1,250. A fee is due on Monday. Feet are no fees at all.",
    "b.txt": "Ørsted paid twice. He was paying the annual fee\nin two parts. The fee is annual.",
    "c.txt": "Nobody pays here, says rule KB24/2-B. Rule KB24/2 is another one; Anna’s is a third.",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return made(tmp_path_factory.mktemp("mentions") / "a.pincite", TEXTS)


def made(path: Path, texts: dict[str, str]) -> Library:
    library = Library.open(path, create=True, encoder=WordEncoder())
    for source, text in texts.items():
        library.add(Document(0, source, source, text))
    return library


def found(library: Library, words: str, filters: Filter = Filter()) -> list[tuple[str, list[str]]]:  # noqa: B008
    return [
        (each.sentence.document.source, [span.text for span in each.words])
        for each in find_mentions(library, words, filters)
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pays", [("a.txt", ["pays"]), ("b.txt", ["paying"]), ("c.txt", ["pays"])]),
        ('"pays"', [("a.txt", ["pays"]), ("c.txt", ["pays"])]),
        (
            "fee",
            [
                ("a.txt", ["fees"]),
                ("a.txt", ["fee"]),
                ("a.txt", ["fees"]),
                ("b.txt", ["fee"]),
                ("b.txt", ["fee"]),
            ],
        ),
        ('"annual fee"', [("b.txt", ["annual fee"])]),
        ("fee annual", [("b.txt", ["annual", "fee"]), ("b.txt", ["fee", "annual"])]),
        ("orsted", [("b.txt", ["Ørsted"])]),
        ("KB24/2-B", [("c.txt", ["KB24/2-B"])]),
        ("1,250", [("a.txt", ["1,250"])]),
        ("“FEE IN two”", [("b.txt", ["fee\nin two"])]),
        ("Anna’s", [("c.txt", ["Anna’s"])]),
        ("fee monday", [("a.txt", ["fee", "Monday"])]),
        ("monkey", []),
        ("fee monkey", []),
    ],
)
def test_every_sentence_with_the_words(
    library: Library, words: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert found(library, words) == expected


def test_a_filter_leaves_the_other_documents_out(library: Library) -> None:
    assert found(library, "fee annual", Filter(sources=("a.txt",))) == []
    assert {source for source, _ in found(library, "fee", Filter(sources=("b.*",)))} == {"b.txt"}


def test_no_more_than_asked_for(library: Library) -> None:
    assert len(find_mentions(library, "fee", most=2)) == 2


@pytest.mark.parametrize("words", ["", '"&"', " – ", "x" * 201])
def test_words_that_cannot_be_searched_are_refused_in_a_sentence(
    library: Library, words: str
) -> None:
    with pytest.raises(PinciteError, match="word"):
        find_mentions(library, words)


def test_several_libraries_as_one(library: Library, tmp_path: Path) -> None:
    with made(tmp_path / "b.pincite", {"a.txt": TEXTS["a.txt"], "d.txt": "The fee of Ann."}) as b:
        joined = JoinedLibrary([library, b])
        everywhere = found(joined, "fee")
        assert everywhere == [*found(library, "fee"), ("d.txt", ["fee"])]
        last = find_mentions(joined, "fee")[-1].sentence.document
        assert joined.document(last.id).source == "d.txt"
