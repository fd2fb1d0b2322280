"""The bounds of an engine: how many questions it answers at once, and how many may wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.library import Library
from index.storage.filters import NO_FILTER, Filter
from qa.questions.stages import tell
from qa.types import Answer
from tests.support.ui_engine import HIGH, MIX, StandIn, library
from ui.engine.admission import ServerBusy
from ui.engine.engine import Engine


class SlowStandIn(StandIn):
    """Answers once `answer` is set; counts how many questions it has at a time."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.answer = threading.Event()
        self.running = self.most_running = 0
        self._lock = threading.Lock()

    def ask(
        self, question: str, filters: Filter = NO_FILTER, *, everywhere: bool = False
    ) -> Answer:
        with self._lock:
            self.running += 1
            self.most_running = max(self.most_running, self.running)
        assert self.answer.wait(60)
        with self._lock:
            self.running -= 1
        return super().ask(question, filters, everywhere=everywhere)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Library]:
    with library(tmp_path / "small.pincite") as opened:
        yield opened


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def waiting(engine: Engine) -> float | None:
    """Number of questions in the queue."""
    return engine.metrics.registry.get_sample_value("pincite_engine_waiting")


def test_questions_beyond_the_queue_are_refused(small: Library) -> None:
    slow = SlowStandIn(small)
    engine = Engine(slow, max_concurrent=2, max_queued=3)
    threads = [threading.Thread(target=engine.ask, args=[HIGH]) for _ in range(5)]
    for thread in threads:
        thread.start()
    wait_until(lambda: slow.running == 2 and waiting(engine) == 3)
    with pytest.raises(ServerBusy, match="ask again"):
        engine.ask(HIGH)
    slow.answer.set()
    for thread in threads:
        thread.join(10)
    assert slow.most_running == 2
    assert not engine.ask(MIX).abstained


class TellingStandIn(SlowStandIn):
    def ask(
        self, question: str, filters: Filter = NO_FILTER, *, everywhere: bool = False
    ) -> Answer:
        tell("reading")
        return super().ask(question, filters, everywhere=everywhere)


def test_the_stage_of_a_question_is_known_by_its_ticket(small: Library) -> None:
    slow = TellingStandIn(small)
    engine = Engine(slow, max_concurrent=1, max_queued=2)
    first = threading.Thread(target=engine.ask, args=[HIGH], kwargs={"ticket": "first"})
    second = threading.Thread(target=engine.ask, args=[HIGH], kwargs={"ticket": "second"})
    first.start()
    wait_until(lambda: slow.running == 1)
    second.start()
    wait_until(lambda: waiting(engine) == 1)
    other = engine.for_library(small)
    assert engine.progress("first") == other.progress("first") == ("reading", 0)
    assert engine.progress("second") == ("waiting", 0)
    assert engine.progress("") == engine.progress("third") == ("", 0)
    slow.answer.set()
    first.join(10)
    second.join(10)
    assert engine.progress("first") == engine.progress("second") == ("", 0)


def test_a_question_does_not_wait_for_ever(small: Library) -> None:
    slow = SlowStandIn(small)
    engine = Engine(slow, max_concurrent=1, max_queued=1, timeout=0.05)
    thread = threading.Thread(target=engine.ask, args=[HIGH])
    thread.start()
    wait_until(lambda: slow.running == 1)
    with pytest.raises(ServerBusy, match="busy"):
        engine.ask(HIGH)
    slow.answer.set()
    thread.join(10)


def test_questions_are_answered_after_errors(small: Library) -> None:
    engine = Engine(StandIn(small), max_concurrent=1, max_queued=0)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            engine.ask("explode")
    assert not engine.ask(MIX).abstained
