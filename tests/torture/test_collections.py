"""A short run of the kills of a collection's writer, and proofs that they detect what they guard.

The full run: COLLECTION_KILLS=17 .venv/bin/pytest tests/torture/test_collections.py
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from index.collection.files import versions
from index.collection.files.folder import CollectionFolder
from index.collection.writing.ledger import Ledger
from index.collection.writing.writer import CollectionWriter
from index.storage import failpoints
from tests.torture import collections
from tests.torture.tally import Tally

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")

KILLS = int(os.environ.get("COLLECTION_KILLS", "1"))
"""At each point."""


def killed(*points: str) -> list[str]:
    tally = Tally("collections")
    collections.kills(tally, 0, KILLS, *([points] if points else []))
    assert tally.done == KILLS * len(points or failpoints.COLLECTION_POINTS)
    return tally.broken


def test_kills_at_every_point() -> None:
    assert killed() == []


def test_a_part_that_is_recorded_before_it_is_sealed_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The file gets its name last: a version would name a part that is not there."""
    seal = CollectionWriter.seal

    def recorded_first(self: CollectionWriter, library: Path) -> object:
        from index.collection.files.folder import file_sha256
        from index.collection.files.versions import Part

        self.ledger.store(Part(file_sha256(library), 1, 1, library.stat().st_size), [])
        return seal(self, library)

    monkeypatch.setattr(CollectionWriter, "seal", recorded_first)
    assert killed("collection part checked")


def test_a_version_that_is_switched_to_before_it_is_written_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write = versions.write

    def switched_first(folder: CollectionFolder, version: versions.Version) -> None:
        folder.current.write_text(str(version.number))
        failpoints.failpoint("collection version switched")
        write(folder, version)

    monkeypatch.setattr(versions, "write", switched_first)
    assert killed("collection version switched")


def test_a_ledger_that_forgets_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that were read before the kill would be twice in the collection."""
    monkeypatch.setattr(Ledger, "is_read", lambda *_: False)
    monkeypatch.setattr("index.collection.writing.ledger._hide", lambda *_: None)
    assert killed("collection part recorded")
