"""Adding files: progress, refusals, and what is stored when an ingest stops."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.encoders.base import Vectors
from index.errors import PinciteError, StorageError
from index.ingest import encoding
from index.ingest.pipeline import IngestProgress, InputFile, ResourceLimits, find_files, ingest
from index.ingest.worker import ReadResult
from index.library import IngestResult, Library
from index.maintenance.check import check_library
from tests.conftest import WordEncoder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    (root / "deep" / ".hidden").mkdir(parents=True)
    for name, data in {
        "b.md": b"# B\n\nBees make honey.",
        "a.txt": b"Ants carry leaves. Ants are strong.",
        "deep/c.html": b"<p>Crows use tools.</p>",
        "deep/.hidden/d.txt": b"Hidden.",
        "empty.txt": b"",
        "junk.txt": b"\x7fELF\0\0\0\0",
        "picture.png": b"\x89PNG",
    }.items():
        (root / name).write_bytes(data)
    (root / "link.txt").symlink_to(root / "a.txt")
    return root


def names(files: list[InputFile]) -> list[str]:
    return [file.path.name for file in files]


def test_readable_files_in_folders_are_found(folder: Path) -> None:
    assert names(find_files([folder])) == ["a.txt", "b.md", "c.html", "empty.txt", "junk.txt"]


def test_a_file_named_twice_is_found_once_and_a_missing_one_is_an_error(folder: Path) -> None:
    assert names(find_files([folder / "b.md", folder / "b.md", folder])) == [
        "b.md",
        "a.txt",
        "c.html",
        "empty.txt",
        "junk.txt",
    ]
    with pytest.raises(PinciteError, match=r"There is no file or folder .*nowhere"):
        find_files([folder / "nowhere"])


def test_sources_are_absolute_paths(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert find_files([Path("a.txt")])[0].source == (folder / "a.txt").resolve().as_posix()


def test_a_refused_file_does_not_stop_the_others(library: Library, folder: Path) -> None:
    results = {
        Path(step.source).name: step.result
        for step in ingest(library, find_files([folder]))
        if step.result
    }
    assert {name: (result.status, result.message) for name, result in results.items()} == {
        "a.txt": ("added", ""),
        "b.md": ("added", ""),
        "c.html": ("added", ""),
        "empty.txt": ("refused", "the file is empty."),
        "junk.txt": ("refused", results["junk.txt"].message),
    }
    assert results["junk.txt"].message == "its content is a program."
    assert len(library.list_documents()) == 3
    assert check_library(library.path) == []


def test_adding_an_unchanged_file_changes_nothing(library: Library, folder: Path) -> None:
    list(ingest(library, find_files([folder / "a.txt"])))
    generation = library.generation
    (step,) = (step for step in ingest(library, find_files([folder / "a.txt"])) if step.result)
    assert step.result is not None
    assert (step.result.status, library.generation) == ("unchanged", generation)


def test_progress_grows_to_the_end(library: Library, folder: Path) -> None:
    steps = list(ingest(library, find_files([folder])))
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
    assert steps[-1].fraction == 1
    assert (steps[-1].file, steps[-1].files, steps[-1].sentences) == (5, 5, 5)


def test_rate_and_remaining_time() -> None:
    step = IngestProgress("a.txt", 1, 2, sentences=50, fraction=0.25, seconds=5.0)
    assert (step.rate, step.remaining) == (10.0, 15.0)
    assert (
        IngestProgress("a.txt", 1, 2, 0, 0.0, 0.0).rate,
        IngestProgress("a.txt", 1, 2, 0, 0.0, 0.0).remaining,
    ) == (0.0, None)


def test_documents_with_a_result_stay_when_the_ingest_stops(library: Library, folder: Path) -> None:
    for step in ingest(library, find_files([folder])):
        if step.result:
            break
    assert [Path(entry.source).name for entry in library.list_documents()] == ["a.txt"]
    assert check_library(library.path) == []


def test_a_file_that_is_too_large_is_refused(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_text("More than ten bytes.")
    (step,) = (
        step
        for step in ingest(library, [InputFile("big.txt", path)], limits=ResourceLimits(file=10))
        if step.result
    )
    assert step.result is not None
    assert step.result.message == "it has 20 bytes; a file may have at most 10. Split it."


def test_a_full_disk_ends_the_ingest_at_the_first_file(library: Library, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("Ants carry leaves. " * 2000)
    with library._pool.reading() as store:
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count = {pages}")
    results = list[IngestResult | None]()

    def add() -> None:
        results.extend(step.result for step in ingest(library, find_files([tmp_path])))

    with pytest.raises(StorageError, match=r"disk is full\. What was stored before is still"):
        add()
    assert not any(results)


@pytest.fixture
def split(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Waits until so many documents were split, in the thread that does so."""
    done, real = list[str](), encoding._split_document

    def noting(library: Library, result: ReadResult, tags: Sequence[str]) -> encoding.Step:
        step = real(library, result, tags)
        done.append(result.source)
        return step

    def wait(count: int) -> None:
        end = time.monotonic() + 60
        while len(done) < count:
            assert time.monotonic() < end
            time.sleep(0.01)

    monkeypatch.setattr(encoding, "_split_document", noting)
    return wait


def test_a_document_that_comes_twice_in_one_ingest_is_compared_with_the_first(
    tmp_path: Path, split: Callable[[int], None]
) -> None:
    """The second is split before the first is stored."""

    class Waiting(WordEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            split(2)
            return super().encode(texts)

    texts = {"a.txt": "Ants carry leaves.", "b.txt": "Ants are strong."}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    files = [InputFile("one.txt", tmp_path / name) for name in ("a.txt", "a.txt", "b.txt")]
    with Library.open(tmp_path / "b.pincite", create=True, encoder=Waiting()) as library:
        statuses = [step.result.status for step in ingest(library, files) if step.result]
        assert [entry.sentences for entry in library.list_documents()] == [1]
    assert statuses == ["added", "unchanged", "replaced"]
    assert check_library(library.path) == []


def test_a_document_removed_after_it_was_found_unchanged_is_added_again(
    library: Library, folder: Path, split: Callable[[int], None]
) -> None:
    files = find_files([folder / "a.txt", folder / "b.md"])
    list(ingest(library, files))
    statuses = list[str]()
    for step in ingest(library, files):
        if step.result:
            statuses.append(step.result.status)
            if len(statuses) == 1:
                split(4)  # both, of both times
                library.remove(files[1].source)
    assert statuses == ["unchanged", "added"]


def test_an_encoder_that_fails_for_one_document_refuses_that_one(
    tmp_path: Path, folder: Path
) -> None:
    class Failing(WordEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if any("Bees" in text for text in texts):
                raise PinciteError("The encoder broke.")
            return super().encode(texts)

    with Library.open(tmp_path / "b.pincite", create=True, encoder=Failing()) as library:
        results = [step.result for step in ingest(library, find_files([folder])) if step.result]
    statuses = {Path(result.source).name: (result.status, result.message) for result in results}
    assert statuses["b.md"] == ("refused", "The encoder broke.")
    assert statuses["a.txt"] == statuses["c.html"] == ("added", "")


def test_no_thread_is_left_when_an_ingest_stops(library: Library, folder: Path) -> None:
    before = threading.active_count()
    steps = ingest(library, find_files([folder]))
    next(steps)
    next(steps)
    steps.close()
    end = time.monotonic() + 20
    while threading.active_count() > before:
        assert time.monotonic() < end
        time.sleep(0.01)
