"""A stand-in engine that answers when the test lets it."""

from __future__ import annotations

from threading import Event

from index.library import Library
from index.storage.filters import NO_FILTER, Filter
from qa.types import Answer
from tests.support.ui_engine import StandIn


class BlockingStandIn(StandIn):
    """`begun` is set when a question arrives; it is answered once `answer` is set."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.begun, self.answer = Event(), Event()

    def ask(self, question: str, filters: Filter = NO_FILTER) -> Answer:
        self.begun.set()
        assert self.answer.wait(60)
        return super().ask(question, filters)
