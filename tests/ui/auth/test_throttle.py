"""Waits after wrong passwords."""

from __future__ import annotations

from tests.ui.auth.clock import Clock
from ui.auth.throttle import FIRST_WAIT, FREE_ATTEMPTS, MAX_WAIT, Attempts, Throttle


def test_each_wrong_attempt_doubles_the_wait() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FREE_ATTEMPTS):
        assert throttle.wait("a") == 0
        throttle.count("a")
    waits = []
    for _ in range(12):
        waits.append(throttle.wait("a"))
        clock.now += throttle.wait("a")
        throttle.count("a")
    assert waits == [min(FIRST_WAIT * 2**turn, MAX_WAIT) for turn in range(12)]
    assert throttle.wait("b") == 0
    throttle.clear("a")
    assert throttle.wait("a") == 0


def test_wrong_attempts_are_forgotten() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(20):
        throttle.count("a")
    clock.now += 1000
    assert throttle.wait("a") == 0


def test_guesses_count_by_user_too_but_keep_nobody_out() -> None:
    attempts = Attempts(Clock())
    attempts.succeed("home", "anna")
    for number in range(FREE_ATTEMPTS):
        assert attempts.wait(f"guesser {number}", "anna") == 0
        attempts.count(f"guesser {number}", "anna")
    assert attempts.wait("another", "anna") == FIRST_WAIT
    assert attempts.wait("another", "ben") == 0
    assert attempts.wait("home", "anna") == 0
    attempts.succeed("home", "anna")  # does not help the guessers
    assert attempts.wait("another", "anna") == FIRST_WAIT
