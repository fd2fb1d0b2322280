"""Sessions of visitors who gave a password: random tokens, stored as hashes only."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

SESSION_SECONDS = 12 * 3600.0
"""Since the last request of the session."""

_MAX_SESSIONS = 1000


@dataclass(slots=True)
class Session:
    """`name` does not reveal the token; `user` is "" where the server has no users."""

    name: str
    user: str
    password: bytes
    """The hash of the password that it was begun with: another password ends it."""
    seen: float


class Sessions:
    """Not thread-safe; used by the event loop only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def open(self, user: str = "", password: bytes = b"") -> str:
        """Starts a session and returns its token."""
        token = secrets.token_urlsafe(32)
        name = _name(token)
        self._sessions[name] = Session(name, user, password, self._clock())
        while len(self._sessions) > _MAX_SESSIONS:
            self._sessions.popitem(last=False)
        return token

    def find(self, token: str) -> Session | None:
        """None if there is no such session, or if it is over."""
        session = self._sessions.get(_name(token))
        if session is None or self._clock() - session.seen > SESSION_SECONDS:
            self.close(token)
            return None
        session.seen = self._clock()
        self._sessions.move_to_end(session.name)
        return session

    def close(self, token: str) -> None:
        self._sessions.pop(_name(token), None)

    def close_all(self, user: str) -> None:
        """Ends all sessions of a user."""
        for name in [name for name, each in self._sessions.items() if each.user == user]:
            del self._sessions[name]


def _name(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
