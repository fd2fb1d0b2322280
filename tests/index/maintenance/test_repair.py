"""What can be proved is kept, what can be computed is made again, the rest is set aside; the library as it was stands in a copy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.encoders.base import Fingerprint, Vectors
from index.errors import PinciteError
from index.library import Library
from index.maintenance.check import check_library
from index.maintenance.repair import repair
from index.vectors.cache import cache_files
from tests.conftest import WordEncoder, damage, document

TEXTS = {
    "cats.txt": "Cats purr. Cats sleep.",
    "dogs.txt": "Dogs bark.",
    "birds.txt": "Birds sing. Birds fly.",
}


class Silent(WordEncoder):
    def encode(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"{texts} were encoded again")


@pytest.fixture
def path(library: Library, tmp_path: Path) -> Path:
    original = tmp_path / "original"
    original.write_bytes(b"the file")
    for source, text in TEXTS.items():
        library.add(document(text, source, source.removesuffix(".txt")), original)
    library.refresh_index()
    library.close()
    return library.path


def texts(path: Path) -> dict[str, str]:
    with Library.open(path, encoder=WordEncoder()) as library:
        return {entry.source: library.document(entry.id).text for entry in library.list_documents()}


def repaired(path: Path, encoder: type[WordEncoder] = Silent) -> list[str]:
    told = list(repair(path, lambda _: encoder()))
    assert check_library(path) == []
    assert list(repair(path, lambda _: Silent())) == [], "there is nothing left to do"
    return told


def copies(path: Path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir() if "before-repair" in other.name)


def test_a_sound_library_is_left_alone(path: Path) -> None:
    before = path.read_bytes()
    assert list(repair(path, lambda _: Silent())) == []
    assert (path.read_bytes(), copies(path)) == (before, [])


def test_a_damaged_cache_is_taken_away(path: Path) -> None:
    (cache,) = cache_files(path)
    cache.write_bytes(b"?")
    (told,) = repair(path, lambda _: Silent())
    assert "took the cache" in told
    assert (cache_files(path), copies(path), texts(path)) == ([], [], TEXTS)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO lexical (lexical) VALUES ('delete-all')",
        "UPDATE lexical_docsize SET sz = x'7f7f7f' WHERE id = 1",
        "DELETE FROM meta WHERE key = 'longest_passage'; UPDATE meta SET checksum = x'00' WHERE key = 'generation'",
        "UPDATE passage SET checksum = x'00' WHERE id = 99; DROP INDEX passage_document",
    ],
)
def test_what_can_be_made_from_the_rest_is(path: Path, change: str) -> None:
    for part in change.split(";"):
        damage(path, part)
    assert check_library(path)
    repaired(path)
    assert (texts(path), copies(path)) == (TEXTS, [f"{path.name}-before-repair-1"])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sentence SET vector = zeroblob(1024) WHERE id = 1",
        'UPDATE sentence SET "end" = "end" - 1 WHERE id = 2',
        "DELETE FROM sentence WHERE id = 1",
        "UPDATE passage SET document = 2 WHERE id = 1",
        "DELETE FROM passage WHERE id = 1",
    ],
)
def test_a_text_is_encoded_again_where_its_sentences_are_damaged(path: Path, change: str) -> None:
    damage(path, change)
    assert any("encoded 'cats.txt' again" in line for line in repaired(path, WordEncoder))
    assert texts(path) == TEXTS


def test_a_damaged_document_is_set_aside_and_named(path: Path) -> None:
    damage(path, "UPDATE document SET text = CAST('Cats bark.' AS BLOB) WHERE id = 1")
    told = repaired(path)
    place = path.with_name(f"{path.name}-quarantine-1-1")
    assert any("set document 1 ('cats.txt') aside" in line and str(place) in line for line in told)
    assert json.loads(place.read_text())["text"] == "Cats bark."
    assert texts(path) == {source: text for source, text in TEXTS.items() if source != "cats.txt"}
    assert "Cats bark." in path.with_name(copies(path)[0]).read_bytes().decode(errors="replace")


def test_a_damaged_kept_file_is_left_out_and_named(path: Path) -> None:
    damage(path, "UPDATE original SET bytes = x'00' WHERE document = 2")
    assert any("left the damaged kept file of 'dogs.txt' out" in line for line in repaired(path))
    assert texts(path) == TEXTS


def test_ids_and_generations_go_on(path: Path) -> None:
    with Library.open(path, encoder=WordEncoder()) as library:
        before, last = library.generation, max(entry.id for entry in library.list_documents())
    damage(path, "INSERT INTO lexical (lexical) VALUES ('delete-all')")
    repaired(path)
    with Library.open(path, encoder=WordEncoder()) as library:
        assert library.generation > before
        assert min(entry.id for entry in library.list_documents()) > last, (
            "no id comes to mean another document"
        )


def test_another_model_is_not_mixed_in(path: Path) -> None:
    class Other(WordEncoder):
        fingerprint = Fingerprint("other", "1" * 64, 512)

    damage(path, "DELETE FROM sentence WHERE id = 1")
    before = path.read_bytes()
    with pytest.raises(
        PinciteError, match="must be encoded again with words@00000000, this is other@11111111"
    ):
        list(repair(path, lambda _: Other()))
    assert path.read_bytes() == before


def test_a_library_whose_model_is_not_known_is_encoded_again(path: Path) -> None:
    damage(path, "UPDATE meta SET value = 'x' WHERE key = 'model'")
    assert sum("encoded" in line for line in repaired(path, WordEncoder)) == 3
    assert texts(path) == TEXTS


def test_a_torn_page_costs_only_what_stood_on_it(path: Path) -> None:
    """The page with the root of the sentences is overwritten: their texts are still there."""
    import sqlite3

    db = sqlite3.connect(path)
    (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sentence'").fetchone()
    size = db.execute("PRAGMA page_size").fetchone()[0]
    db.close()
    with path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)
    assert check_library(path)
    repaired(path, WordEncoder)
    assert texts(path) == TEXTS


def test_it_waits_for_nobody(path: Path) -> None:
    """In use by another: it says so, and changes nothing."""
    import sqlite3

    damage(path, "DELETE FROM sentence WHERE id = 1")
    other = sqlite3.connect(path)
    other.execute("BEGIN")
    other.execute("SELECT * FROM document").fetchone()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("index.storage.schema.BUSY_TIMEOUT_SECONDS", 0.1)
            with pytest.raises(PinciteError, match="Try again when it is done"):
                list(repair(path, lambda _: WordEncoder()))
    finally:
        other.close()
