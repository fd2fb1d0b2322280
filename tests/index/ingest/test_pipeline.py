from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import PinciteError
from index.ingest.pipeline import IngestProgress, InputFile, ResourceLimits, find_files, ingest
from index.library import Library
from index.maintenance.check import check_library


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


def test_folders_are_walked_for_what_can_be_read(folder: Path) -> None:
    assert names(find_files([folder])) == ["a.txt", "b.md", "c.html", "empty.txt", "junk.txt"]


def test_a_file_named_twice_is_read_once_and_a_missing_one_is_named(folder: Path) -> None:
    assert names(find_files([folder / "b.md", folder / "b.md", folder])) == [
        "b.md",
        "a.txt",
        "c.html",
        "empty.txt",
        "junk.txt",
    ]
    with pytest.raises(PinciteError, match=r"There is no file or folder .*nowhere"):
        find_files([folder / "nowhere"])


def test_sources_are_absolute_so_that_a_file_is_known_from_anywhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert find_files([Path("a.txt")])[0].source == (folder / "a.txt").resolve().as_posix()


def test_a_bad_file_stops_no_other(library: Library, folder: Path) -> None:
    outcomes = {
        Path(step.source).name: step.result
        for step in ingest(library, find_files([folder]))
        if step.result
    }
    assert {name: (outcome.status, outcome.message) for name, outcome in outcomes.items()} == {
        "a.txt": ("added", ""),
        "b.md": ("added", ""),
        "c.html": ("added", ""),
        "empty.txt": ("refused", "the file is empty."),
        "junk.txt": ("refused", outcomes["junk.txt"].message),
    }
    assert "this is not text" in outcomes["junk.txt"].message
    assert len(library.list_documents()) == 3
    assert check_library(library.path) == []


def test_again_nothing_changes(library: Library, folder: Path) -> None:
    list(ingest(library, find_files([folder / "a.txt"])))
    generation = library.generation
    (step,) = (step for step in ingest(library, find_files([folder / "a.txt"])) if step.result)
    assert step.result is not None
    assert (step.result.status, library.generation) == ("unchanged", generation)


def test_steps_tell_how_far_it_is(library: Library, folder: Path) -> None:
    steps = list(ingest(library, find_files([folder])))
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
    assert steps[-1].fraction == 1
    assert (steps[-1].file, steps[-1].files, steps[-1].sentences) == (5, 5, 5)


def test_rate_and_time_to_go_by_hand() -> None:
    step = IngestProgress("a.txt", 1, 2, sentences=50, fraction=0.25, seconds=5.0)
    assert (step.rate, step.remaining) == (10.0, 15.0)
    assert (
        IngestProgress("a.txt", 1, 2, 0, 0.0, 0.0).rate,
        IngestProgress("a.txt", 1, 2, 0, 0.0, 0.0).remaining,
    ) == (0.0, None)


def test_stopping_keeps_what_has_an_outcome(library: Library, folder: Path) -> None:
    for step in ingest(library, find_files([folder])):
        if step.result:
            break
    assert [Path(entry.source).name for entry in library.list_documents()] == ["a.txt"]
    assert check_library(library.path) == []


def test_a_file_too_large_to_hold_is_refused(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_text("More than ten bytes.")
    (step,) = (
        step
        for step in ingest(library, [InputFile("big.txt", path)], limits=ResourceLimits(file=10))
        if step.result
    )
    assert step.result is not None
    assert step.result.message == "it has 20 bytes; a file may have at most 10. Split it."
