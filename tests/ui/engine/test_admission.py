"""Who goes in, who waits, who is sent away (the bounds of an engine's gate are tested in test_ui_handlers.py)."""

from __future__ import annotations

import threading
import time

import pytest

from ui.engine.admission import AdmissionQueue, ServerBusy


def waits(gate: AdmissionQueue, count: int) -> None:
    ends = time.monotonic() + 10
    while gate.waiting < count:
        assert time.monotonic() < ends
        time.sleep(0.002)


def test_first_come_first_served() -> None:
    gate, order = AdmissionQueue(max_concurrent=1, max_queued=8), list[int]()

    def enter(number: int) -> None:
        with gate.slot():
            order.append(number)

    with gate.slot():
        threads = []
        for number in range(8):
            threads.append(threading.Thread(target=enter, args=[number]))
            threads[-1].start()
            waits(gate, number + 1)
        assert (gate.running, gate.waiting) == (1, 8)
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))
    assert (gate.running, gate.waiting) == (0, 0)


def test_a_place_given_up_is_free_again() -> None:
    gate = AdmissionQueue(max_concurrent=1, max_queued=1, timeout=0.02)
    with gate.slot():
        for _ in range(3):
            with pytest.raises(ServerBusy, match="busy with other questions"), gate.slot():
                pytest.fail("two are inside")
        assert gate.waiting == 0
    with gate.slot():
        assert gate.running == 1


def test_a_closed_gate_sends_away_who_waits_and_who_comes() -> None:
    gate, told = AdmissionQueue(max_concurrent=1, max_queued=2), list[str]()

    def enter() -> None:
        with pytest.raises(ServerBusy) as refused, gate.slot():
            pytest.fail("the gate is closed")
        told.append(str(refused.value))

    with gate.slot():
        threads = [threading.Thread(target=enter) for _ in range(2)]
        for thread in threads:
            thread.start()
        waits(gate, 2)
        gate.refuse()
        enter()
        assert (gate.waiting, len(told)) == (2, 1)
        gate.close()
        for thread in threads:
            thread.join(10)
    enter()
    assert len(told) == 4
    assert all("being ended" in each for each in told)


def test_many_threads_never_exceed_it() -> None:
    """Nobody is lost, nobody is inside too many, and it is empty at the end."""
    gate, lock = AdmissionQueue(max_concurrent=3, max_queued=40), threading.Lock()
    inside = most = done = 0

    def enter() -> None:
        nonlocal inside, most, done
        for _ in range(25):
            with gate.slot():
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
    assert (done, most <= 3, gate.running, gate.waiting) == (300, True, 0, 0)
