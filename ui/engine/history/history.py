"""The histories of the libraries that a server has open."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock

from index.errors import PinciteError
from index.library import Library
from qa.types import Answer
from ui.engine.history.again import AskAgain
from ui.engine.history.entries import Entry
from ui.engine.history.recorder import Recorder
from ui.engine.history.store import HistoryStore

ENDING = ".history.db"
"""The history of the library NAME.pincite is the file NAME.history.db beside it."""

FILES = (ENDING, f"{ENDING}-journal")
"""Endings of the files of a history. The journal is there during a change, or after a crash."""

MAX_DELETED = 100
"""Entries that can be restored, of all users, until the server is stopped."""


class History:
    """Any thread may call. Of a library that is renamed, the history moves with it."""

    def __init__(self) -> None:
        self.again = AskAgain()
        self._recorder = Recorder()
        self._deleted = OrderedDict[tuple[Path, str, int], Entry]()
        self._lock = Lock()

    def store(self, library: Library) -> HistoryStore:
        return HistoryStore(library.path.with_suffix(ENDING))

    def record(self, library: Library, user: str, answer: Answer, link: str) -> None:
        """Writes a question soon; see `Recorder.record`."""
        self._recorder.record(self.store(library), user, answer, link)

    def flush(self) -> None:
        """Waits until the questions that were asked are written, unless that takes too long."""
        self._recorder.flush()

    def delete(self, library: Library, user: str, id: int) -> Entry:
        """The entry that was deleted, which `restore` brings back. Raises UnknownEntry."""
        entry = self.store(library).delete(user, id)
        with self._lock:
            self._deleted[library.path, user, id] = entry
            while len(self._deleted) > MAX_DELETED:
                self._deleted.popitem(last=False)
        return entry

    def restore(self, library: Library, user: str, id: int) -> Entry:
        """Raises PinciteError if it was not deleted, or too long ago."""
        with self._lock:
            entry = self._deleted.pop((library.path, user, id), None)
        if entry is None:
            raise PinciteError("This question cannot be brought back any more. Ask it again.")
        return self.store(library).restore(user, entry)

    def close(self) -> None:
        """Ends the tasks, and writes what was recorded."""
        self.again.stop()
        self.flush()
