"""What a library tells of its documents without reading their texts, against the verified list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.errors import CorruptLibraryError
from index.library import Library
from index.spans import content_hash
from index.storage.document_reader import DocumentReader
from tests.conftest import damage, document

TEXTS = {"b.txt": "One. Two.", "a.zip!/c.txt": "One. Two.", "d.txt": "Three."}


@pytest.fixture
def full(library: Library) -> Library:
    for number, (source, text) in enumerate(TEXTS.items()):
        library.add(replace(document(text, source), tags=(f"tag {number}", "all")))
        assert_agrees(library)
    return library


def assert_agrees(library: DocumentReader) -> None:
    infos = library.list_documents()
    assert library.count() == len(infos)
    assert library.count_sentences() == sum(info.sentences for info in infos)
    assert library.sources() == [info.source for info in infos]
    assert library.hashes() == {info.hash for info in infos}
    assert list(library.tags()) == sorted({tag for info in infos for tag in info.tags})
    for info in infos:
        found = library.document_by_hash(info.hash)
        assert found is not None
        assert found.text == library.document(info.id).text


def test_counts_sources_hashes_and_tags_agree_after_every_change(full: Library) -> None:
    full.remove("d.txt")
    assert_agrees(full)
    assert full.document_by_hash(content_hash("Three.")) is None
    full.add(document("Four.", "b.txt"))
    assert_agrees(full)
    assert full.tags() == ("all", "tag 1")


def test_of_two_documents_with_one_text_the_first_by_source_is_found(full: Library) -> None:
    found = full.document_by_hash(content_hash("One. Two."))
    assert found is not None
    assert found.source == "a.zip!/c.txt"


def test_members_of_an_archive_are_listed_by_its_prefix(full: Library) -> None:
    assert full.archive_members("a.zip") == ["a.zip!/c.txt"]
    assert full.archive_members("b.txt") == []


def test_a_document_found_by_its_hash_is_verified(full: Library) -> None:
    damage(full.path, "UPDATE document SET text = CAST('Tree.' AS BLOB) WHERE source = 'd.txt'")
    with (
        Library.open(full.path, encoder=full.encoder) as library,
        pytest.raises(CorruptLibraryError, match=r"document 3 \('d\.txt'\)"),
    ):
        library.document_by_hash(content_hash("Three."))
