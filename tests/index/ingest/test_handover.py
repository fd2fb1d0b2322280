"""A queue between threads: order, room, and what closing it ends."""

from __future__ import annotations

import threading

from index.ingest.handover import Handover


def test_items_come_in_order_and_the_next_waits_for_room() -> None:
    items = Handover[int](1, threading.Event())

    def put_all() -> None:
        for number in range(3):
            items.put(number)

    thread = threading.Thread(target=put_all)
    thread.start()
    assert [items.get() for _ in range(3)] == [0, 1, 2]
    thread.join(10)
    assert not thread.is_alive()


def test_closing_ends_every_wait_and_drops_what_is_left() -> None:
    is_closed = threading.Event()
    full, empty = Handover[int](1, is_closed), Handover[int](1, is_closed)
    full.put(1)
    got = list[int | None]()
    waiting = [
        threading.Thread(target=lambda: full.put(2)),
        threading.Thread(target=lambda: got.append(empty.get())),
    ]
    for thread in waiting:
        thread.start()
    is_closed.set()
    for thread in waiting:
        thread.join(10)
    assert not any(thread.is_alive() for thread in waiting)
    assert (got, full.get()) == ([None], None)
