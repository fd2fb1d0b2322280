"""Sessions of visitors who gave the password: random tokens, stored as hashes only."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

SESSION_SECONDS = 12 * 3600.0
"""Since the last request of the session."""

_MAX_SESSIONS = 1000


class Sessions:
    """Not thread-safe; used by the event loop only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()

    def open(self) -> str:
        """Starts a session and returns its token."""
        token = secrets.token_urlsafe(32)
        self._seen[_name(token)] = self._clock()
        while len(self._seen) > _MAX_SESSIONS:
            self._seen.popitem(last=False)
        return token

    def name(self, token: str) -> str | None:
        """A name of the session that does not reveal the token; None if it is unknown or over."""
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
