"""Sessions: how long they last, and that their names are not their tokens."""

from __future__ import annotations

from tests.ui.auth.clock import Clock
from ui.auth.sessions import SESSION_SECONDS, Sessions


def test_a_session_lasts_from_its_latest_request() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    token, other = sessions.open(), sessions.open()
    clock.now += SESSION_SECONDS - 1
    session = sessions.find(token)
    assert session is not None
    assert token not in session.name
    clock.now += SESSION_SECONDS - 1
    assert sessions.find(token) is session
    assert sessions.find(other) is None
    sessions.close(token)
    assert sessions.find(token) is None
    assert sessions.find("") is None


def test_all_sessions_of_a_user_end() -> None:
    sessions = Sessions(Clock())
    tokens = [sessions.open(user) for user in ("anna", "ben", "anna", "")]
    sessions.close_all("anna")
    assert [bool(sessions.find(token)) for token in tokens] == [False, True, False, True]
