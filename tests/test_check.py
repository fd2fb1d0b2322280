from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.cache import caches
from index.check import problems
from index.library import Library
from index.spans import Mark
from tests.conftest import damage, document


@pytest.fixture
def path(library: Library) -> Path:
    library.add(document("Title\n\nCats sleep. Dogs bark.", marks=(Mark("heading", 0, 5, "Title"),)))
    library.add(document("Birds sing.", "b.txt", "B"))
    library.refresh()
    return library.path


def test_a_sound_library_has_no_problems(path: Path) -> None:
    assert problems(path) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE document SET title = 'x' WHERE id = 1", "document 1 .* does not match its checksum"),
        ("UPDATE document SET added = 'x' WHERE id = 2", "document 2 .* does not match its checksum"),
        ("UPDATE document SET author = 'x' WHERE id = 1", "document 1 .* does not match its checksum"),
        ("UPDATE document SET date = 'x' WHERE id = 1", "document 1 .* does not match its checksum"),
        ("UPDATE document SET tags = '[\"x\"]' WHERE id = 1", "document 1 .* does not match its checksum"),
        ("UPDATE document SET ledger = '{\"x\": 1}' WHERE id = 1", "document 1 .* does not match its checksum"),
        ("UPDATE document SET marks = '[]' WHERE id = 1", "document 1 .* does not match its checksum"),
        ("UPDATE sentence SET start = 1 WHERE id = 1", "sentence 1 does not match its checksum"),
        ("UPDATE sentence SET vector = zeroblob(1024) WHERE id = 1", "sentence 1 does not match its checksum"),
        ("UPDATE passage SET start = 1 WHERE id = 1", "passage 1 does not match its checksum"),
        ("DELETE FROM sentence WHERE id = 2", "2 sentences stored, 3 counted"),
        ("DELETE FROM passage WHERE id = 2", "sentence 4 belongs to a passage that is not there"),
        ("INSERT INTO lexical (rowid, text) VALUES (99, 'x')", "lexical index misses 0 passages and has 1 too many"),
        ("INSERT INTO lexical (lexical) VALUES ('delete-all')", "lexical index misses 2 passages and has 0 too many"),
        ("UPDATE meta SET value = 'other' WHERE key = 'model'", "entry 'model' does not match its checksum"),
        ("DELETE FROM meta WHERE key = 'splitter'", "entry 'splitter' is missing"),
    ],
)
def test_damage_is_named(path: Path, change: str, problem: str) -> None:
    damage(path, change)
    assert any(re.search(problem, line) for line in problems(path)), problems(path)


def test_a_damaged_cache_is_named(path: Path) -> None:
    (cache,) = caches(path)
    cache.write_bytes(cache.read_bytes()[:-1] + b"?")
    assert problems(path) == [f"the cache {cache.name} is damaged; delete it, it will be made again"]


def test_every_byte_flipped_in_the_text_is_seen(library: Library, path: Path) -> None:
    """The text stands somewhere in the file as it is; each of its bytes is flipped there in turn."""
    library.close()
    data = bytearray(path.read_bytes())
    start = data.index(b"Cats sleep. Dogs bark.")
    for offset in range(start, start + 22):
        data[offset] ^= 4
        path.write_bytes(data)
        assert problems(path), f"byte {offset}"
        data[offset] ^= 4
    path.write_bytes(data)
    assert problems(path) == []
