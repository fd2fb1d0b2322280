"""Compaction: fewer parts, the same answers, nothing of removed documents."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.collection.collection_library import open_collection
from index.collection.files.check import check_collection
from index.collection.files.versions import Part
from index.collection.writing.compaction import compact, plan
from index.collection.writing.prune import prune
from index.collection.writing.writer import CollectionWriter
from index.library import Library
from index.spans import Document
from tests.conftest import WordEncoder, document
from tests.support.sealed_collections import found, publish, texts

WORDS = [
    "ant",
    "bee",
    "crow",
    "dove",
    "eel",
    "finch",
    "goat",
    "hare",
    "ibis",
    "kite",
    "lynx",
    "mole",
    "newt",
    "owl",
    "quail",
    "toad",
]


def documents(count: int, seed: int = 0) -> list[Document]:
    """Of one to nine sentences each."""
    rng = random.Random(seed)
    return [
        document(
            " ".join(
                f"The {rng.choice(WORDS)} sees the {rng.choice(WORDS)} at {rng.randrange(30)}."
                for _ in range(rng.randint(1, 9))
            ),
            f"{number:03}.txt",
            f"Title {rng.choice(WORDS)}",
        )
        for number in range(count)
    ]


def part(name: str, sentences: int) -> Part:
    return Part(name * 64, 1, sentences, 1)


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ({}, []),
        ({("a", 10): 0}, []),
        ({("a", 10): 1}, ["a"]),
        ({("a", 10): 0, ("b", 20): 0, ("c", 60): 0}, ["ab"]),
        ({("a", 40): 0, ("b", 40): 0, ("c", 40): 0}, ["ab"]),
        ({("a", 49): 0, ("b", 49): 0, ("c", 1): 0, ("d", 5): 0}, ["abc"]),
        ({("a", 90): 9}, []),
        ({("a", 90): 10, ("b", 5): 5}, ["ab"]),
        ({("a", 300): 40, ("b", 5): 0}, ["a"]),
    ],
)
def test_small_parts_and_those_with_removed_documents_are_made_again(
    hidden: dict[tuple[str, int], int], expected: list[str]
) -> None:
    """Parts of up to 100 sentences: those of less than 50 are small, a tenth may be hidden."""
    groups = plan({part(*key): count for key, count in hidden.items()}, 100)
    assert ["".join(each.sha256[0] for each in group) for group in groups] == expected


def test_answers_are_equal_before_and_after_and_in_one_library(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    path, every = tmp_path / "my.collection", documents(40)
    publish(path, [every[first : first + 5] for first in range(0, 40, 5)], encoder)
    newer = documents(40, seed=1)[10:20]
    publish(path, [newer], encoder)
    gone = ["003.txt", "012.txt", "035.txt"]
    with CollectionWriter(path) as writer:
        writer.remove(gone)
        writer.publish()
    rng = random.Random(2)
    questions = [f"Where does the {' '.join(rng.sample(WORDS, 2))} see 7?" for _ in range(10)]
    with open_collection(path, encoder=encoder) as library:
        before = [found(library, question) for question in questions]
        held = library.list_documents()
    with CollectionWriter(path) as writer:
        assert len(writer.ledger.parts()) == 9
        steps = list(compact(writer, part_sentences=120))
        assert steps[-1] == (37, 37)
        assert len(writer.ledger.parts()) in (2, 3)
        assert writer.ledger.hidden() == ()
        prune(writer)
    assert check_collection(path, deep=True) == []
    with open_collection(path, encoder=encoder) as library:
        assert [found(library, question) for question in questions] == before
        assert [(each.source, each.hash, each.added) for each in library.list_documents()] == [
            (each.source, each.hash, each.added) for each in held
        ]
    one = tmp_path / "one.pincite"
    kept = {each.source: each for each in [*every, *newer] if each.source not in gone}
    with Library.open(one, create=True, encoder=encoder) as library:
        for source in sorted(kept):
            library.add(kept[source])
        assert [found(library, question) for question in questions] == before


def test_a_collection_of_which_all_was_removed_can_be_filled_again(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    path = tmp_path / "my.collection"
    publish(path, [[document("Cats purr.", "cats.txt")]], encoder)
    with CollectionWriter(path) as writer:
        writer.remove(["cats.txt"])
        assert list(compact(writer)) == []
        assert writer.ledger.parts() == ()
        prune(writer)
    assert check_collection(path) == []
    publish(path, [[document("Dogs bark.", "dogs.txt")]], encoder)
    assert texts(path, encoder) == {"dogs.txt": "Dogs bark."}
