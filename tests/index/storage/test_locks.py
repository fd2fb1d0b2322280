"""The process that holds a library is named, from the kernel's table of locks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.library import Library
from index.storage.connection import Store
from index.storage.locks import lock_holder
from tests.conftest import WordEncoder, document
from tests.support.paths import ROOT

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="/proc/locks is Linux's"
)


@contextmanager
def process_holding(path: Path, begin: str) -> Iterator[int]:
    """A process that holds a lock on the library until the end of the block."""
    code = f"""
import sqlite3, sys
db = sqlite3.connect({str(path)!r}, isolation_level=None)
db.execute({begin!r})
db.execute("SELECT count(*) FROM document").fetchone()
print("held", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process.pid
        process.kill()


@pytest.fixture
def library(
    tmp_path: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Library]:
    """A library that waits 50 ms for another writer."""
    monkeypatch.setattr("index.storage.schema.BUSY_TIMEOUT_SECONDS", 0.05)
    with Library.open(tmp_path / "my.pincite", create=True, encoder=encoder) as library:
        yield library


def test_the_message_names_another_writer(library: Library) -> None:
    with (
        process_holding(library.path, "BEGIN IMMEDIATE") as process,
        pytest.raises(PinciteError) as raised,
    ):
        library.add(document("Cats purr."))
    assert f"{library.path} is being written by python" in str(raised.value)
    assert f"(process {process}). Try again when it is done." in str(raised.value)
    assert library.add(document("Cats purr.")).status == "added"


def test_the_message_names_a_reader(library: Library) -> None:
    with (
        process_holding(library.path, "BEGIN") as process,
        pytest.raises(PinciteError, match=rf"is being read by .*\(process {process}\)"),
    ):
        library.add(document("Cats purr."))
    assert library.count() == 0


def test_a_killed_process_holds_no_lock(library: Library) -> None:
    with process_holding(library.path, "BEGIN IMMEDIATE"):
        pass
    assert library.add(document("Cats purr.")).status == "added"


def test_a_lock_of_this_process_is_another_thread(library: Library) -> None:
    with closing(Store(library.path)) as store, store.writing():
        assert lock_holder(library.path) == "is being written by another thread of this program"
    assert lock_holder(library.path.with_name("none")) == "is being written by another program"
