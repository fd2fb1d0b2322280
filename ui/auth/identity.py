"""Who sends a request."""

from __future__ import annotations

from starlette.types import Scope

USER = "pincite.user"
"""Key of the scope: the name of the user."""


def user_of(scope: Scope) -> str:
    """The name of the user who sends a request; "" where the server has no users."""
    return str(scope.get(USER, ""))
