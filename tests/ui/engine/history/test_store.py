"""The file of a history: rows by hand, users apart, limits, crashes, damage, two processes."""

from __future__ import annotations

import itertools
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import PinciteError
from tests.support.paths import ROOT
from tests.ui.engine.history.results import FIRST, LATER, answer, place, result
from ui.engine.history import store as stores
from ui.engine.history.entries import Again, Entry
from ui.engine.history.store import HistoryStore, Query, UnknownEntry

DAY = "2026-03-01T09:00:{:02}+00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.history.db"


@pytest.fixture
def store(path: Path) -> HistoryStore:
    return HistoryStore(path)


def questions(store: HistoryStore, user: str = "", **query: object) -> list[str]:
    return [entry.question for entry in store.entries(user, Query(**query))]  # type: ignore[arg-type]


def test_what_is_written_is_read(store: HistoryStore, path: Path) -> None:
    assert (store.entries(""), store.count(""), path.exists()) == ([], 0, False)
    places = result(place("25 days", start=4), place("25 days", "/srv/b.txt"))
    id = store.add("ann", "How many days?", "tag=hr&risk=5", places, FIRST)
    (entry,) = store.entries("ann")
    assert entry == store.entry("ann", id)
    assert (entry.asked, entry.question, entry.link) == (FIRST, "How many days?", "tag=hr&risk=5")
    assert entry.result == places
    assert entry.result.words == ("25 days",)
    assert (entry.pinned, entry.note, entry.again, entry.day) == (False, "", None, "2026-03-01")
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_users_do_not_see_or_change_each_others_rows(store: HistoryStore) -> None:
    mine = store.add("ann", "Whose?", "", answer("mine"), FIRST)
    theirs = store.add("bob", "Whose?", "", answer("theirs"), FIRST)
    assert [entry.result.words for entry in store.entries("ann")] == [("mine",)]
    changes: tuple[Callable[[], Entry], ...] = (
        lambda: store.entry("ann", theirs),
        lambda: store.pin("ann", theirs, True),
        lambda: store.annotate("ann", theirs, "x"),
        lambda: store.accept("ann", theirs),
        lambda: store.delete("ann", theirs),
    )
    for change in changes:
        with pytest.raises(UnknownEntry, match=f"no question {theirs} in the history"):
            change()
    store.set_again("ann", theirs, Again(LATER, None, "x"))
    assert store.delete_all("ann", pinned=True) == 1
    assert store.count("ann") == 0
    assert store.entry("bob", theirs).again is None
    assert (store.count("bob"), mine) == (1, 1)


def test_the_same_again_on_the_same_day_is_one_entry(store: HistoryStore) -> None:
    store.add("", "How long?", "", answer("25 days"), DAY.format(1))
    store.add("", "How high?", "", answer("9 m"), DAY.format(2))
    store.add("", "How long?", "", answer("25 Days"), DAY.format(3))
    assert questions(store) == ["How long?", "How high?"]
    for link, words, asked in (
        ("tag=hr", "25 days", DAY.format(4)),
        ("", "28 weeks", DAY.format(5)),
        ("", "28 weeks", LATER),
    ):
        before = store.count("")
        store.add("", "How long?", link, answer(words, f"{words}.txt"), asked)
        assert store.count("") == before + 1


def test_search_reads_question_answer_note_and_documents(store: HistoryStore) -> None:
    one = store.add("", "How long is the notice?", "", answer("25 days"), DAY.format(1))
    store.add("", "Who signs?", "", answer("Ada Ørsted", "Böhm lease.pdf"), DAY.format(2))
    store.annotate("", one, "ask 100 % of the partners")
    store.pin("", one, True)
    for words, found in (
        ("NOTICE", ["How long is the notice?"]),
        ("notice 25", ["How long is the notice?"]),
        ("notice lease", []),
        ("ørsted", ["Who signs?"]),
        ("BÖHM", ["Who signs?"]),
        ("100 %", ["How long is the notice?"]),
        ("title", []),
        ("section", []),
        ("' OR 1 --", []),
    ):
        assert questions(store, words=words) == found, words
        assert store.count("", Query(words)) == len(found)
    assert questions(store, pinned=True) == ["How long is the notice?"]
    assert questions(store, limit=1, offset=1) == ["How long is the notice?"]


def test_the_oldest_unpinned_entries_are_deleted(
    store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "MAX_UNPINNED", 3)
    monkeypatch.setattr(stores, "MAX_PINNED", 1)
    first = store.add("", "0", "", answer("a"), DAY.format(0))
    store.pin("", first, True)
    for number in range(1, 6):
        store.add("", str(number), "", answer("a"), DAY.format(number))
    store.add("bob", "other", "", answer("a"), FIRST)
    assert questions(store) == ["5", "4", "3", "0"]
    assert questions(store, "bob") == ["other"]
    with pytest.raises(PinciteError, match="1 questions are saved, and there can be no more"):
        store.pin("", store.entries("")[0].id, True)
    assert store.delete_all("", pinned=False) == 3
    assert questions(store) == ["0"]


def test_notes_deletion_and_restoring(store: HistoryStore) -> None:
    id = store.add("", "How long?", "", answer("25 days"), FIRST)
    store.annotate("", id, " for the board \n")
    with pytest.raises(PinciteError, match="2,001 characters; at most 2,000"):
        store.annotate("", id, "x" * 2001)
    kept = store.entry("", id)
    assert kept.note == "for the board"
    assert store.delete("", id) == kept
    new = store.add("", "Other?", "", answer("x"), LATER)
    assert new != id
    assert store.restore("", kept) == kept
    assert {entry.id for entry in store.entries("")} == {id, new}


def test_a_later_answer_is_stored_and_accepted(store: HistoryStore) -> None:
    id = store.add("", "How long?", "", answer("25 days"), FIRST)
    store.pin("", id, True)
    store.set_again("", id, Again(LATER, answer("28 days")))
    assert store.entry("", id).again == Again(LATER, answer("28 days"))
    accepted = store.accept("", id)
    assert (accepted.asked, accepted.result, accepted.again) == (LATER, answer("28 days"), None)
    assert store.entry("", id) == accepted
    failed = Again(LATER, None, "There is no tag.")
    store.set_again("", id, failed)
    assert store.accept("", id).again == failed
    assert store.pin("", id, False).again is None


def test_nothing_of_a_deleted_entry_is_left_in_the_file(store: HistoryStore, path: Path) -> None:
    id = store.add("", "Is Zanzibar mentioned?", "", answer("Zanzibar"), FIRST)
    assert b"Zanzibar" in path.read_bytes()
    store.delete("", id)
    assert b"Zanzibar" not in path.read_bytes()


def test_a_kill_loses_no_committed_row(path: Path) -> None:
    """The process reports each row that is written, and is killed while it goes on."""
    code = f"""
from pathlib import Path
from tests.ui.engine.history.results import FIRST, answer
from ui.engine.history.store import HistoryStore
for number in range(100_000):
    HistoryStore(Path({str(path)!r})).add("", str(number), "", answer("x"), FIRST)
    print(number, flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        reported = [line.strip() for line in itertools.islice(process.stdout, 25)]
        process.kill()
    store = HistoryStore(path)
    assert set(reported) <= set(questions(store))
    assert store.add("", "after", "", answer("x"), LATER)


def test_two_writers_at_once(path: Path) -> None:
    def write(user: str) -> None:
        for number in range(15):
            HistoryStore(path).add(user, str(number), "", answer("x"), FIRST)

    threads = [threading.Thread(target=write, args=[f"user {each}"]) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [HistoryStore(path).count(f"user {each}") for each in range(4)] == [15] * 4


@pytest.mark.parametrize("content", [b"no database at all, but long enough" * 9, None])
def test_a_damaged_file_is_said(store: HistoryStore, path: Path, content: bytes | None) -> None:
    id = store.add("", "How long?", "", answer("25 days"), FIRST)
    if content is None:
        with sqlite3.connect(path) as db:
            db.execute("UPDATE entry SET places = '[{\"no\": 1}]'")
        db.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    for act in (lambda: store.entries(""), lambda: store.pin("", id, True)):
        with pytest.raises(PinciteError, match=r"is damaged\. Questions are answered all the same"):
            act()
    assert path.read_bytes() == before


def test_a_file_of_another_program_or_a_later_version_is_left_alone(path: Path) -> None:
    for pragma in ("application_id = 7", "user_version = 2"):
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE other (x)")
            db.execute(f"PRAGMA {pragma}")
        db.close()
        with pytest.raises(PinciteError, match="not a history that this version of Pincite"):
            HistoryStore(path).add("", "?", "", answer("x"), FIRST)


def test_a_locked_file_is_said(
    store: HistoryStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.engine.history.database.BUSY_TIMEOUT_SECONDS", 0.05)
    store.add("", "How long?", "", answer("25 days"), FIRST)
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PinciteError, match="in use by another program"):
            store.add("", "Other?", "", answer("x"), FIRST)
    db.close()


def test_a_folder_that_cannot_be_written(
    store: HistoryStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write everywhere, so the check is told."""
    store.add("", "How long?", "", answer("25 days"), FIRST)
    monkeypatch.setattr("ui.engine.history.database.is_writable", lambda _: False)
    assert questions(store) == ["How long?"]
    assert not store.is_writable
    with pytest.raises(PinciteError, match="cannot be changed: its file or folder is read-only"):
        HistoryStore(path.with_name("no folder") / "x.history.db").add(
            "", "?", "", answer("x"), FIRST
        )
