"""Asks the saved questions of a user again, in the background and one at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread

from index.errors import PinciteError, TryAgainError
from qa.types import Answer
from ui.engine.history.entries import Again, Entry, Result, utc_now
from ui.engine.history.store import HistoryStore, Query

_LOG = logging.getLogger(__name__)

PAUSE_SECONDS = 0.02
"""Between two questions, so that a visitor's gets the place in the queue that becomes free."""

RETRY_SECONDS = 2.0
MAX_BUSY_SECONDS = 600.0
"""How long a question is tried again while the server is busy; then the others are left."""


@dataclass(frozen=True, slots=True)
class Task:
    """The saved questions of one user in one library.

    `ask` answers a question as its entry asks it, through the admission queue of the engine. It
    raises TryAgainError, PinciteError for a question that cannot be asked, and Stopped for a
    library that is not there any more.
    """

    store: HistoryStore
    user: str
    ask: Callable[[Entry], Answer]


class Stopped(Exception):
    """The library was closed, renamed or deleted, or the server is being stopped."""


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    problem: str = ""
    """Why the others were not asked."""

    @property
    def is_running(self) -> bool:
        return self.done < self.total and not self.problem


class AskAgain:
    """One task of each user and library at a time; tasks wait for each other. Any thread may call.

    A task uses at most one of the places at which questions are answered.
    """

    def __init__(self) -> None:
        self._progress: dict[tuple[str, str], Progress] = {}
        self._lock = Lock()
        self._one_at_a_time = Lock()
        self._stopped = Event()

    def start(self, key: tuple[str, str], task: Task) -> None:
        """`key` is the library and the user. Does nothing if their task is running."""
        entries = task.store.entries(task.user, Query(pinned=True))
        with self._lock:
            if self.progress(key).is_running or not entries:
                return
            self._progress[key] = Progress(0, len(entries))
        Thread(target=self._run, args=[key, task, entries], daemon=True).start()

    def progress(self, key: tuple[str, str]) -> Progress:
        """Of the task that was started last; 0 of 0 without one."""
        return self._progress.get(key, Progress(0, 0))

    def stop(self) -> None:
        """Ends all tasks after the question that is being asked."""
        self._stopped.set()

    def _run(self, key: tuple[str, str], task: Task, entries: list[Entry]) -> None:
        total, problem = len(entries), ""
        with self._one_at_a_time:
            for done, entry in enumerate(entries):
                self._progress[key] = Progress(done, total)
                try:
                    self._ask(task, entry)
                except Stopped:
                    problem = "The library is not open any more."
                except PinciteError as error:
                    problem = str(error)
                except Exception as error:
                    _LOG.error("Unexpected error", exc_info=error)
                    problem = "Something went wrong. Please try again."
                if problem:
                    self._progress[key] = Progress(done, total, problem)
                    return
                self._stopped.wait(PAUSE_SECONDS)
            self._progress[key] = Progress(total, total)

    def _ask(self, task: Task, entry: Entry) -> None:
        """Raises PinciteError if the server stays busy or nothing can be written."""
        deadline = time.monotonic() + MAX_BUSY_SECONDS
        while True:
            if self._stopped.is_set():
                raise Stopped
            try:
                result, problem = Result.of(task.ask(entry)), ""
            except TryAgainError:
                if time.monotonic() > deadline:
                    raise
                self._stopped.wait(RETRY_SECONDS)
                continue
            except PinciteError as error:
                if self._stopped.is_set():  # the library may be closed already
                    raise Stopped from error
                result, problem = None, str(error)
            break
        task.store.set_again(task.user, entry.id, Again(utc_now(), result, problem))
