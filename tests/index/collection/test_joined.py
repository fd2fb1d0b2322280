"""Several libraries give what the one library with all their documents gives, to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from index.collection.ids import id_in_part, joined_id, part_of
from index.collection.joined import JoinedLibrary, open_libraries
from index.collection.joined_index import JoinedIndex
from index.errors import PinciteError
from index.library import Library
from index.search.index_reader import Method
from index.spans import Span
from index.storage import query_terms
from index.storage.filters import NO_FILTER, Filter
from tests.conftest import WordEncoder, document
from tests.support import collections, proof
from tests.support.collections import seen

METHODS: tuple[Method, ...] = ("hybrid", "dense", "lexical")
FILTERS = (
    NO_FILTER,
    Filter(sources=("*/a*", "*b00*")),
    Filter(tags=("new",), since="2024"),
    Filter(title="lease"),
    Filter(title="no such title"),
)
PARTS = range(1, 8)


@pytest.mark.slow
@pytest.mark.parametrize("pruned", [False, True])
def test_parts_find_what_one_library_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pruned: bool
) -> None:
    """1 to 7 parts, without and with hidden documents, all methods, filters and numbers of hits.

    `pruned`: common words are left out of the query, as in a large library.
    """
    if pruned:
        monkeypatch.setattr(query_terms, "PRUNE_FROM_PASSAGES", 20)
        monkeypatch.setattr(query_terms, "MAX_POSTINGS", 60)
    compared = 0
    for parts, hidden in product(PARTS, (0.0, 0.2)) if proof.FULL else ((4, 0.2),):
        texts = collections.documents(proof.size(35, 60), seed=parts)
        folder = tmp_path / f"{parts} {hidden}"
        with collections.libraries(folder, texts, parts, parts, hidden) as (one, joined):
            for question in collections.questions(proof.size(6, 18), parts):
                assert joined.corrections(question) == one.corrections(question), question
                for method, filters in product(METHODS, FILTERS):
                    asked = question, 3 + compared % 20, method
                    found = seen(joined.search(*asked, filters=filters))
                    assert found == seen(one.search(*asked, filters=filters)), (asked, filters)
                    compared += 1
                assert _named(joined, question) == _named(one, question)
    assert compared >= proof.size(90, 3_780)


def _named(library: Library, question: str) -> list[tuple[object, ...]]:
    found = library.named_documents(question)
    return [
        (library.document(each.id).source, each.certainty, each.question, each.neutral)
        for each in found
    ]


@pytest.fixture
def joined(tmp_path: Path, encoder: WordEncoder) -> Iterator[JoinedLibrary]:
    """Two libraries that have a.txt in common, and different documents called b.txt."""
    texts = (("a.txt", "b.txt"), ("a.txt", "b.txt", "c.txt"))
    opened = []
    for number, sources in enumerate(texts):
        library = Library.open(tmp_path / f"{number}.pincite", create=True, encoder=encoder)
        for source in sources:
            place = "" if source == "a.txt" else f" {number}"
            library.add(document(f"The text of {source}{place}.", source))
        opened.append(library)
    with JoinedLibrary(opened, owns_parts=True) as joined:
        yield joined


def test_a_document_in_two_libraries_counts_once(joined: JoinedLibrary) -> None:
    assert joined.count() == 4
    assert [info.source for info in joined.list_documents()] == ["a.txt", "b.txt", "b.txt", "c.txt"]
    assert joined.sources() == ["a.txt", "b.txt", "c.txt"]
    found = [passage.span.text for passage in joined.search("text of a.txt")]
    assert found.count("The text of a.txt.") == 1
    assert joined.count_sentences() == 4
    assert len(joined.hashes()) == 4


def test_a_document_with_other_tags_is_another_one(joined: JoinedLibrary) -> None:
    joined.parts[1].edit({"a.txt": {"tags": ("new",)}})
    assert joined.count() == 5, "seen at once"
    assert joined.count(Filter(tags=("new",))) == 1
    assert joined.tags() == ("new",)


def test_documents_of_two_libraries_are_never_the_same(joined: JoinedLibrary) -> None:
    """Both documents called b.txt have the id 2 in their libraries."""
    one, other = (info for info in joined.list_documents() if info.source == "b.txt")
    assert (id_in_part(one.id), id_in_part(other.id)) == (2, 2)
    documents = [joined.document(info.id) for info in (one, other)]
    assert documents[0] != documents[1]
    assert not Span(documents[0], 0, 9).overlaps(Span(documents[1], 0, 9))
    found = {passage.span.document.id for passage in joined.search("the text", 9)}
    assert found == {info.id for info in joined.list_documents()}
    own = [part.document(2) for part in joined.parts]
    assert own[0] != own[1], "not even as their own libraries number them"
    assert [joined.part(info.id)[0].path.name for info in (one, other)] == [
        "0.pincite",
        "1.pincite",
    ]


def test_documents_are_read_as_from_one_library(joined: JoinedLibrary) -> None:
    texts = [each.text for each in joined.documents()]
    assert texts == [
        "The text of a.txt.",
        "The text of b.txt 0.",
        "The text of b.txt 1.",
        "The text of c.txt 1.",
    ]
    hash = joined.document(joined.info("c.txt").id).hash
    found = joined.document_by_hash(hash)
    assert found is not None
    assert found.source == "c.txt"
    assert part_of(found.id) == 1
    assert joined.ids_by_hash()[hash] == found.id
    assert joined.has_source("b.txt")
    assert not joined.has_source("d.txt")
    assert not joined.has_document(joined_id(1, 1)), "a.txt of the second library"
    with pytest.raises(PinciteError, match="no document"):
        joined.document(joined_id(1, 1))
    with pytest.raises(PinciteError, match=r"has no document 'd.txt'"):
        joined.info("d.txt")


def test_changes_of_a_part_are_seen_at_once(joined: JoinedLibrary) -> None:
    before = joined.generation
    joined.parts[0].add(document("A new harbour.", "d.txt"))
    assert joined.generation == before + 1
    assert joined.search("harbour")[0].span.text == "A new harbour."
    joined.parts[0].remove("d.txt")
    assert [each.lexical_rank for each in joined.search("harbour", method="lexical")] == []


def test_only_the_statistics_of_a_part_that_changes_are_computed_again(
    joined: JoinedLibrary,
) -> None:
    index = JoinedIndex(joined.parts)
    with index.reading() as reader:
        before = reader.parts.ask(lambda part: part.own, {0: (), 1: ()})
    joined.parts[0].add(document("A new harbour.", "d.txt"))
    with index.reading() as reader:
        after = reader.parts.ask(lambda part: part.own, {0: (), 1: ()})
    assert [before[part] is after[part] for part in (0, 1)] == [False, True]


def test_hidden_documents_are_nowhere(joined: JoinedLibrary) -> None:
    shown = JoinedLibrary(joined.parts, hidden={(0, "a.txt"), (1, "c.txt")})
    assert [(info.source, part_of(info.id)) for info in shown.list_documents()] == [
        ("a.txt", 1),
        ("b.txt", 0),
        ("b.txt", 1),
    ]
    assert not shown.has_source("c.txt")
    assert shown.count_sentences() == 3


def test_it_has_every_reader_of_a_library_and_changes_nothing(joined: JoinedLibrary) -> None:
    """No method of Library is left that would read a file of its own."""
    inherited = {"corrections", "named_documents", "search", "fingerprint", "archive_members"}
    missing = {
        name
        for kind in Library.__mro__[:-1]
        for name, value in vars(kind).items()
        if not name.startswith("_")
        and name not in vars(JoinedLibrary)
        and callable_or_property(value)
    }
    assert missing - inherited == {"open"}
    changes: tuple[Callable[[], object], ...] = (
        lambda: joined.add(document("A text.")),
        lambda: joined.remove("a.txt"),
        lambda: joined.edit({}),
        lambda: joined.set_settings(ocr=True),
    )
    for change in changes:
        with pytest.raises(PinciteError, match="cannot be changed: it is several libraries"):
            change()


def callable_or_property(value: object) -> bool:
    return callable(value) or isinstance(value, property | classmethod) or hasattr(value, "func")


def test_libraries_made_differently_are_refused(tmp_path: Path, encoder: WordEncoder) -> None:
    class Other(WordEncoder):
        fingerprint = replace(WordEncoder.fingerprint, sha256="1" * 64)

    one = Library.open(tmp_path / "one", create=True, encoder=encoder)
    longer = Library.open(tmp_path / "two", create=True, encoder=encoder, max_passage_chars=500)
    other = Library.open(tmp_path / "three", create=True, encoder=Other())
    for each in (longer, other):
        with pytest.raises(PinciteError, match="cannot be asked together"):
            JoinedLibrary([one, each])
    with pytest.raises(PinciteError, match="No library"):
        JoinedLibrary([])
    for each in (one, longer, other):
        each.close()


def test_what_is_no_library_may_be_a_word_of_the_question(tmp_path: Path) -> None:
    Library.open(tmp_path / "a.pincite", create=True).close()
    with pytest.raises(PinciteError, match=r"no library at When\. Put a question .* in quotation"):
        open_libraries([tmp_path / "a.pincite", Path("When"), Path("did")])
    with pytest.raises(PinciteError, match=r"no library at .*b\.pincite\. Make one"):
        open_libraries([tmp_path / "a.pincite", tmp_path / "b.pincite"])
