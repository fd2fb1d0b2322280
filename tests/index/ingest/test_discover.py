"""Finding files in folders: patterns, links, and names that are not text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.ingest.discover import find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.txt", "b.pdf", "drafts/c.txt", "deep/drafts/d.md", "deep/e.txt"):
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).write_text("Words.")
    return tmp_path / "docs"


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ([], [], ["a.txt", "b.pdf", "drafts/c.txt", "deep/drafts/d.md", "deep/e.txt"]),
        (["*.txt"], [], ["a.txt", "drafts/c.txt", "deep/e.txt"]),
        (["*.txt"], ["drafts"], ["a.txt", "deep/e.txt"]),
        (["deep/*"], [], ["deep/drafts/d.md", "deep/e.txt"]),
        ([], ["deep/drafts", "*.pdf"], ["a.txt", "drafts/c.txt", "deep/e.txt"]),
    ],
)
def test_patterns_include_and_exclude_files(
    folder: Path, include: list[str], exclude: list[str], expected: list[str]
) -> None:
    assert sorted(
        file.path.relative_to(folder).as_posix() for file in find_files([folder], include, exclude)
    ) == sorted(expected)


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_links_and_pipes_are_skipped(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Outside.")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    assert len(find_files([folder])) == 5


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_an_error(folder: Path) -> None:
    (folder / "deep").chmod(0)
    try:
        with pytest.raises(PinciteError, match=r"The folder .*deep cannot be read .* --exclude"):
            find_files([folder])
    finally:
        (folder / "deep").chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_bytes_of_a_name_that_are_not_text_are_escaped(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.txt"))
    path.write_text("Words.")
    (file,) = find_files([tmp_path])
    assert file.source.endswith("/a\\xff.txt")
    assert file.path.read_text() == "Words."
