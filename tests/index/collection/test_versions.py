"""The files of a collection's versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.collection.files import versions
from index.collection.files.folder import CollectionFolder, is_collection
from index.collection.files.versions import Part, Settings, Version
from index.encoders.base import Fingerprint
from index.errors import PinciteError

SETTINGS = Settings(Fingerprint("words", "0" * 64, 512), "rules-1", 1200)
PARTS = (Part("a" * 64, 2, 7, 900), Part("b" * 64, 3, 5, 800))


@pytest.fixture
def folder(tmp_path: Path) -> CollectionFolder:
    folder = CollectionFolder(tmp_path / "my.collection")
    folder.create()
    return folder


@given(st.lists(st.text(min_size=1), unique=True), st.sampled_from(["", "c" * 64]))
def test_a_version_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, sources: list[str], codebook: str
) -> None:
    folder = CollectionFolder(tmp_path_factory.mktemp("one") / "my.collection")
    folder.create()
    hidden = tuple(("a" * 64, source) for source in sorted(sources) if source.isprintable())
    version = Version(1, SETTINGS, PARTS, hidden, codebook)
    versions.write(folder, version)
    assert versions.read(folder, 1) == version
    assert (version.documents, version.sentences) == (5 - len(hidden), 12)


def test_the_current_version_is_the_one_that_was_switched_to(folder: CollectionFolder) -> None:
    assert versions.current_number(folder) is None
    for number in (1, 2):
        versions.write(folder, Version(number, SETTINGS, PARTS))
    versions.switch(folder, 2)
    versions.switch(folder, 1)
    assert (versions.current_number(folder), folder.version_numbers()) == (1, [1, 2])


def test_a_version_is_never_written_again(folder: CollectionFolder) -> None:
    versions.write(folder, Version(1, SETTINGS, PARTS))
    with pytest.raises(PinciteError, match="exists already"):
        versions.write(folder, Version(1, SETTINGS, PARTS[:1]))
    assert versions.read(folder, 1).parts == PARTS


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file["version"]["parts"].pop(),
        lambda file: file["version"]["parts"][0].update(sentences=8),
        lambda file: file["version"]["hidden"].append(["a" * 64, "x.txt"]),
        lambda file: file["version"].update(number=2),
        lambda file: file["version"].pop("codebook"),
        lambda file: file.update(sha256="0" * 64),
        lambda file: file.clear(),
    ],
)
def test_a_changed_version_is_refused(folder: CollectionFolder, change: object) -> None:
    versions.write(folder, Version(1, SETTINGS, PARTS))
    file = json.loads(folder.version(1).read_text())
    change(file)  # type: ignore[operator]
    folder.version(1).write_text(json.dumps(file))
    with pytest.raises(PinciteError, match=r"is damaged: versions/1\.json .* collection check"):
        versions.read(folder, 1)


def test_a_version_that_is_not_there_names_those_that_are(folder: CollectionFolder) -> None:
    versions.write(folder, Version(3, SETTINGS, PARTS))
    with pytest.raises(PinciteError, match=r"has no version 7\. Choose one of: 3\."):
        versions.read(folder, 7)
    folder.current.write_text("seven")
    with pytest.raises(PinciteError, match="current does not name a version"):
        versions.current_number(folder)


def test_a_collection_is_known_by_its_name_or_its_parts(tmp_path: Path) -> None:
    assert is_collection(tmp_path / "none.collection")
    assert not is_collection(tmp_path / "my.pincite")
    CollectionFolder(tmp_path / "a.collection").create()
    assert is_collection((tmp_path / "a.collection").rename(tmp_path / "renamed"))


@pytest.mark.parametrize("name", ["taken.collection", "file.collection", "my.pincite"])
def test_nothing_else_is_made_a_collection(tmp_path: Path, name: str) -> None:
    (tmp_path / "taken.collection").mkdir()
    (tmp_path / "taken.collection" / "letter.txt").write_text("mine")
    (tmp_path / "file.collection").write_text("mine")
    with pytest.raises(PinciteError, match="collection"):
        CollectionFolder(tmp_path / name).create()
    assert (tmp_path / "taken.collection" / "letter.txt").read_text() == "mine"
