"""pincite users: the commands, in order of their use."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from pincite.cli import main
from tests.ui.engine.history.results import FIRST, answer
from ui.auth.roles import ALL_LIBRARIES, Role
from ui.auth.users import read_users
from ui.engine.history.history import ENDING
from ui.engine.history.store import HistoryStore, Query


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("pont du gärd\naqueduct of Nîmes\nshort\n"))


@pytest.mark.usefixtures("typed")
def test_users_and_their_roles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "users")

    def users(command: str, *arguments: str) -> str:
        """What is printed; "" after an error."""
        code = main(["users", command, file, *arguments])
        printed = capsys.readouterr()
        assert (code == 0) == (printed.err == "")
        return printed.out

    assert users("add", "Anna") != ""
    assert users("add", "anna") == ""
    assert users("add", "ben", "--no-password") != ""
    assert users("add", "no/name") == ""
    assert users("grant", "anna", "owner", "--all-libraries") != ""
    assert users("grant", "ben", "reader", "contracts.pincite", "Müller & Söhne") != ""
    assert users("grant", "ben", "editor", "contracts") != ""
    assert users("grant", "ben", "reader", "../x") == ""
    assert users("grant", "ben", "reader") == ""
    assert users("grant", "cora", "reader", "contracts") == ""
    assert users("list").splitlines() == [
        "anna: owner of all libraries",
        "ben: reader of Müller & Söhne; editor of contracts; no password",
    ]
    before = read_users(Path(file))["anna"].password
    assert before is not None
    assert before.verify("pont du gärd")
    assert users("password", "anna") != ""
    after = read_users(Path(file))["anna"].password
    assert after is not None
    assert after.verify("aqueduct of Nîmes")
    assert users("password", "ben") == ""  # too short
    assert users("revoke", "ben", "contracts") != ""
    assert dict(read_users(Path(file))["ben"].roles) == {"Müller & Söhne": Role.READER}
    assert users("remove", "ben") != ""
    assert dict(read_users(Path(file))["anna"].roles) == {ALL_LIBRARIES: Role.OWNER}
    assert list(read_users(Path(file))) == ["anna"]


def test_the_questions_of_a_removed_user_stay_or_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, first, second = tmp_path / "users", tmp_path / "a.pincite", tmp_path / "b.pincite"
    first.touch()
    second.touch()
    stores = [HistoryStore(path.with_suffix(ENDING)) for path in (first, second)]
    for store in stores:
        for user in ("anna", "ben"):
            store.pin(user, store.add(user, "When?", "", answer("1911"), FIRST), True)

    def left() -> list[int]:
        return [store.count(user, Query()) for user in ("anna", "ben") for store in stores]

    def users(*arguments: str) -> tuple[int, str]:
        code = main(["users", *arguments])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    for name in ("anna", "ben"):
        users("add", str(file), name, "--no-password")
    remove = ("remove", str(file), "Anna")
    assert users(*remove, "--history", str(tmp_path / "c"))[0] == 2
    assert "stay beside the libraries" in users(*remove)[1]
    assert left() == [1, 1, 1, 1]
    assert users(*remove)[0] == 2
    assert users(*remove, "--history", str(first)) == (0, "Deleted questions of anna: 1.\n")
    assert left() == [0, 1, 1, 1]
    assert "Deleted questions of anna: 1." in users(*remove, "--history", str(tmp_path))[1]
    assert left() == [0, 0, 1, 1]
    code, told = users("remove", str(file), "ben", "--history", str(tmp_path))
    assert (code, told) == (0, "ben was removed.\nDeleted questions of ben: 2.\n")
    assert left() == [0, 0, 0, 0]


def test_options_that_belong_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "users")
    assert main(["users", "add", file, "anna", "--no-password"]) == 0
    for options in (
        ["--user-header", "X-User"],
        ["--trusted-proxy", "10.0.0.5"],
        ["--user-header", "X-User", "--trusted-proxy", "10.0.0.5"],
        ["--password-file", file, "--user-header", "X-User", "--trusted-proxy", "nowhere"],
        ["--audit-questions"],
        ["--allow-url", "example.org"],
        ["--audit-log", str(tmp_path / "none" / "log")],
    ):
        assert main(["ui", *options]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 7
    assert all(not each.startswith("Traceback") for each in errors)
