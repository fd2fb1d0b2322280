"""Slows down guessing of passwords.

After a few wrong attempts from an address it has to wait before each further one, twice as long as
before the last. The same holds for a user, from wherever the attempts come; but not from an address
from which that user has signed in before, so that nobody can be kept out by the guesses of others.
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
_MAX_KEYS = 10_000


class Throttle:
    """Counts wrong attempts by a key, as an address. Not thread-safe; for the event loop only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._attempts: OrderedDict[str, tuple[int, float]] = OrderedDict()
        """Key → (wrong attempts, time of the last)."""

    def wait(self, key: str) -> float:
        """Seconds until the next attempt may be made; 0.0 means now."""
        count, last = self._recent(key)
        if count < FREE_ATTEMPTS:
            return 0.0
        wait = min(FIRST_WAIT * 2.0 ** (count - FREE_ATTEMPTS), MAX_WAIT)
        return max(0.0, last + wait - self._clock())

    def count(self, key: str) -> None:
        """Counts an attempt as wrong, until `clear` is called."""
        count, _ = self._recent(key)
        self._attempts[key] = (count + 1, self._clock())
        self._attempts.move_to_end(key)
        while len(self._attempts) > _MAX_KEYS:
            self._attempts.popitem(last=False)

    def clear(self, key: str) -> None:
        """Forgets the wrong attempts after a right one."""
        self._attempts.pop(key, None)

    def _recent(self, key: str) -> tuple[int, float]:
        count, last = self._attempts.get(key, (0, 0.0))
        if self._clock() - last > _RESET_SECONDS:
            return 0, 0.0
        return min(count, FREE_ATTEMPTS + 10), last


class Attempts:
    """Counts wrong attempts by address and by user; the user is "" where there are none."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._addresses = Throttle(clock)
        self._users = Throttle(clock)
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        """(address, user) that gave the right password."""

    def wait(self, address: str, user: str) -> float:
        """Seconds until the next attempt may be made; 0.0 means now."""
        is_free = not user or (address, user) in self._known
        return max(self._addresses.wait(address), 0.0 if is_free else self._users.wait(user))

    def count(self, address: str, user: str) -> None:
        """Counts an attempt as wrong, until `succeed` is called."""
        self._addresses.count(address)
        if user:
            self._users.count(user)

    def succeed(self, address: str, user: str) -> None:
        """Those of other addresses still count: they may be of somebody else."""
        self._addresses.clear(address)
        self._known[address, user] = None
        while len(self._known) > _MAX_KEYS:
            self._known.popitem(last=False)
