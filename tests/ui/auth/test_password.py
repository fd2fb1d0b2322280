"""The password's hash, its file, and the option that makes it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from index.errors import PinciteError
from ui.__main__ import main
from ui.auth.password import Password

PASSWORD = "pont du gärd 48.8"


def test_a_password_is_verified_by_its_hash() -> None:
    one, other = Password.from_plaintext(PASSWORD), Password.from_plaintext(PASSWORD)
    assert one.verify(PASSWORD)
    assert not one.verify(f"{PASSWORD} ")
    assert not one.verify("")
    assert not one.verify("\ud800")
    assert one.digest != other.digest
    assert "gärd" not in one.serialise()


def test_a_password_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "password"
    Password.from_plaintext(PASSWORD).write(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Password.read(path).verify(PASSWORD)
    with pytest.raises(PinciteError, match="cannot be written: File exists"):
        Password.from_plaintext(PASSWORD).write(path)
    path.chmod(0o640)
    with pytest.raises(PinciteError, match="chmod 600"):
        Password.read(path)


@pytest.mark.parametrize(
    "content",
    [PASSWORD, "", "scrypt", "scrypt xy zz", "bcrypt 00 11", "scrypt 00 11 22", "plain words"],
)
def test_a_file_without_a_hash_is_rejected(tmp_path: Path, content: str) -> None:
    path = tmp_path / "password"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(PinciteError, match="--new-password"):
        Password.read(path)


def test_a_new_password_is_read_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "password"
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["--new-password", str(path)]) == 0
    assert Password.read(path).verify(PASSWORD)
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert main(["--new-password", str(tmp_path / "other")]) == 2
    assert main(["--password-file", str(tmp_path / "none")]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert "The password has 5 characters" in errors[0]
    assert "cannot be read" in errors[1]
