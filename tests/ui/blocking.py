"""A stand-in engine that answers when the test lets it."""

from __future__ import annotations

from threading import Condition, Event

from index.library import Library
from index.storage.filters import NO_FILTER, Filter
from qa.types import Answer
from tests.support.ui_engine import StandIn


class BlockingStandIn(StandIn):
    """`begun` is set when a question arrives; questions are answered once `answer` is set."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.begun, self.answer = Event(), Event()
        self._arrived = 0
        self._changed = Condition()

    def ask(
        self, question: str, filters: Filter = NO_FILTER, *, everywhere: bool = False
    ) -> Answer:
        with self._changed:
            self._arrived += 1
            self._changed.notify_all()
        self.begun.set()
        assert self.answer.wait(60)
        return super().ask(question, filters, everywhere=everywhere)

    def wait_for_questions(self, count: int) -> None:
        """Returns when `count` questions have arrived since the start."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._arrived >= count, timeout=30)
