"""Repair: what is correct stays, what can be computed is computed again, the rest is moved out."""

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
from index.search.vectors.cache import cache_files
from tests.conftest import WordEncoder, damage, document
from tests.support.calibration import store_calibration

TEXTS = {
    "cats.txt": "Cats purr. Cats sleep.",
    "dogs.txt": "Dogs bark.",
    "birds.txt": "Birds sing. Birds fly.",
}


class FailingEncoder(WordEncoder):
    """For repairs that must not encode anything."""

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


def test_the_calibration_is_taken_over_unless_it_is_damaged(path: Path) -> None:
    with Library.open(path, encoder=WordEncoder()) as library:
        store_calibration(library, "mine")
    damage(path, "UPDATE document SET checksum = x'00' WHERE source = 'dogs.txt'")
    repaired(path)
    with Library.open(path, encoder=WordEncoder()) as library:
        assert library.calibration == "mine"
    damage(path, "UPDATE meta SET value = 'other' WHERE key = 'calibration'")
    assert any("entry 'calibration'" in problem for problem in check_library(path))
    repaired(path)
    with Library.open(path, encoder=WordEncoder()) as library:
        assert library.calibration is None


def texts(path: Path) -> dict[str, str]:
    with Library.open(path, encoder=WordEncoder()) as library:
        return {entry.source: library.document(entry.id).text for entry in library.list_documents()}


def repaired(path: Path, encoder: type[WordEncoder] = FailingEncoder) -> list[str]:
    actions = list(repair(path, lambda _: encoder()))
    assert check_library(path) == []
    assert list(repair(path, lambda _: FailingEncoder())) == [], "there is nothing left to do"
    return actions


def copies(path: Path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir() if "before-repair" in other.name)


def test_a_sound_library_is_not_changed(path: Path) -> None:
    before = path.read_bytes()
    assert list(repair(path, lambda _: FailingEncoder())) == []
    assert (path.read_bytes(), copies(path)) == (before, [])


def test_a_damaged_cache_is_deleted(path: Path) -> None:
    (cache,) = cache_files(path)
    cache.write_bytes(b"?")
    (action,) = repair(path, lambda _: FailingEncoder())
    assert "deleted the damaged cache" in action
    assert (cache_files(path), copies(path), texts(path)) == ([], [], TEXTS)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO lexical (lexical) VALUES ('delete-all')",
        "UPDATE lexical_docsize SET sz = x'7f7f7f' WHERE id = 1",
        "DELETE FROM meta WHERE key = 'longest_passage'; "
        "UPDATE meta SET checksum = x'00' WHERE key = 'generation'",
        "UPDATE passage SET checksum = x'00' WHERE id = 99; DROP INDEX passage_document",
    ],
)
def test_what_can_be_computed_is_computed_again(path: Path, change: str) -> None:
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
def test_a_document_with_damaged_sentences_is_encoded_again(path: Path, change: str) -> None:
    damage(path, change)
    assert any("encoded 'cats.txt' again" in line for line in repaired(path, WordEncoder))
    assert texts(path) == TEXTS


def test_a_damaged_document_is_moved_to_a_file(path: Path) -> None:
    damage(path, "UPDATE document SET text = CAST('Cats bark.' AS BLOB) WHERE id = 1")
    actions = repaired(path)
    quarantine = path.with_name(f"{path.name}-quarantine-1-1")
    assert any(f"moved document 1 ('cats.txt') to {quarantine}" in action for action in actions)
    assert json.loads(quarantine.read_text())["text"] == "Cats bark."
    assert texts(path) == {source: text for source, text in TEXTS.items() if source != "cats.txt"}
    assert "Cats bark." in path.with_name(copies(path)[0]).read_bytes().decode(errors="replace")


def test_a_damaged_source_file_is_left_out(path: Path) -> None:
    damage(path, "UPDATE original SET bytes = x'00' WHERE document = 2")
    assert any("left out the damaged source file of 'dogs.txt'" in line for line in repaired(path))
    assert texts(path) == TEXTS


def test_ids_are_not_reused_and_the_generation_grows(path: Path) -> None:
    with Library.open(path, encoder=WordEncoder()) as library:
        before, last = library.generation, max(entry.id for entry in library.list_documents())
    damage(path, "INSERT INTO lexical (lexical) VALUES ('delete-all')")
    repaired(path)
    with Library.open(path, encoder=WordEncoder()) as library:
        assert library.generation > before
        assert min(entry.id for entry in library.list_documents()) > last, (
            "no id is used for another document"
        )


def test_another_model_is_refused(path: Path) -> None:
    class OtherEncoder(WordEncoder):
        fingerprint = Fingerprint("other", "1" * 64, 512)

    damage(path, "DELETE FROM sentence WHERE id = 1")
    before = path.read_bytes()
    with pytest.raises(
        PinciteError,
        match="must be encoded again with words@00000000, but the encoder is other@11111111",
    ):
        list(repair(path, lambda _: OtherEncoder()))
    assert path.read_bytes() == before


def test_a_library_of_an_unknown_model_is_encoded_again(path: Path) -> None:
    damage(path, "UPDATE meta SET value = 'x' WHERE key = 'model'")
    assert sum("encoded" in line for line in repaired(path, WordEncoder)) == 3
    assert texts(path) == TEXTS


def test_an_overwritten_page_loses_only_what_was_on_it(path: Path) -> None:
    """The root page of the table of sentences is overwritten: the texts are still there."""
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


def test_a_library_in_use_is_not_repaired(path: Path) -> None:
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
