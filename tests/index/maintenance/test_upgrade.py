"""Upgrade: documents are read again from their files; what is gone keeps its text."""

from __future__ import annotations

import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.ingest.pipeline import InputFile, ingest
from index.library import Library
from index.maintenance.check import check_library
from index.maintenance.replace import unused_path
from index.maintenance.upgrade import UpgradeStep, upgrade
from index.storage import library_meta, schema
from index.storage.connection import Store
from tests.conftest import WordEncoder, document
from tests.support.earlier_format import make_earlier

CATS, DOGS = b"Cats purr. Cats sleep.", b"Dogs bark."


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "cats.txt").write_bytes(CATS)
    (folder / "gone.txt").write_bytes(b"Gone is gone. See No. 5.")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("dogs.txt", DOGS)
        archive.writestr("removed.txt", b"This was removed by the user.")
    return folder


@pytest.fixture
def path(tmp_path: Path, files: Path) -> Path:
    """A library of the earlier format, whose texts were extracted in another way."""
    path = tmp_path / "my.pincite"
    with Library.open(path, create=True, encoder=WordEncoder()) as library:
        inputs = [InputFile(str(file), file) for file in sorted(files.iterdir())]
        for _step in ingest(library, inputs, tags=["pets"]):
            pass
        library.remove(f"{files}/more.zip!/removed.txt")
        for info in library.list_documents():
            old = library.document(info.id)
            library.add(replace(old, id=0, text=f"As it was: {old.text}"))
    make_earlier(path)
    (files / "gone.txt").unlink()
    return path


def contents(path: Path) -> dict[str, str]:
    with Library.open(path, encoder=WordEncoder()) as library:
        return {Path(source).name: text for source, text in _texts(library)}


def _texts(library: Library) -> list[tuple[str, str]]:
    return [(info.source, library.document(info.id).text) for info in library.list_documents()]


def upgraded(path: Path) -> list[UpgradeStep]:
    steps = list(upgrade(path, WordEncoder()))
    assert check_library(path) == []
    assert not list(path.parent.glob("*upgrading*"))
    return steps


def test_documents_are_read_again_or_keep_their_text(path: Path) -> None:
    steps = upgraded(path)
    assert contents(path) == {
        "cats.txt": CATS.decode(),
        "dogs.txt": DOGS.decode(),
        "gone.txt": "As it was: Gone is gone. See No. 5.",
    }
    kept = {Path(step.source).name: step.reason for step in steps}
    assert kept == {"cats.txt": "", "dogs.txt": "", "gone.txt": "its file was not found"}
    assert [(step.done, step.total) for step in steps] == [(1, 3), (2, 3), (3, 3)]


def test_properties_stay_and_ids_and_generation_rise(path: Path) -> None:
    with Library.open(path, encoder=WordEncoder()) as library:
        before, generation = library.list_documents(), library.generation
    upgraded(path)
    with Library.open(path, encoder=WordEncoder()) as library:
        after = library.list_documents()
        assert library.generation > generation
        assert library.is_current
        library.add(document("New text.", "new.txt", "new"))
    assert [info.source for info in after] == [info.source for info in before]
    assert [info.added for info in after] == [info.added for info in before]
    assert {info.tags for info in after} == {("pets",)}
    assert min(info.id for info in after) > max(info.id for info in before)
    gone = next(info for info in after if info.source.endswith("gone.txt"))
    assert gone.warnings == (
        "its text is as an earlier version of Pincite extracted it: its file was not found",
    )


def test_a_copy_of_the_library_as_it_was_is_left(path: Path) -> None:
    before = contents(path)
    upgraded(path)
    assert contents(path.with_name("my.pincite-before-upgrade-1")) == before


def test_a_current_library_is_left_as_it_is(path: Path) -> None:
    upgraded(path)
    data = path.read_bytes()
    assert upgraded(path) == []
    assert path.read_bytes() == data


def test_a_stored_file_is_read_again_and_stays_stored(tmp_path: Path) -> None:
    path, upload = tmp_path / "my.pincite", tmp_path / "upload"
    upload.write_bytes(CATS)
    with Library.open(path, create=True, encoder=WordEncoder()) as library:
        library.add(document("As it was.", "cats.txt", "cats"), upload)
        library.add(document("Of an upload.", "dogs.txt", "dogs"))
    make_earlier(path)
    assert [step.reason for step in upgraded(path)] == ["", "its file was not found"]
    assert contents(path) == {"cats.txt": CATS.decode(), "dogs.txt": "Of an upload."}
    with Library.open(path, encoder=WordEncoder()) as library:
        assert library.snapshot("cats.txt").source_file == CATS


def test_until_then_it_can_be_searched_and_shrink_but_not_grow(path: Path, files: Path) -> None:
    with Library.open(path, encoder=WordEncoder()) as library:
        assert not library.is_current
        assert library.search("purr", 1)[0].span.document.source == f"{files}/cats.txt"
        with pytest.raises(PinciteError, match=r"nothing can be added to it.*pincite upgrade"):
            library.add(document("New text.", "new.txt", "new"))
        snapshot = library.snapshot(f"{files}/cats.txt")
        library.remove(f"{files}/cats.txt")
        library.restore(snapshot)
        library.remove(f"{files}/gone.txt")
    with pytest.raises(PinciteError, match=r"nothing can be added to it.*pincite upgrade"):
        Library.open(path, create=True, encoder=WordEncoder())
    assert set(contents(path)) == {"cats.txt", "dogs.txt"}


def test_an_interrupted_upgrade_goes_on_where_it_stopped(path: Path, files: Path) -> None:
    before = contents(path)
    steps = upgrade(path, WordEncoder())
    first = next(steps)
    steps.close()
    assert contents(path) == before
    rest = upgraded(path)
    assert [step.done for step in rest] == [2, 3]
    assert first.source not in {step.source for step in rest}
    assert contents(path)["cats.txt"] == CATS.decode()


def test_a_change_meanwhile_is_not_lost(path: Path, files: Path) -> None:
    steps = upgrade(path, WordEncoder())
    next(steps)
    with Library.open(path, encoder=WordEncoder()) as library:
        library.remove(f"{files}/cats.txt")
    with pytest.raises(PinciteError, match=r"was changed during the upgrade\. Run it again\."):
        list(steps)
    upgraded(path)
    assert set(contents(path)) == {"dogs.txt", "gone.txt"}


def test_a_library_in_use_is_not_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY_TIMEOUT_SECONDS", 0.1)
    before = contents(path)
    with closing(Store(path)) as store, store.reading():
        store.meta("splitter")
        with pytest.raises(PinciteError, match="Try again when it is done"):
            list(upgrade(path, WordEncoder()))
    assert contents(path) == before
    upgraded(path)


def test_copies_are_numbered(path: Path) -> None:
    assert unused_path(path, "before-upgrade").name == "my.pincite-before-upgrade-1"
    upgraded(path)
    assert unused_path(path, "before-upgrade").name == "my.pincite-before-upgrade-2"


def test_the_calibration_is_taken_over(path: Path) -> None:
    with closing(Store(path)) as store, store.writing():
        library_meta.set_calibration(store, "mine")
    list(upgrade(path, encoder=WordEncoder()))
    with Library.open(path, encoder=WordEncoder()) as library:
        assert (library.is_current, library.calibration) == (True, "mine")
