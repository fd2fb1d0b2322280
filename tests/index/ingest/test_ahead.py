"""An iterator that works ahead: order, errors, and no thread that is left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator

import pytest

from index.ingest.ahead import ahead


def numbers(count: int, made: list[int], closed: list[bool]) -> Generator[int]:
    try:
        for number in range(count):
            made.append(number)
            yield number
    finally:
        closed.append(True)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_items_are_made_before_they_are_asked_for_and_no_more_than_that() -> None:
    made, closed = list[int](), list[bool]()
    items = ahead(numbers(10, made, closed), 2)
    assert next(items) == 0
    wait_until(lambda: len(made) == 4)  # two wait, and one has no room
    time.sleep(0.05)
    assert made == [0, 1, 2, 3]
    assert list(items) == list(range(1, 10))
    assert closed == [True]


def test_an_error_is_raised_behind_the_items_before_it() -> None:
    def failing() -> Generator[int]:
        yield 1
        raise ValueError("no more")

    items = ahead(failing(), 4)
    assert next(items) == 1
    with pytest.raises(ValueError, match="no more"):
        next(items)


def test_closing_it_ends_its_thread() -> None:
    threads = threading.active_count()
    made, closed = list[int](), list[bool]()
    items = ahead(numbers(10, made, closed), 1)
    next(items)
    items.close()
    assert (threading.active_count(), closed) == (threads, [True])
    assert len(made) < 5


def test_one_that_is_never_asked_starts_no_thread() -> None:
    threads = threading.active_count()
    ahead(numbers(3, [], []), 1).close()
    assert threading.active_count() == threads
