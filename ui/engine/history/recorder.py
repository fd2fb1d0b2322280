"""Writes questions to the history in a thread of its own: no answer waits for it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from queue import Full, Queue
from threading import Event, Lock, Thread

from index.errors import PinciteError
from qa.types import Answer
from ui.engine.history.entries import Result, utc_now
from ui.engine.history.store import HistoryStore

_LOG = logging.getLogger(__name__)

MAX_WAITING = 64
"""Answers that wait to be written; they hold their documents. Further ones are not recorded."""

FLUSH_SECONDS = 2.0
"""How long `flush` waits. A question is written in milliseconds, unless the disk is busy."""


@dataclass(frozen=True, slots=True)
class _Asked:
    store: HistoryStore
    user: str
    answer: Answer
    link: str
    asked: str


class Recorder:
    """Any thread may call."""

    def __init__(self) -> None:
        self._queue = Queue[_Asked | Event](MAX_WAITING)
        self._thread: Thread | None = None
        self._lock = Lock()
        self._failed = set[str]()

    def record(self, store: HistoryStore, user: str, answer: Answer, link: str) -> None:
        """Returns at once. A question that cannot be written is not recorded."""
        self._put(_Asked(store, user, answer, link, utc_now()))

    def flush(self) -> bool:
        """Waits until what was recorded before is written; False if that takes too long."""
        if self._thread is None:
            return True
        done = Event()
        return self._put(done) and done.wait(FLUSH_SECONDS)

    def _put(self, item: _Asked | Event) -> bool:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._write_all, name="history", daemon=True)
                self._thread.start()
        try:
            self._queue.put_nowait(item)
        except Full:
            return False
        return True

    def _write_all(self) -> None:
        while True:
            item = self._queue.get()
            if isinstance(item, Event):
                item.set()
            else:
                self._write(item)
            del item  # an answer holds its documents

    def _write(self, item: _Asked) -> None:
        try:
            result = Result.of(item.answer)
            item.store.add(item.user, item.answer.question, item.link, result, item.asked)
        except PinciteError as error:
            if str(error) not in self._failed:  # once: it may be so for every question
                self._failed.add(str(error))
                _LOG.warning("%s", error)
        except Exception as error:  # the thread goes on
            _LOG.error("Unexpected error", exc_info=error)
