"""Slows down guessing of the password.

After a few wrong attempts from an address it has to wait before each further one, twice as long as
before the last.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

FREE_ATTEMPTS = 5
"""Wrong attempts before the first wait."""

FIRST_WAIT, MAX_WAIT = 1.0, 60.0
"""Seconds."""

_RESET_SECONDS = 900.0  # without an attempt
_MAX_ADDRESSES = 10_000


class Throttle:
    """Counts wrong attempts by address. Not thread-safe; used by the event loop only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._attempts: OrderedDict[str, tuple[int, float]] = OrderedDict()
        """Address → (wrong attempts, time of the last)."""

    def wait(self, address: str) -> float:
        """Seconds until the address may try again; 0.0 means now."""
        count, last = self._recent(address)
        if count < FREE_ATTEMPTS:
            return 0.0
        wait = min(FIRST_WAIT * 2.0 ** (count - FREE_ATTEMPTS), MAX_WAIT)
        return max(0.0, last + wait - self._clock())

    def count(self, address: str) -> None:
        """Counts an attempt as wrong, until `clear` is called."""
        count, _ = self._recent(address)
        self._attempts[address] = (count + 1, self._clock())
        self._attempts.move_to_end(address)
        while len(self._attempts) > _MAX_ADDRESSES:
            self._attempts.popitem(last=False)

    def clear(self, address: str) -> None:
        """Forgets the wrong attempts after a right one."""
        self._attempts.pop(address, None)

    def _recent(self, address: str) -> tuple[int, float]:
        count, last = self._attempts.get(address, (0, 0.0))
        if self._clock() - last > _RESET_SECONDS:
            return 0, 0.0
        return min(count, FREE_ATTEMPTS + 10), last
