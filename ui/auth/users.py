"""The users of a server: their names, the hashes of their passwords, and their roles.

They are in a file that only its owner may read: a first line that says what it is, then a line for
each user with fields separated by tabs: the name, the hash of the password ("-" for none), and
`ROLE=LIBRARY` for each role.
"""

from __future__ import annotations

import logging
import os
import re
import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from index.errors import PinciteError, reason
from index.storage.atomic import fsync_directory
from ui.auth.password import Password
from ui.auth.roles import ALL_LIBRARIES, ROLES, Role

FIRST_LINE = "pincite users 1"
MAX_BYTES = 10_000_000

_LOG = logging.getLogger(__name__)
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_NO_PASSWORD = "-"

Users = Mapping[str, "User"]


@dataclass(frozen=True, slots=True)
class User:
    """`password` is None for a user who cannot sign in with one, only through a trusted proxy."""

    name: str
    password: Password | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
    """By library; ALL_LIBRARIES for every one."""

    def role(self, library: str) -> Role:
        """The higher one of that for the library and that for all libraries."""
        roles = (self.roles.get(name, Role.NONE) for name in (library, ALL_LIBRARIES))
        return max(roles)

    def with_role(self, library: str, role: Role) -> User:
        """With another role for a library; Role.NONE takes it away."""
        others = {name: each for name, each in self.roles.items() if name != library}
        return replace(self, roles=others | ({library: role} if role else {}))

    def serialise(self) -> str:
        password = self.password.serialise() if self.password else _NO_PASSWORD
        roles = (f"{role.name.lower()}={name}" for name, role in sorted(self.roles.items()))
        return "\t".join((self.name, password, *roles))

    @classmethod
    def parse(cls, line: str) -> User:
        """Raises ValueError for what `serialise` does not write."""
        name, password, *given = line.split("\t")
        roles = {}
        for each in given:
            role, separator, library = each.partition("=")
            if not separator or not library or library in roles:
                raise ValueError(each)
            roles[library] = ROLES[role] if role in ROLES else _unknown(role)
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        return cls(name, None if password == _NO_PASSWORD else Password.parse(password), roles)


def _unknown(role: str) -> Role:
    raise ValueError(role)


def user_name(typed: str) -> str:
    """The name of a user as it is stored. Raises PinciteError if it cannot be one.

    >>> user_name(" Anna.Bell@example.org ")
    'anna.bell@example.org'
    """
    name = typed.strip().lower()
    if not _NAME.fullmatch(name):
        raise PinciteError(
            f"{typed[:80]!r} cannot be the name of a user. "
            "Use a to z, digits and . _ @ + -, at most 64 of them, first a letter or digit."
        )
    return name


def parse_users(content: str, path: Path) -> Users:
    """Raises PinciteError if it is not the content of a file of users."""
    first, *lines = content.split("\n")
    if first.startswith("scrypt "):
        raise PinciteError(
            f"{path} holds one password for everybody. Name another file for users, which "
            "pincite users add FILE NAME makes."
        )
    if first != FIRST_LINE:
        raise PinciteError(
            f"{path} is not a file of users. Make one with: pincite users add FILE NAME"
        )
    users: dict[str, User] = {}
    for number, line in enumerate(lines, 2):
        if not line:
            continue
        try:
            user = User.parse(line)
        except ValueError:
            user = None
        if user is None or user.name in users:
            raise PinciteError(
                f"Line {number} of {path} is not a user, or names one a second time. "
                "Remove the line, then add the user with: pincite users add FILE NAME"
            )
        users[user.name] = user
    return MappingProxyType(users)


class UsersFile:
    """The users of a running server, read again whenever the file has changed.

    Any thread may call. While the file cannot be read there are no users, so that nobody is let in
    by what was in it before.
    """

    def __init__(self, path: Path) -> None:
        """Raises PinciteError if the file cannot be read or used."""
        self.path = path
        self._lock = Lock()
        self._stamp: _Stamp | None
        content, self._stamp = _read(path)
        self._users = parse_users(content, path)

    def users(self) -> Users:
        try:
            stamp = _stamp(self.path.stat())
        except OSError:
            stamp = None
        with self._lock:
            if stamp is None or stamp != self._stamp:
                self._reload()
            return self._users

    def _reload(self) -> None:
        self._users, self._stamp = {}, None
        try:
            content, stamp = _read(self.path)
            self._users, self._stamp = parse_users(content, self.path), stamp
        except PinciteError as error:
            _LOG.error("Nobody can sign in: %s", error)


_Stamp = tuple[int, ...]


def _stamp(status: os.stat_result) -> _Stamp:
    """Differs after every change of a file."""
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _read(path: Path) -> tuple[str, _Stamp]:
    try:
        with path.open("rb") as file:
            status, content = os.fstat(file.fileno()), file.read(MAX_BYTES).decode("utf-8")
    except (OSError, ValueError) as error:
        raise PinciteError(f"The file of users {path} cannot be read ({reason(error)}).") from error
    if os.name == "posix" and status.st_mode & 0o077:
        raise PinciteError(
            f"Other people of this machine may read {path}. "
            f"Change that with: chmod 600 {shlex.quote(str(path))}"
        )
    return content, _stamp(status)


def read_users(path: Path) -> Users:
    """Raises PinciteError if the file cannot be read or used."""
    return parse_users(_read(path)[0], path)


def read_credentials(path: Path) -> Password | UsersFile:
    """What a password file holds: one password, or users. Raises PinciteError for anything else."""
    try:
        with path.open("rb") as file:
            has_users = file.read(len(FIRST_LINE)) == FIRST_LINE.encode()
    except OSError:
        has_users = False
    return UsersFile(path) if has_users else Password.read(path)


def change_users(path: Path, change: Callable[[dict[str, User]], None], create: bool) -> None:
    """Calls `change` with the users of the file by name, and stores what it has made of them.

    One change at a time, from whatever process; a reader sees the file before or after it.
    `create`: make the file if it is not there. Raises PinciteError as `read_users` does.
    """
    path = path.resolve()
    if create:
        with suppress(FileExistsError), _writing(path):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with _locked(path):
        content, _ = _read(path)
        users = dict(parse_users(content, path)) if content or not create else {}
        change(users)
        lines = (FIRST_LINE, *(users[name].serialise() for name in sorted(users)))
        with _writing(path):
            _replace(path, "".join(f"{line}\n" for line in lines))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Waits for others that change the file. Its name leads to another file after each change."""
    while True:
        try:
            with path.open("rb") as file:
                if os.name == "posix":
                    import fcntl

                    fcntl.flock(file, fcntl.LOCK_EX)
                if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                    yield
                    return
        except OSError as error:
            raise PinciteError(
                f"The file of users {path} cannot be read ({reason(error)})."
            ) from error


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise PinciteError(
            f"The file of users {path} cannot be written: {error.strerror}. "
            "Choose another path, or change the rights of its folder."
        ) from error


def _replace(path: Path, content: str) -> None:
    """Replaces the file as a whole; its owner stays the same, if root is who changes it."""
    status = path.stat()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            made = os.fstat(file.fileno())
            if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
                os.fchown(file.fileno(), status.st_uid, status.st_gid)
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    fsync_directory(path.parent)
