"""The admission queue: its order, its limits, and how it is closed."""

from __future__ import annotations

import threading
import time

import pytest

from ui.engine.admission import AdmissionQueue, ServerBusy


def until_waiting(queue: AdmissionQueue, count: int) -> None:
    ends = time.monotonic() + 10
    while queue.waiting < count:
        assert time.monotonic() < ends
        time.sleep(0.002)


def test_first_come_first_served() -> None:
    queue, order = AdmissionQueue(max_concurrent=1, max_queued=8), list[int]()

    def enter(number: int) -> None:
        with queue.slot():
            order.append(number)

    with queue.slot():
        threads = []
        for number in range(8):
            threads.append(threading.Thread(target=enter, args=[number]))
            threads[-1].start()
            until_waiting(queue, number + 1)
        assert (queue.running, queue.waiting) == (1, 8)
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))
    assert (queue.running, queue.waiting) == (0, 0)


def test_a_timeout_frees_the_place_in_the_queue() -> None:
    queue = AdmissionQueue(max_concurrent=1, max_queued=1, timeout=0.02)
    with queue.slot():
        for _ in range(3):
            with pytest.raises(ServerBusy, match="busy with other questions"), queue.slot():
                pytest.fail("two are running")
        assert queue.waiting == 0
    with queue.slot():
        assert queue.running == 1


def test_a_closed_queue_rejects_those_waiting_and_newcomers() -> None:
    queue, messages = AdmissionQueue(max_concurrent=1, max_queued=2), list[str]()

    def enter() -> None:
        with pytest.raises(ServerBusy) as refused, queue.slot():
            pytest.fail("the queue is closed")
        messages.append(str(refused.value))

    with queue.slot():
        threads = [threading.Thread(target=enter) for _ in range(2)]
        for thread in threads:
            thread.start()
        until_waiting(queue, 2)
        queue.refuse()
        enter()
        assert (queue.waiting, len(messages)) == (2, 1)
        queue.close()
        for thread in threads:
            thread.join(10)
    enter()
    assert len(messages) == 4
    assert all("shutting down" in each for each in messages)


def test_many_threads_never_exceed_the_limit() -> None:
    """All are admitted, never more than three at once, and the queue is empty at the end."""
    queue, lock = AdmissionQueue(max_concurrent=3, max_queued=40), threading.Lock()
    inside = most = done = 0

    def enter() -> None:
        nonlocal inside, most, done
        for _ in range(25):
            with queue.slot():
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0)
                with lock:
                    inside -= 1
                    done += 1

    threads = [threading.Thread(target=enter) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (done, most <= 3, queue.running, queue.waiting) == (300, True, 0, 0)


def test_the_place_in_the_queue_is_known_by_its_ticket() -> None:
    queue, release = AdmissionQueue(max_concurrent=1, max_queued=8), threading.Event()

    def enter(ticket: str) -> None:
        with queue.slot(ticket):
            assert release.wait(10)

    with queue.slot("first"):
        threads = [threading.Thread(target=enter, args=[ticket]) for ticket in ("a", "", "c")]
        for number, thread in enumerate(threads, 1):
            thread.start()
            until_waiting(queue, number)
        assert [queue.before(each) for each in ("a", "c", "first", "", "d")] == [
            *(0, 2),
            *(None, None, None),
        ]
    until_waiting(queue, 2)
    assert (queue.before("a"), queue.before("c")) == (None, 1)
    release.set()
    for thread in threads:
        thread.join(10)
    assert queue.before("c") is None
