"""Sessions: how long they last, and that their names are not their tokens."""

from __future__ import annotations

from tests.ui.auth.clock import Clock
from ui.auth.sessions import SESSION_SECONDS, Sessions


def test_a_session_lasts_from_its_latest_request() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    token, other = sessions.open(), sessions.open()
    clock.now += SESSION_SECONDS - 1
    name = sessions.name(token)
    assert name is not None
    assert token not in name
    clock.now += SESSION_SECONDS - 1
    assert sessions.name(token) == name
    assert sessions.name(other) is None
    sessions.close(token)
    assert sessions.name(token) is None
    assert sessions.name("") is None
