"""Finding files in folders: patterns, links, and names that are not text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.ingest.discover import find_files, nothing_to_read, search_folders


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
        (["*.TXT"], ["Drafts"], ["a.txt", "deep/e.txt"]),
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


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_what_is_skipped_is_told_with_its_reason(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Outside.")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "round").symlink_to(folder)
    (folder / "dangling.pdf").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    for name in ("b.YAML", ".notes.txt", ".DS_Store", "~$c.docx", "Thumbs.db"):
        (folder / name).write_text("Words.")
    (folder / ".git").mkdir()
    (folder / ".git" / "config.txt").write_text("Words.")
    found = search_folders([folder])
    assert len(found.files) == 5
    told = {Path(file.source).name: (file.reason, file.is_system) for file in found.skipped}
    assert told == {
        "out.txt": ("a link, which is not followed", False),
        "round": ("a link to a folder, which is not followed", False),
        "dangling.pdf": ("a link to nothing", False),
        "pipe.txt": ("a device, pipe or socket", False),
        "b.YAML": (".yaml files cannot be read", False),
        ".notes.txt": ("hidden", False),
        ".DS_Store": ("hidden", True),
        "~$c.docx": ("lock file", True),
        "Thumbs.db": ("system file", True),
        ".git": ("hidden folder", True),
    }


def test_a_link_that_was_stored_as_text_is_told(folder: Path) -> None:
    (folder / "out.txt").write_text("../docs/deep/e.txt")
    (folder / "in.txt").write_text("../docs/deep/e.txt\n")
    (folder / "words.txt").write_text("either/or")
    (skipped,) = search_folders([folder]).skipped
    assert skipped.reason == "a link stored as text, which is not followed"


def test_what_patterns_leave_out_is_not_told(folder: Path) -> None:
    (folder / "b.yaml").write_text("a: b")
    assert len(search_folders([folder]).skipped) == 1
    assert search_folders([folder], ["*.txt"]).skipped == ()
    assert search_folders([folder], [], ["*.yaml"]).skipped == ()
    assert len(search_folders([folder], ["*.YAML"]).skipped) == 1


def test_a_skipped_file_that_is_also_named_is_read(folder: Path) -> None:
    (folder / ".hidden.txt").write_text("Words.")
    found = search_folders([folder, folder / ".hidden.txt"])
    assert (len(found.files), found.skipped) == (6, ())


def test_nothing_to_read_says_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: b")
    message = nothing_to_read([tmp_path], search_folders([tmp_path]))
    assert "(1 not read: a.yaml (.yaml files cannot be read)). These can be read: .txt" in message


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_an_error(folder: Path) -> None:
    (folder / "deep").chmod(0)
    try:
        with pytest.raises(PinciteError, match=r"The folder .*deep cannot be read .* --exclude"):
            find_files([folder])
        (skipped,) = search_folders([folder]).skipped
        assert (Path(skipped.source).name, skipped.reason) == ("deep", "Permission denied")
    finally:
        (folder / "deep").chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_bytes_of_a_name_that_are_not_text_are_escaped(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.txt"))
    path.write_text("Words.")
    (file,) = find_files([tmp_path])
    assert file.source.endswith("/a\\xff.txt")
    assert file.path.read_text() == "Words."


def test_names_with_brackets_match_themselves(tmp_path: Path) -> None:
    for name in ("plan [north] (2).txt", "plan n (2).txt", "a.txt"):
        (tmp_path / name).write_text("Words.")
    for pattern, count in (("plan [north] (2).txt", 2), ("plan [[]north] (2).txt", 1), ("A*", 1)):
        assert len(find_files([tmp_path], [pattern])) == count
