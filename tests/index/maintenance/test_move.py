"""Renaming and deleting a library: all its files, and only while nobody uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import PinciteError
from index.library import Library
from index.maintenance import move
from index.search.vectors.cache import cache_files
from tests.conftest import WordEncoder, document

BESIDE = (".questions.json",)


@pytest.fixture
def path(tmp_path: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with a cache and a question set, beside another whose name begins alike."""
    monkeypatch.setattr(move, "BUSY_MILLISECONDS", 50)
    for name in ("my notes", "my notes.pincite-2"):
        with Library.open(tmp_path / f"{name}.pincite", create=True, encoder=encoder) as library:
            library.add(document("The moon is far. The sun is hot."))
            library.refresh_index()
        (tmp_path / f"{name}.questions.json").write_text("{}")
    return tmp_path / "my notes.pincite"


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_library_is_renamed_with_all_its_files(path: Path, encoder: WordEncoder) -> None:
    before = names(path.parent)
    (cache,) = cache_files(path)
    new = move.rename(path, "2024.pincite", BESIDE)
    moved = {
        "my notes.pincite": "2024.pincite",
        "my notes.questions.json": "2024.questions.json",
        cache.name: cache.name.replace("my notes.pincite", "2024.pincite"),
    }
    kept = before - {"my notes.pincite-journal"}
    assert names(path.parent) == {moved.get(name, name) for name in kept}
    with Library.open(new, encoder=encoder) as library:
        assert library.search("How far is the moon?", 1)[0].span.text.startswith("The moon")
        assert len(cache_files(new)) == 1  # it was used, not made anew
        assert cache_files(new)[0].name == moved[cache.name]


def test_a_library_is_deleted_with_all_its_files_and_no_others(path: Path) -> None:
    others = {name for name in names(path.parent) if name.startswith("my notes.pincite-2.")}
    move.delete(path, BESIDE)
    assert names(path.parent) == others


def test_a_library_in_use_is_left_as_it_is(path: Path, encoder: WordEncoder) -> None:
    before = names(path.parent)
    with (
        Library.open(path, encoder=encoder) as library,
        library._pool.reading() as store,
    ):
        assert store.generation == 2
        for change in (lambda: move.rename(path, "a.pincite"), lambda: move.delete(path)):
            with pytest.raises(PinciteError, match="Try again when it is done"):
                change()
    assert names(path.parent) == before


def test_a_name_that_is_taken(path: Path) -> None:
    with pytest.raises(PinciteError, match=r"There is already a file my notes\.pincite-2\.pincite"):
        move.rename(path, "my notes.pincite-2.pincite")


def test_another_kind_of_file_is_not_deleted(tmp_path: Path) -> None:
    (tmp_path / "a.pincite").write_text("no library")
    with pytest.raises(PinciteError, match=r"cannot be opened as a library|not a Pincite library"):
        move.delete(tmp_path / "a.pincite")
    assert (tmp_path / "a.pincite").is_file()
