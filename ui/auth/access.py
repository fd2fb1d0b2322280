"""What the user of a request may do, by the file of users at this moment."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from starlette.types import Scope

from ui.auth.roles import Role
from ui.auth.users import User, UsersFile, change_users
from ui.engine.engine import Engine
from ui.engine.libraries import ALL, Libraries

ACCESS = "pincite.access"
"""Key of the scope: the `Access` of its user. Without one, the server has no users."""


@dataclass(frozen=True, slots=True)
class Access:
    """Follows the file: a user who is removed has no role from the next call on."""

    name: str
    file: UsersFile

    def role(self, library: str) -> Role:
        """For ALL that of a reader, if there is any: only what the user may read is behind it."""
        user = self.file.users().get(self.name)
        if user is None:
            return Role.NONE
        if library == ALL:
            return Role.READER if any(user.roles.values()) else Role.NONE
        return user.role(library)

    def follow(self, old: str, new: str) -> None:
        """Brings the file up to date after a library was made, renamed or deleted.

        `old` is "" for one that was made, which its maker owns; `new` is "" for one that was
        deleted, whose roles must not apply to a later one of that name. Raises PinciteError if
        the file cannot be written.
        """

        def change(users: dict[str, User]) -> None:
            for name, user in users.items():
                role = user.roles.get(old, Role.NONE)
                moved = user.with_role(old, Role.NONE)
                users[name] = moved.with_role(new, role) if new and role else moved
            maker = users.get(self.name)
            if not old and maker and maker.role(new) < Role.OWNER:
                users[self.name] = maker.with_role(new, Role.OWNER)

        change_users(self.file.path, change, create=False)


SENDER: ContextVar[Access | None] = ContextVar("sender", default=None)
"""The `Access` of the user whose request is being answered; None where the server has no users."""


def engine_for_sender(libraries: Libraries, name: str) -> Engine:
    """The engine of a library's name, of those that the sender of the request sees."""
    return seen_by({ACCESS: SENDER.get()}, libraries).engine(name)


def role_in(scope: Scope, library: str) -> Role:
    """The role of the sender of a request; the highest one where the server has no users."""
    access: Access | None = scope.get(ACCESS)
    return Role.OWNER if access is None else access.role(library)


def seen_by(scope: Scope, libraries: Libraries) -> Libraries:
    """The libraries as the sender of a request sees them: those that the sender has a role for."""
    access: Access | None = scope.get(ACCESS)
    if access is None:
        return libraries
    return libraries.limited(
        lambda name: access.role(name) >= Role.READER,
        lambda name: access.role(name) >= Role.OWNER,
        access.follow,
    )
