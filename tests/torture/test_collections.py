"""A short run of the kills of a collection's writer, and proofs that they detect what they guard.

The full run: COLLECTION_KILLS=17 .venv/bin/pytest tests/torture/test_collections.py
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Sequence

import pytest

from index.collection.files import versions
from index.collection.files.folder import CollectionFolder
from index.collection.files.versions import Part, Version
from index.collection.writing import ledger
from index.collection.writing.ledger import FileResult
from index.collection.writing.writer import CollectionWriter
from index.storage.failpoints import COLLECTION_POINTS as POINTS
from index.storage.failpoints import failpoint
from tests.torture import collections
from tests.torture.tally import Tally

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")

KILLS = int(os.environ.get("COLLECTION_KILLS", "1"))
"""At each point."""


def killed(*points: str) -> list[str]:
    tally = Tally("collections")
    collections.kills(tally, 0, KILLS, *([points] if points else []))
    assert tally.done == KILLS * len(points or POINTS)
    return tally.broken


def test_kills_at_every_point() -> None:
    assert killed() == []


# each of these can fail


def test_files_that_are_recorded_before_their_part_are_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Their documents would never be read again, and be in no part."""

    def in_two_steps(self: CollectionWriter, part: Part, results: Sequence[FileResult]) -> None:
        self.ledger.store(None, results)
        failpoint("too early")
        self.ledger.store(part, results)

    monkeypatch.setattr(CollectionWriter, "store", in_two_steps)
    assert any(line.startswith("lost") for line in killed("too early"))


def test_a_version_that_is_switched_to_before_it_is_written_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write = versions.write

    def switched_first(folder: CollectionFolder, version: Version) -> None:
        folder.current.write_text(str(version.number))
        failpoint("too early")
        write(folder, version)

    monkeypatch.setattr(versions, "write", switched_first)
    assert any(line.startswith("torn") for line in killed("too early"))


def test_a_document_that_is_not_hidden_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def forget(db: sqlite3.Connection, source: str, _: str = "") -> None:
        db.execute("DELETE FROM document WHERE source = ?", (source,))

    monkeypatch.setattr(ledger, "_hide", forget)
    assert any(line.startswith("lost") for line in killed("collection parts replaced"))
