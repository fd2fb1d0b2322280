"""Ingest on a cluster: a process, a machine and the writer are killed, and files that kill."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from index.collection.collection_library import open_collection
from index.collection.files.check import check_collection
from index.collection.files.status import read_status
from index.collection.writing.prune import prune
from index.collection.writing.writer import CollectionWriter
from index.ingest.discover import find_files
from index.ingest.pipeline import ingest
from index.library import Library
from pincite.cluster.ingest.batches import TRIES
from tests.conftest import WordEncoder
from tests.support.clusters import LocalCluster, local_cluster, start_command
from tests.support.paths import ROOT

T = TypeVar("T")

FILES, NODES = 200, 2
BROKEN, KILLER = "077.pdf", "123.txt"
KILLING_WORD = "xyzzy"

KILL = f"""
import os, signal, sys
sys.path.insert(0, {str(ROOT)!r})
from index.storage import failpoints

def kill(point):
    document = sys._getframe(2).f_locals.get("document")
    if point == "document split" and "{KILLING_WORD}" in document.text:
        os.kill(os.getpid(), signal.SIGKILL)

failpoints.hook = kill
"""
"""Python runs it at the start of every process of the cluster; see index.storage.failpoints."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Short texts, a file that cannot be read, and one that ends each process that reads it."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(FILES):
        text = f"The lamp of house {number} burns. Keeper {number} sleeps. {number} gulls cry."
        (folder / f"{number:03}.txt").write_text(text)
    (folder / BROKEN).write_bytes(b"%PDF-1.4 no pages")
    (folder / KILLER).write_text(f"The word is {KILLING_WORD}.")
    return folder


@pytest.mark.cluster
@pytest.mark.xdist_group("cluster")
def test_every_file_is_read_once_whatever_is_killed(
    tmp_path: Path, files: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(KILL)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = tmp_path / "my.collection"
    with local_cluster(NODES) as cluster:
        writer = _add(cluster, path, files)
        _wait(lambda: _parts(path) >= 1, writer)
        worker, *_ = _wait(lambda: _workers(cluster), writer)
        os.kill(worker, signal.SIGKILL)
        _wait(lambda: _parts(path) >= 2, writer)
        cluster.kill_node([*cluster.nodes][-1])
        _wait(lambda: _parts(path) >= 4, writer)
        writer.kill()
        assert writer.wait() == -signal.SIGKILL
        assert not (path / "current").exists()
        told, _ = _add(cluster, path, files).communicate(timeout=240)
    assert f"{KILLER}: every process that read it ended, {TRIES} times" in told, told
    status = read_status(path)
    assert {Path(source).name for source, _ in status.refused} == {BROKEN, KILLER}
    assert (status.documents, status.hidden) == (FILES - 1, 0)  # none was read twice
    assert " unchanged" in told, told
    assert _texts(path) == _of_one_library(tmp_path, files, encoder)
    problems = check_collection(path, deep=True)  # parts that were sealed and not recorded
    assert [each for each in problems if "no version names the file parts/" not in each] == []
    with CollectionWriter(path) as pruning:
        prune(pruning)
    assert check_collection(path) == []


def _add(cluster: LocalCluster, path: Path, files: Path) -> subprocess.Popen[str]:
    token, head = str(cluster.token), str(cluster.head)
    return start_command(
        ["cluster", "add", str(path), str(files), "--cluster", head, "--token", token]
    )


def _wait(condition: Callable[[], T], writer: subprocess.Popen[str]) -> T:
    """What the condition says once it is true."""
    for _ in range(2_400):
        if found := condition():
            return found
        assert writer.poll() is None, writer.communicate()[0]
        time.sleep(0.05)
    raise AssertionError("it took more than two minutes")


def _parts(path: Path) -> int:
    return len([*path.glob("parts/*.pincite")])


def _workers(cluster: LocalCluster) -> list[int]:
    """The processes of this cluster that are making parts."""
    return [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if _read(process / "cmdline").startswith(b"ray::make_part")
        and str(cluster.token).encode() in _read(process / "environ")
    ]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended
        return b""


def _texts(path: Path) -> dict[str, str]:
    with open_collection(path, can_search=False) as library:
        return {each.source: each.text for each in library.documents()}


def _of_one_library(folder: Path, files: Path, encoder: WordEncoder) -> dict[str, str]:
    found = [each for each in find_files([files]) if each.path.name != KILLER]
    with Library.open(folder / "one.pincite", create=True, encoder=encoder) as library:
        for _ in ingest(library, found):
            pass
        return {each.source: each.text for each in library.documents()}
