"""pincite users: who may use a server, and what for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError, command
from ui.commands.ui import new_password

if TYPE_CHECKING:
    from ui.auth.users import User, Users

_ROLES = ("reader", "editor", "owner")


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "users",
        help="say who may use a server, and what for",
        description="The users of a server and their roles, in a file for pincite ui "
        "--password-file. A running server follows each change at once.",
    )
    nested = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    add = _command(nested, "add", run_add, "add a user; makes the file if it is not there")
    _add_user(add)
    add.add_argument(
        "--no-password",
        action="store_true",
        help="do not ask for a password: the user comes through a proxy (pincite ui --user-header)",
    )
    _command(nested, "list", run_list, "list the users with their roles")
    remove = _command(nested, "remove", run_remove, "remove a user and end the user's sessions")
    _add_user(remove)
    remove.add_argument(
        "--history",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="also delete the questions that the user asked, the saved ones too: of a library, or "
        "of all those in a folder (repeatable); without it they stay",
    )
    _add_user(_command(nested, "password", run_password, "give a user another password"))
    grant = _command(nested, "grant", run_grant, "give a user a role for libraries")
    _add_user(grant)
    grant.add_argument(
        "role",
        choices=_ROLES,
        metavar="ROLE",
        help="reader: asks, reads, exports; editor: also adds, removes, tags, says what is right; "
        "owner: also renames, closes, backs up, deletes and makes libraries",
    )
    _add_libraries(grant)
    revoke = _command(nested, "revoke", run_revoke, "take the roles for libraries away from a user")
    _add_user(revoke)
    _add_libraries(revoke)


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
) -> argparse.ArgumentParser:
    description = f"{summary[0].upper()}{summary[1:]}."
    parser = commands.add_parser(name, help=summary, description=description)
    parser.add_argument("file", type=Path, metavar="FILE", help="the file of users")
    parser.set_defaults(run=run)
    return parser


def _add_user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user", metavar="NAME", help="the name that the user signs in with")


def _add_libraries(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "libraries", nargs="*", metavar="LIBRARY", help="the name of a library, without .pincite"
    )
    parser.add_argument(
        "--all-libraries", action="store_true", help="all libraries, those to come too"
    )


def run_add(arguments: argparse.Namespace) -> int:
    """Exit code 0: the user is in the file."""
    from ui.auth.password import Password
    from ui.auth.users import User, change_users, read_users, user_name

    name = user_name(arguments.user)
    if arguments.file.exists() and arguments.file.stat().st_size:
        _check_new(read_users(arguments.file), name, arguments.file)
    password = None if arguments.no_password else Password.from_plaintext(new_password())

    def change(users: dict[str, User]) -> None:
        _check_new(users, name, arguments.file)
        users[name] = User(name, password)

    change_users(arguments.file, change, create=True)
    grant = command("users", "grant", "FILE", name, "ROLE", "LIBRARY")
    print(f"{name} was added, without a role yet: {grant}")
    return 0


def _check_new(users: Users, name: str, file: Path) -> None:
    if name in users:
        raise PinciteError(f"{file} has the user {name} already. Choose another name.")


def run_list(arguments: argparse.Namespace) -> int:
    """Exit code 0: also if there are none."""
    from ui.auth.roles import ALL_LIBRARIES
    from ui.auth.users import read_users

    for user in read_users(arguments.file).values():
        roles = [
            f"{role.name.lower()} of {'all libraries' if name == ALL_LIBRARIES else name}"
            for name, role in sorted(user.roles.items())
        ]
        ways = [] if user.password else ["no password"]
        print(f"{user.name}: {'; '.join([*roles, *ways]) or 'no role'}")
    return 0


def run_remove(arguments: argparse.Namespace) -> int:
    """Exit code 0: the user is gone; with --history, also if there was none of that name."""
    from ui.auth.users import read_users, user_name

    name = user_name(arguments.user)
    histories = [file for path in arguments.history for file in _histories(path)]
    if not arguments.history or name in read_users(arguments.file):
        _change(arguments, lambda user: None, "removed")
    if arguments.history:
        print(f"Deleted questions of {name}: {sum(_forget(file, name) for file in histories)}.")
    else:
        print(
            f"The questions that {name} asked stay beside the libraries, for a later user of that "
            "name, too. Delete them with the same command and: --history LIBRARY (or its folder)"
        )
    return 0


def _histories(path: Path) -> list[Path]:
    """The histories of a library or of those in a folder. Raises PinciteError for neither."""
    from ui.engine.history.history import ENDING

    if path.is_dir():
        return sorted(path.glob(f"*{ENDING}"))
    if not path.is_file():
        raise PinciteError(f"There is no library or folder {path}. Name another one.")
    return [file for file in [path.with_suffix(ENDING)] if file.exists()]


def _forget(history: Path, user: str) -> int:
    from ui.engine.history.store import HistoryStore

    return HistoryStore(history).delete_all(user, pinned=True)


def run_password(arguments: argparse.Namespace) -> int:
    """Exit code 0: the user has the new password."""
    from dataclasses import replace

    from ui.auth.password import Password
    from ui.auth.users import read_users, user_name

    _known(read_users(arguments.file), user_name(arguments.user), arguments.file)
    password = Password.from_plaintext(new_password())
    return _change(arguments, lambda user: replace(user, password=password), "changed")


def run_grant(arguments: argparse.Namespace) -> int:
    """Exit code 0: the user has the role, in place of an earlier one for the same libraries."""
    return _set_roles(arguments, arguments.role)


def run_revoke(arguments: argparse.Namespace) -> int:
    """Exit code 0: the user has no role of their own for the libraries."""
    return _set_roles(arguments, "none")


def _set_roles(arguments: argparse.Namespace, role: str) -> int:
    from ui.auth.roles import ALL_LIBRARIES, Role
    from ui.engine.libraries import library_name

    names = [library_name(each) for each in arguments.libraries]
    names += [ALL_LIBRARIES] if arguments.all_libraries else []
    if not names:
        raise PinciteError("No library is named. Name one, or give --all-libraries.")

    def change(user: User) -> User:
        for name in names:
            user = user.with_role(name, Role[role.upper()])
        return user

    return _change(arguments, change, "changed")


def _change(arguments: argparse.Namespace, change: Callable[[User], User | None], done: str) -> int:
    """Puts what `change` returns in place of a user; None removes the user."""
    from ui.auth.users import change_users, user_name

    name = user_name(arguments.user)

    def change_all(users: dict[str, User]) -> None:
        changed = change(_known(users, name, arguments.file))
        if changed is None:
            del users[name]
        else:
            users[name] = changed

    change_users(arguments.file, change_all, create=False)
    print(f"{name} was {done}.")
    return 0


def _known(users: Users, name: str, file: Path) -> User:
    """Raises PinciteError if there is no such user."""
    if name not in users:
        listed = f"It has {', '.join(sorted(users)[:20])}." if users else "It has none."
        raise PinciteError(f"{file} has no user {name}. {listed}")
    return users[name]
