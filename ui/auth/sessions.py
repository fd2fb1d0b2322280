"""Who has given the password: random tokens, of which only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

SESSION_SECONDS = 12 * 3600.0
"""Seconds since the token was last shown; a page that is open keeps its answer for as long."""

_MOST = 1000


class Sessions:
    """Not for many threads: it belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()

    def open(self) -> str:
        """A new token."""
        token = secrets.token_urlsafe(32)
        self._seen[_name(token)] = self._clock()
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        return token

    def name(self, token: str) -> str | None:
        """What a session may be called: not the token, so it may stand in a table. None where there is no such session (any more)."""
        name = _name(token)
        if self._clock() - self._seen.get(name, -SESSION_SECONDS - 1) > SESSION_SECONDS:
            self._seen.pop(name, None)
            return None
        self._seen[name] = self._clock()
        self._seen.move_to_end(name)
        return name

    def close(self, token: str) -> None:
        self._seen.pop(_name(token), None)


def _name(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
