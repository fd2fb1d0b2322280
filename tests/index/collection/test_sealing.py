"""Sealing a part without the writer of its collection, as machines of a cluster do."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.collection.files.folder import CollectionFolder, file_sha256
from index.collection.writing.sealing import check_settings, seal, settings_of
from index.errors import PinciteError
from index.library import Library
from tests.conftest import WordEncoder, document


@pytest.fixture
def library(tmp_path: Path, encoder: WordEncoder) -> Path:
    path = tmp_path / "part.pincite"
    with Library.open(path, create=True, encoder=encoder) as library:
        library.add(document("Cats purr. They sleep.", "cats.txt"))
    return path


def test_a_part_is_named_by_its_bytes_however_often_it_is_sealed(
    tmp_path: Path, library: Path
) -> None:
    folder = CollectionFolder(tmp_path / "my.collection")
    folder.create()
    settings, copy = settings_of(library), tmp_path / "copy.pincite"
    shutil.copy(library, copy)
    part = seal(folder, library, settings)
    assert (part.documents, part.sentences) == (1, 2)
    assert file_sha256(folder.part(part.sha256)) == part.sha256
    assert folder.part(part.sha256).stat().st_mode & 0o222 == 0
    assert not library.exists()
    assert seal(folder, copy, None) == part
    assert [path.name for path in folder.parts.iterdir()] == [f"{part.sha256}.pincite"]


def test_a_part_that_is_damaged_or_was_made_otherwise_is_not_stored(
    tmp_path: Path, library: Path
) -> None:
    folder = CollectionFolder(tmp_path / "my.collection")
    folder.create()
    settings = settings_of(library)
    with pytest.raises(PinciteError, match="passages of up to 300 characters, the new documents"):
        seal(folder, library, replace(settings, max_passage_chars=300))
    with pytest.raises(PinciteError, match="characters, not 300"):
        check_settings(settings, folder.path, 300)
    with pytest.raises(PinciteError, match="was made with the splitter 0"):
        check_settings(replace(settings, splitter="0"), folder.path, None)
    with closing(sqlite3.connect(library)) as db:
        db.execute("UPDATE document SET sentences = 7")
        db.commit()
    with pytest.raises(PinciteError, match="is not sound"):
        seal(folder, library, settings)
    assert [*folder.parts.iterdir()] == []
