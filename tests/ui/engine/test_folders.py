"""Folders that the page may read: those named at the start and what is in them, nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.library import Library
from tests.support.ui_engine import StandIn, library
from ui.engine.engine import Engine
from ui.engine.folders import AllowedFolders, require_inside


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Library]:
    with library(tmp_path / "small.pincite", ()) as opened:
        yield opened


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """With a folder in it, a link out of it, and a folder beside it that is private."""
    inside = tmp_path / "srv" / "cases" / "one"
    inside.mkdir(parents=True)
    private = tmp_path / "srv" / "private"
    private.mkdir()
    (private / "secret.txt").write_text("The secret is kept.", encoding="utf-8")
    (inside / "a.txt").write_text("The mill burned down.", encoding="utf-8")
    (inside.parent / "b.txt").write_text("Ann keeps bees.", encoding="utf-8")
    (inside.parent / "out").symlink_to(private)
    (inside / "file.txt").symlink_to(private / "secret.txt")
    return inside.parent


def until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)


def names(small: Library) -> set[str]:
    return {Path(source).name for source in small.sources()}


@pytest.mark.parametrize(
    "inside",
    ["../private", "..", "one/../../private", "out", "one/a.txt", "none", "a\0b", "\ud800"],
)
def test_nothing_else_is_read(small: Library, root: Path, inside: str) -> None:
    allowed = AllowedFolders([root])
    with pytest.raises(PinciteError, match=r"no such folder|not followed"):
        allowed.read(Engine(StandIn(small)), "cases", inside, watching=False)
    for name in ("private", "", str(root), "cases/one"):
        with pytest.raises(PinciteError, match="may not be read here"):
            allowed.read(Engine(StandIn(small)), name, "", watching=False)
    assert allowed.watches() == []


def test_a_folder_is_read_once_without_what_its_links_lead_to(small: Library, root: Path) -> None:
    engine, allowed = Engine(StandIn(small)), AllowedFolders([root])
    (root / "empty.txt").touch()
    allowed.read(engine, "cases", "", watching=False)
    until(lambda: not allowed.watches()[0].alive)
    assert names(small) == {"a.txt", "b.txt"}
    (status,) = allowed.statuses(engine)
    assert (status.name, status.watching, status.running) == ("cases", False, False)
    assert status.counts == {"added": 2, "refused": 1}
    assert [Path(each.source).name for each in status.failed] == ["empty.txt"]
    assert {Path(each.source).name for each in status.skipped} == {"out", "file.txt"}
    assert status.last_run
    with library(small.path.with_name("other.pincite"), ()) as other:
        assert allowed.statuses(engine.for_library(other)) == []


@pytest.mark.slow
def test_a_watched_folder_is_kept_in_step_until_it_is_stopped(small: Library, root: Path) -> None:
    engine, allowed = Engine(StandIn(small)), AllowedFolders([root], every=0.05)
    for path in root.rglob("*.txt"):
        if not path.is_symlink():
            _age(path)
    allowed.read(engine, "cases", "one", watching=True)
    (status,) = allowed.statuses(engine)
    until(lambda: names(small) == {"a.txt"})
    assert status.name == "cases/one"
    new = root / "one" / "c.txt"
    new.write_text("A new file.", encoding="utf-8")
    _age(new)
    until(lambda: names(small) == {"a.txt", "c.txt"})
    (root / "one" / "a.txt").unlink()
    until(lambda: names(small) == {"c.txt"})
    with pytest.raises(PinciteError, match="not watched any more"):
        allowed.stop(engine, "cases")
    allowed.stop(engine, "cases/one")
    until(lambda: not allowed.watches()[0].alive)
    new.unlink()
    assert names(small) == {"c.txt"}


def test_a_folder_that_becomes_a_link_is_not_read_any_more(small: Library, root: Path) -> None:
    """The documents read before stay: nobody has removed their files."""
    engine, allowed = Engine(StandIn(small)), AllowedFolders([root], every=0.1)
    _age(root / "one" / "a.txt")
    allowed.read(engine, "cases", "one", watching=True)
    until(lambda: names(small) == {"a.txt"})
    (root / "one").rename(root / "two")
    (root / "one").symlink_to(root.parent / "private")
    until(lambda: not allowed.watches()[0].alive)
    (status,) = allowed.statuses(engine)
    assert "no such folder" in status.error
    assert names(small) == {"a.txt"}


def test_folders_are_told_apart_and_must_be_there(root: Path) -> None:
    other = root.parent / "private" / "cases"
    other.mkdir()
    assert AllowedFolders([root, other, root]).names == ["cases 1", "cases 2"]
    assert require_inside(root, root) == root
    with pytest.raises(PinciteError, match=r"There is no folder .*/gone\. Name one"):
        AllowedFolders([root / "gone"])


def _age(path: Path) -> None:
    """As if it had been written ten seconds ago: a file that still changes is not read."""
    os.utime(path, (time.time() - 10, time.time() - 10))
