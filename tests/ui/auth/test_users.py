"""The file of users: written as a whole, one change at a time, followed by a running server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import PinciteError
from ui.auth.access import Access
from ui.auth.password import Password
from ui.auth.roles import ALL_LIBRARIES, ROLES, Role
from ui.auth.users import (
    FIRST_LINE,
    User,
    UsersFile,
    change_users,
    read_credentials,
    read_users,
)

_NAMES = st.from_regex(r"[a-z0-9][a-z0-9._@+-]{0,20}", fullmatch=True)
_LIBRARIES = st.from_regex(r"\w[\w .,&'()+-]{0,20}", fullmatch=True) | st.just(ALL_LIBRARIES)
_PASSWORDS = st.none() | st.builds(Password, st.binary(min_size=16), st.binary(min_size=32))


def put(path: Path, *users: User) -> None:
    def change(stored: dict[str, User]) -> None:
        stored |= {user.name: user for user in users}

    change_users(path, change, create=True)


@settings(max_examples=30, deadline=None)
@given(_NAMES, _PASSWORDS, st.dictionaries(_LIBRARIES, st.sampled_from(list(ROLES.values()))))
def test_a_user_is_read_as_it_was_written(
    name: str, password: Password | None, roles: dict[str, Role]
) -> None:
    user = User(name, password, roles)
    line = user.serialise()
    assert "\n" not in line
    assert User.parse(line) == user


def test_the_higher_role_counts() -> None:
    user = User("anna", None, {ALL_LIBRARIES: Role.EDITOR, "a": Role.READER, "b": Role.OWNER})
    assert [user.role(name) for name in "abc"] == [Role.EDITOR, Role.OWNER, Role.EDITOR]
    assert user.with_role("b", Role.NONE).role("b") is Role.EDITOR
    assert User("ben").role("a") is Role.NONE


def test_changes_at_once_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "users"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: put(path, User(f"user{number}")), range(40)))
    assert sorted(read_users(path)) == sorted(f"user{number}" for number in range(40))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["users"]


def test_a_running_server_follows_the_file(tmp_path: Path) -> None:
    """And lets nobody in while the file cannot be used."""
    path = tmp_path / "users"
    put(path, User("anna", None, {"a": Role.READER}))
    file = UsersFile(path)
    access = Access("anna", file)
    assert access.role("a") is Role.READER
    put(path, User("anna", None, {"a": Role.OWNER}))
    assert access.role("a") is Role.OWNER
    for spoil in (lambda: path.write_text("spoilt"), lambda: path.chmod(0o644), path.unlink):
        put(path.with_name("good"), User("anna", None, {"a": Role.OWNER}))
        path.with_name("good").replace(path)
        assert access.role("a") is Role.OWNER
        spoil()
        assert access.role("a") is Role.NONE
    change_users(path, lambda users: None, create=True)
    assert dict(file.users()) == {}


def test_roles_follow_a_library(tmp_path: Path) -> None:
    path = tmp_path / "users"
    put(path, User("anna", None, {"a": Role.OWNER}), User("ben", None, {"a": Role.READER}))
    anna = Access("anna", UsersFile(path))
    anna.follow("a", "b")
    anna.follow("", "c")
    assert dict(read_users(path)["anna"].roles) == {"b": Role.OWNER, "c": Role.OWNER}
    assert dict(read_users(path)["ben"].roles) == {"b": Role.READER}
    anna.follow("b", "")
    assert dict(read_users(path)["ben"].roles) == {}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (f"{FIRST_LINE}\nanna\t-\twriter=a\n", "Line 2"),
        (f"{FIRST_LINE}\nanna\t-\n\nben\tbcrypt 00 00\n", "Line 4"),
        (f"{FIRST_LINE}\nanna\t-\nanna\t-\n", "Line 3"),
        (f"{FIRST_LINE}\n../anna\t-\n", "Line 2"),
        (f"{FIRST_LINE}\nanna\t-\treader=\n", "Line 2"),
        (f"{FIRST_LINE}x\n", "is not a file of users"),
        ("scrypt 00 00\n", "one password for everybody"),
        ("", "is not a file of users"),
    ],
)
def test_a_damaged_file_is_rejected(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "users"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(PinciteError, match=problem):
        read_users(path)


def test_a_file_holds_one_password_or_users(tmp_path: Path) -> None:
    put(tmp_path / "users", User("anna"))
    Password(b"salt", b"digest").write(tmp_path / "password")
    assert isinstance(read_credentials(tmp_path / "users"), UsersFile)
    assert isinstance(read_credentials(tmp_path / "password"), Password)
    with pytest.raises(PinciteError, match="cannot be read"):
        read_credentials(tmp_path / "none")
