"""pincite users: the commands, in order of their use."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from pincite.cli import main
from ui.auth.roles import ALL_LIBRARIES, Role
from ui.auth.users import read_users


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


def test_options_that_belong_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "users")
    assert main(["users", "add", file, "anna", "--no-password"]) == 0
    for options in (
        ["--user-header", "X-User"],
        ["--trusted-proxy", "10.0.0.5"],
        ["--user-header", "X-User", "--trusted-proxy", "10.0.0.5"],
        ["--password-file", file, "--user-header", "X-User", "--trusted-proxy", "nowhere"],
        ["--audit-questions"],
        ["--audit-log", str(tmp_path / "none" / "log")],
    ):
        assert main(["ui", *options]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 6
    assert all(not each.startswith("Traceback") for each in errors)
