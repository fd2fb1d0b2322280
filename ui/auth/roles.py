"""What a user may do with a library."""

from __future__ import annotations

from enum import IntEnum

ALL_LIBRARIES = "*"
"""In place of the name of a library: all of them, those to come too. No library has this name."""


class Role(IntEnum):
    """Each role may do what the ones before it may, too."""

    NONE = 0
    READER = 1
    """Asks, reads and exports."""
    EDITOR = 2
    """Adds, removes, restores and tags documents, and says which answers are right."""
    OWNER = 3
    """Renames, closes, backs up and deletes the library, and makes others."""
    NOBODY = 9
    """No user has it: what needs it is refused to every user."""


ROLES = {role.name.lower(): role for role in (Role.READER, Role.EDITOR, Role.OWNER)}
"""Name → role that can be given to a user."""
