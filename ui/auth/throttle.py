"""Slows down who guesses: after a few wrong tries from one address each further one has to wait, twice as long as the one before."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

FREE = 5
"""Wrong tries before the first wait."""

FIRST, LONGEST = 1.0, 60.0
"""Seconds."""

_FORGOTTEN = 900.0  # seconds without a try
_ADDRESSES = 10_000


class Throttle:
    """Counts wrong tries; a right one clears the count. Not for many threads: it belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds until this address may try (again); 0.0 means now."""
        tries, last = self._known(address)
        return (
            max(0.0, last + min(FIRST * 2.0 ** (tries - FREE), LONGEST) - self._clock())
            if tries >= FREE
            else 0.0
        )

    def count(self, address: str) -> None:
        """A try. It counts as wrong until `clear` says otherwise."""
        self._tries[address] = (self._known(address)[0] + 1, self._clock())
        self._tries.move_to_end(address)
        while len(self._tries) > _ADDRESSES:
            self._tries.popitem(last=False)

    def clear(self, address: str) -> None:
        self._tries.pop(address, None)

    def _known(self, address: str) -> tuple[int, float]:
        tries, last = self._tries.get(address, (0, 0.0))
        return (0, 0.0) if self._clock() - last > _FORGOTTEN else (min(tries, FREE + 10), last)
