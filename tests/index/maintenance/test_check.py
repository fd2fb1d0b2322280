"""Checking a library: every kind of damage is reported, and a sound library has no problems."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from index.encoders.base import Fingerprint
from index.library import Library
from index.maintenance import check_fts
from index.maintenance.check import check_library
from index.search.vectors.cache import cache_files
from index.spans import Marker
from index.storage.connection import Store
from index.storage.schema import checksum
from tests.conftest import WordEncoder, damage, document


@pytest.fixture
def path(library: Library) -> Path:
    library.add(
        document("Title\n\nCats sleep. Dogs bark.", marks=(Marker("heading", 0, 5, "Title"),))
    )
    library.add(document("Birds sing.", "b.txt", "B"))
    library.refresh_index()
    return library.path


def test_a_sound_library_has_no_problems(path: Path) -> None:
    assert check_library(path) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            "UPDATE document SET title = 'x' WHERE id = 1",
            "document 1 .* does not match its checksum",
        ),
        (
            "UPDATE document SET added = 'x' WHERE id = 2",
            "document 2 .* does not match its checksum",
        ),
        (
            "UPDATE document SET author = 'x' WHERE id = 1",
            "document 1 .* does not match its checksum",
        ),
        (
            "UPDATE document SET date = 'x' WHERE id = 1",
            "document 1 .* does not match its checksum",
        ),
        (
            "UPDATE document SET tags = '[\"x\"]' WHERE id = 1",
            "document 1 .* does not match its checksum",
        ),
        (
            "UPDATE document SET ledger = '{\"x\": 1}' WHERE id = 1",
            "document 1 .* does not match its checksum",
        ),
        (
            "UPDATE document SET marks = '[]' WHERE id = 1",
            "document 1 .* does not match its checksum",
        ),
        ("UPDATE sentence SET start = 1 WHERE id = 1", "sentence 1 does not match its checksum"),
        (
            "UPDATE sentence SET vector = zeroblob(1024) WHERE id = 1",
            "sentence 1 does not match its checksum",
        ),
        ("UPDATE passage SET start = 1 WHERE id = 1", "passage 1 does not match its checksum"),
        ("DELETE FROM sentence WHERE id = 2", "2 sentences stored, 3 counted"),
        ("DELETE FROM passage WHERE id = 2", "sentence 4 refers to a passage that does not exist"),
        (
            "INSERT INTO lexical (rowid, text) VALUES (99, 'x')",
            "full-text index lacks 0 passages and has 1 too many",
        ),
        (
            "INSERT INTO lexical (lexical) VALUES ('delete-all')",
            "full-text index lacks 2 passages and has 0 too many",
        ),
        (
            "UPDATE meta SET value = 'other' WHERE key = 'model'",
            "entry 'model' does not match its checksum",
        ),
        ("DELETE FROM meta WHERE key = 'splitter'", "entry 'splitter' is missing"),
    ],
)
def test_damaged_rows_are_reported(path: Path, change: str, problem: str) -> None:
    damage(path, change)
    assert any(re.search(problem, line) for line in check_library(path)), check_library(path)


def test_a_damaged_cache_is_reported(path: Path) -> None:
    (cache,) = cache_files(path)
    cache.write_bytes(cache.read_bytes()[:-1] + b"?")
    assert check_library(path) == [
        f"the cache {cache.name} is damaged; delete it, and it will be built again"
    ]


def test_every_flipped_byte_of_a_text_is_found(library: Library, path: Path) -> None:
    """The file contains the text as it is; each of its bytes is flipped in turn."""
    library.close()
    data = bytearray(path.read_bytes())
    start = data.index(b"Cats sleep. Dogs bark.")
    for offset in range(start, start + 22):
        data[offset] ^= 4
        path.write_bytes(data)
        assert check_library(path), f"byte {offset}"
        data[offset] ^= 4
    path.write_bytes(data)
    assert check_library(path) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            "UPDATE lexical_config SET v = 9",
            "full-text index has other words|other than 4|file format",
        ),
        (
            "UPDATE lexical_docsize SET sz = x'010101' WHERE id = 1",
            "the full-text index has other words than the passages",
        ),
        (
            "DROP INDEX sentence_passage",
            "the table or index sentence_passage is not as it was created",
        ),
        (
            "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'sentence'",
            "the next sentence would get an id that is taken",
        ),
        ("DELETE FROM document WHERE id = 2", "passage 2 refers to a document that does not exist"),
    ],
)
def test_damaged_relations_are_reported(path: Path, change: str, problem: str) -> None:
    damage(path, change)
    assert any(re.search(problem, line) for line in check_library(path)), check_library(path)


def test_other_words_in_the_full_text_index_are_found(path: Path) -> None:
    """As many words, of the same length, at the same positions."""
    damage(
        path,
        "INSERT INTO lexical (lexical, rowid, title, section, text) "
        "VALUES ('delete', 2, 'B', '', 'Birds sing.')",
    )
    damage(
        path, "INSERT INTO lexical (rowid, title, section, text) VALUES (2, 'B', '', 'Birds ring.')"
    )
    assert check_library(path) == ["the full-text index has other words than the passages"]


def test_a_deep_check_compares_vectors(library: Library, path: Path, encoder: WordEncoder) -> None:
    """Two vectors swapped, with matching checksums: only encoding again can find it."""
    assert check_library(path, encoder) == []
    with closing(Store(library.path)) as store, store.writing():
        rows = store.db.execute(
            'SELECT id, passage, start, "end", vector FROM sentence WHERE id IN (2, 3) ORDER BY id'
        ).fetchall()
        for row, vector in zip(rows, [rows[1][4], rows[0][4]], strict=True):
            store.db.execute(
                "UPDATE sentence SET vector = ?, checksum = ? WHERE id = ?",
                (vector, checksum(*row[:4], vector), row[0]),
            )
    assert check_library(path) == []
    problems = check_library(path, encoder)
    assert len(problems) == 2
    assert all("has a vector that is not that of its words" in problem for problem in problems)


def test_a_deep_check_needs_the_model_that_made_the_vectors(path: Path) -> None:
    class Other(WordEncoder):
        fingerprint = Fingerprint("other", "1" * 64, 512)

    assert check_library(path, Other()) == [
        "the vectors were made with words@00000000, but the encoder is other@11111111: "
        "name their model with --encoder"
    ]


def test_the_full_text_index_of_a_sound_library_passes(path: Path) -> None:
    store = Store(path)
    assert list(check_fts.check_fts(store)) == []
    store.close()
