"""Who sends a request, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

USER = "pincite.user"
"""Key of the scope: the name of the user."""

NOTES = "pincite.notes"
"""Key of the scope: list of what the handlers tell the audit log; absent without one."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a request was about. None: what the rule of the request and its address say."""

    about: str
    library: str | None = None
    action: str | None = None


def user_of(scope: Scope) -> str:
    """The name of the user who sends a request; "" where the server has no users."""
    return str(scope.get(USER, ""))


def note(
    scope: Scope, about: str, *, library: str | None = None, action: str | None = None
) -> None:
    """Tells the audit log, if there is one, what a request is about, such as a document."""
    if (notes := scope.get(NOTES)) is not None:
        notes.append(Note(about, library, action))
