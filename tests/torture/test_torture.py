"""A short `make torture`, and proofs that each part detects a violation of what it guards."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import library
from index.maintenance import check, check_fts
from index.storage import connection, documents, failpoints, passages
from index.storage.connection import Store
from index.storage.schema import checksum
from tests.support.paths import ROOT
from tests.torture import crowd, damage, disk, faults, kills, power, states
from tests.torture.__main__ import summary
from tests.torture.tally import Tally, load, save

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks and kills"),
]

needs_mount = pytest.mark.skipif(
    not disk.can_mount(), reason="a small file system can be mounted by root only"
)


def tortured(torture: object, count: int, *more: object) -> Tally:
    tally = Tally("a little")
    torture(tally, 0, count, *more)  # type: ignore[operator]
    return tally


class _Found(Exception):
    """A violation that a test waits for."""


class _UntilFound(Tally):
    """Ends at the first violation that contains `name`."""

    def note(self, wrong: str) -> None:
        if wrong and self.name in wrong:
            raise _Found


def is_seen(torture: object, count: int, *more: object, words: str = "") -> bool:
    """Is a violation with these words found within `count`?"""
    try:
        torture(_UntilFound(words), 0, count, *more)  # type: ignore[operator]
    except _Found:
        return True
    return False


def test_three_deaths_at_every_point() -> None:
    tally = tortured(kills.at_points, 3)
    assert (tally.done, tally.broken) == (3 * len(failpoints.POINTS), [])


def test_two_hundred_deaths_at_any_time() -> None:
    tally = tortured(kills.at_times, 200, 0.1)
    assert (tally.done, tally.broken) == (200, [])
    assert tally.counts["steps acknowledged"] > 0


def test_two_thousand_power_losses() -> None:
    tally = tortured(power.losses, 2000)
    assert (tally.done, tally.broken) == (2000, [])


def test_two_thousand_damaged_bytes() -> None:
    tally = tortured(damage.bytes_changed, 2800)
    assert tally.done >= 2000
    assert tally.broken == []
    assert tally.counts["seen by the user as an error"] > 100, "the damage matters"


@pytest.mark.parametrize(
    ("seed", "at", "byte"),
    [(2, 27197, 0x00), (13, 27190, 0x54), (0, 24601, 0x00), (0, 2358, 0x6A), (37, 26153, 0x8B)],
)
def test_bytes_that_were_once_a_crash_or_not_reported(seed: int, at: int, byte: int) -> None:
    """Damaged bytes of former bugs.

    A sentence that is not found by its id; a schema line without which the FTS index cannot be
    opened; sentence ids in a cycle, which made a search endless.
    """
    tally = Tally("one byte")
    damage.byte_changed(tally, seed, at, byte)
    assert (tally.done, tally.broken) == (1, [])
    assert tally.counts == {"seen by the user as an error": 1, "reported by check": 1}


@needs_mount
def test_fifteen_full_disks() -> None:
    assert tortured(disk.full, 15).broken == []


def test_the_disk_or_the_encoder_fails_once() -> None:
    assert tortured(faults.of_disk, 80).broken == []
    assert tortured(faults.of_encoder, 8).broken == []


def test_three_writers_three_readers_and_a_remover() -> None:
    tally = tortured(crowd.at_once, 12)
    assert (tally.done, tally.broken) == (48, [])
    assert tally.counts["answers"] > 0


def test_the_state_machine_agrees_with_a_dict() -> None:
    tally = tortured(states.machine, 250)
    assert tally.done >= 250
    assert tally.broken == []


# each of these tests can fail


@pytest.mark.parametrize("file", [".pincite", "-journal"])
def test_a_sync_that_is_left_out_is_seen(file: str) -> None:
    assert is_seen(power.losses, 150, frozenset([file]))


@contextmanager
def _without_a_transaction(self: Store) -> Iterator[None]:
    with self.translating_errors("written"):
        yield
        self.set_meta("generation", str(self.generation + 1))


def test_a_change_that_is_no_transaction_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "writing", _without_a_transaction)
    points = ("passage inserted", "words forgotten", "original reserved")
    assert is_seen(kills.at_points, 1, points)
    assert is_seen(faults.of_disk, 40)


class _Agrees(bytes):
    """Equal to every checksum."""

    def __eq__(self, _: object) -> bool:
        return True

    def __ne__(self, _: object) -> bool:
        return False

    __hash__ = bytes.__hash__


def test_checksums_that_are_not_compared_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (connection, documents, passages, check):
        monkeypatch.setattr(module, "checksum", lambda *columns: _Agrees(checksum(*columns)))
    assert is_seen(damage.bytes_changed, 400, words="wrong citation")


def test_a_lexical_index_that_is_not_compared_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = [
        section
        for section in check._CHECKS
        if section not in (check._structure, check_fts.check_fts)
    ]
    assert len(sections) == len(check._CHECKS) - 2
    monkeypatch.setattr(check, "_CHECKS", sections)
    assert is_seen(damage.bytes_changed, 800, words="not reported by check")


def test_a_removal_that_does_nothing_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library.Library, "remove", lambda *_: None)
    assert is_seen(states.machine, 400)


# the harness itself


def test_every_point_stands_at_one_place_in_the_code() -> None:
    paths = sorted((ROOT / "index").rglob("*.py"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    points = (*failpoints.POINTS, *failpoints.COLLECTION_POINTS)
    assert [point for point in points if code.count(f'failpoint("{point}")') != 1] == []
    assert len(failpoints.POINTS) >= 20
    assert failpoints.hook is None


def test_a_tally_is_saved_and_summarised(tmp_path: Path) -> None:
    tally = Tally("kills", 7, 60.0)
    tally.note("lost: a.txt")
    tally.note("")
    tally.count("parts", 2)
    save(tmp_path, tally)
    assert load(tmp_path, "kills") == tally
    assert load(tmp_path, "none") == Tally("none")
    assert "| kills | 7 | 1 | 0 | 0 | 0 | 0 | 1 |" in summary([tally])
