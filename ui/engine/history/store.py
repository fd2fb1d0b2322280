"""The questions of the users in one library: written, searched, pinned, deleted.

Every call names the user and sees the rows of that user alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import PinciteError
from index.storage.filters import fold_case
from ui.engine.history.comparison import compare
from ui.engine.history.database import HistoryFile
from ui.engine.history.entries import Again, Entry, Result

MAX_UNPINNED = 10_000
"""Of one user in one library: the newest are kept. Each takes about 1 kB."""

MAX_PINNED = 500
"""Of one user in one library: asked again, they take about a minute."""

MAX_NOTE = 2_000
"""Characters of a note."""

_COLUMNS = "id, asked, question, link, outcome, confidence, places, pinned, note, again"


@dataclass(frozen=True, slots=True)
class Query:
    """Which entries: those with all the words in the question, the answer, the note, or the title
    or name of a quoted document."""

    words: str = ""
    pinned: bool = False
    limit: int = -1
    """-1: all."""
    offset: int = 0


class UnknownEntry(PinciteError):
    """The user has no such entry (any more)."""


class HistoryStore:
    """Any thread may call. Raises PinciteError if the file cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self._file = HistoryFile(path)

    @property
    def is_writable(self) -> bool:
        return self._file.is_writable

    def entries(self, user: str, query: Query | None = None) -> list[Entry]:
        """The entries of a user, the newest first."""
        query = Query() if query is None else query
        where, values = _condition(user, query)
        values |= {"limit": query.limit, "offset": query.offset}
        with self._file.reading() as db:
            rows = (
                ()
                if db is None
                else db.execute(
                    f"SELECT {_COLUMNS} FROM entry WHERE {where} "
                    "ORDER BY asked DESC, id DESC LIMIT :limit OFFSET :offset",
                    values,
                )
            )
            return [_entry(row) for row in rows]

    def count(self, user: str, query: Query | None = None) -> int:
        where, values = _condition(user, Query() if query is None else query)
        with self._file.reading() as db:
            if db is None:
                return 0
            return int(
                db.execute(f"SELECT count(*) FROM entry WHERE {where}", values).fetchone()[0]
            )

    def entry(self, user: str, id: int) -> Entry:
        """Raises UnknownEntry."""
        with self._file.reading() as db:
            if db is None:
                raise _unknown(id)
            return _find(db, user, id)

    def add(self, user: str, question: str, link: str, result: Result, asked: str) -> int:
        """Adds a question; its id.

        If it has the same answer as on the same day before, that entry gets the new time instead.
        The oldest entries beyond MAX_UNPINNED that are not pinned are deleted.
        """
        with self._file.writing() as db:
            last = db.execute(
                f"SELECT {_COLUMNS} FROM entry WHERE user = ? AND question = ? AND link = ? "
                "ORDER BY asked DESC, id DESC LIMIT 1",
                (user, question, link),
            ).fetchone()
            new = Entry(0, asked, question, link, result)
            if last is not None and _repeats(_entry(last), new):
                new = replace(_entry(last), asked=asked, result=result)
            id = _write(db, user, new)
            db.execute(
                "DELETE FROM entry WHERE id IN (SELECT id FROM entry WHERE user = ? AND NOT pinned "
                "ORDER BY asked DESC, id DESC LIMIT -1 OFFSET ?)",
                (user, MAX_UNPINNED),
            )
            return id

    def pin(self, user: str, id: int, pinned: bool) -> Entry:
        """Raises PinciteError if the user has MAX_PINNED saved questions."""
        with self._changing(user, id) as (db, entry):
            saved = "SELECT count(*) FROM entry WHERE user = ? AND pinned"
            if pinned and db.execute(saved, (user,)).fetchone()[0] >= MAX_PINNED:
                raise PinciteError(
                    f"{MAX_PINNED} questions are saved, and there can be no more. Unsave one first."
                )
            again = entry.again if pinned else None
            return _written(db, user, replace(entry, pinned=pinned, again=again))

    def annotate(self, user: str, id: int, note: str) -> Entry:
        """Raises PinciteError if the note is longer than MAX_NOTE."""
        note = note.strip()
        if len(note) > MAX_NOTE:
            raise PinciteError(
                f"The note has {len(note):,} characters; at most {MAX_NOTE:,} are stored. "
                "Shorten it."
            )
        with self._changing(user, id) as (db, entry):
            return _written(db, user, replace(entry, note=note))

    def set_again(self, user: str, id: int, again: Again) -> None:
        """Stores what a saved question was answered with when it was asked again.

        Does nothing if the question was deleted meanwhile.
        """
        with suppress(UnknownEntry), self._changing(user, id) as (db, entry):
            _write(db, user, replace(entry, again=again))

    def accept(self, user: str, id: int) -> Entry:
        """Saves the later answer in place of the first."""
        with self._changing(user, id) as (db, entry):
            return _written(db, user, entry.accepted())

    def delete(self, user: str, id: int) -> Entry:
        """The entry that was deleted, for `restore`."""
        with self._changing(user, id) as (db, entry):
            db.execute("DELETE FROM entry WHERE user = ? AND id = ?", (user, id))
            return entry

    def restore(self, user: str, entry: Entry) -> Entry:
        with self._file.writing() as db:
            return _written(db, user, entry)

    def delete_all(self, user: str, *, pinned: bool) -> int:
        """Deletes the entries of a user, the pinned ones only if `pinned`; their number."""
        with self._file.writing() as db:
            which = "" if pinned else " AND NOT pinned"
            return db.execute(f"DELETE FROM entry WHERE user = ?{which}", (user,)).rowcount

    @contextmanager
    def _changing(self, user: str, id: int) -> Iterator[tuple[sqlite3.Connection, Entry]]:
        """A write transaction, with the entry. Raises UnknownEntry."""
        if not self._file.path.exists():
            raise _unknown(id)
        with self._file.writing() as db:
            yield db, _find(db, user, id)


def _condition(user: str, query: Query) -> tuple[str, dict[str, object]]:
    parts, values = ["user = :user"], dict[str, object]({"user": user})
    if query.pinned:
        parts.append("pinned")
    for number, word in enumerate(query.words.split()[:20]):
        parts.append(f"instr(searched, :word{number})")
        values[f"word{number}"] = fold_case(word)
    return " AND ".join(parts), values


def _repeats(last: Entry, new: Entry) -> bool:
    """Was the same asked on the same day, with the same answer?"""
    same = last.result.outcome == new.result.outcome
    return same and last.day == new.day and not compare(last.result, new.result).is_change


def _find(db: sqlite3.Connection, user: str, id: int) -> Entry:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM entry WHERE user = ? AND id = ?", (user, id)
    ).fetchone()
    if row is None:
        raise _unknown(id)
    return _entry(row)


def _unknown(id: int) -> UnknownEntry:
    return UnknownEntry(
        f"There is no question {id} in the history. It may have been deleted: open the page again."
    )


def _written(db: sqlite3.Connection, user: str, entry: Entry) -> Entry:
    _write(db, user, entry)
    return entry


def _write(db: sqlite3.Connection, user: str, entry: Entry) -> int:
    """Inserts an entry with id 0, else replaces the one of its id; the id."""
    result, again = entry.result.to_json(), entry.again
    columns = (
        *(entry.id or None, user, entry.asked, entry.question, entry.link),
        *(result["outcome"], result["confidence"], _text(result["places"])),
        *(entry.pinned, entry.note, None if again is None else _text(again.to_json())),
        _searched(entry),
    )
    done = db.execute(
        "INSERT OR REPLACE INTO entry (id, user, asked, question, link, outcome, confidence, "
        "places, pinned, note, again, searched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        columns,
    )
    return entry.id or int(done.lastrowid or 0)


def _searched(entry: Entry) -> str:
    """What a search reads, in small letters."""
    cited = [place.citation for place in entry.result.places]
    words = [word for each in cited for word in (each.quote, each.title, each.source)]
    return fold_case("\n".join([entry.question, entry.written, entry.note, *dict.fromkeys(words)]))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _entry(row: tuple[Any, ...]) -> Entry:
    """Raises sqlite3.DatabaseError if the row is not as `_write` writes it."""
    id, asked, question, link, outcome, confidence, places, pinned, note, again = row
    try:
        stored = {"outcome": outcome, "confidence": confidence, "places": json.loads(places)}
        result = Result.from_json(stored)
        later = None if again is None else Again.from_json(json.loads(again))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise sqlite3.DatabaseError(f"row {id}: {error}") from error
    return Entry(id, asked, question, link, result, bool(pinned), note, later)
