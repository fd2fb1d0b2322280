"""An iterator that works ahead: order, errors, and no thread that is left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from index.ingest.ahead import Ahead


def numbers(count: int, made: list[int]) -> Iterator[int]:
    for number in range(count):
        made.append(number)
        yield number


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_items_are_made_before_they_are_asked_for_and_no_more_than_that() -> None:
    made = list[int]()
    items = Ahead(numbers(10, made), 2)
    assert next(items) == 0
    wait_until(lambda: len(made) == 4)  # two wait, and one has no room
    time.sleep(0.05)
    assert made == [0, 1, 2, 3]
    assert list(items) == list(range(1, 10))


def test_an_error_is_raised_behind_the_items_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    source = Ahead(failing(), 4)
    items = Ahead((2 * number for number in source), 4, source)
    assert next(items) == 2
    with pytest.raises(ValueError, match="no more"):
        next(items)
    assert list(items) == []


def test_closing_it_ends_its_thread() -> None:
    threads, made = threading.active_count(), list[int]()
    items = Ahead(numbers(10, made), 1)
    next(items)
    items.close()
    assert threading.active_count() == threads
    assert len(made) < 5
    assert list(items) == []


def test_closing_it_does_not_wait_for_what_its_source_makes() -> None:
    """Its own thread waits for that item when it is closed."""
    begun, done = threading.Event(), threading.Event()

    def slow() -> Iterator[int]:
        begun.set()
        done.wait(20)
        yield 1

    threads = threading.active_count()
    source = Ahead(slow(), 1)
    items = Ahead(iter(source), 1, source)
    begun.wait(20)
    items.close()
    assert threading.active_count() == threads + 1
    done.set()
    wait_until(lambda: threading.active_count() == threads)
