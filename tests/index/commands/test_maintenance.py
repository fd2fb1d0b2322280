"""check, backup, export, import as commands: what a user sees, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.__main__ import main
from index.library import Library
from tests.conftest import damage, document


@pytest.fixture
def path(library: Library) -> Path:
    library.add(document("Cats purr. Cats sleep.", "cats.txt", "Cats"))
    library.refresh_index()
    library.close()
    return library.path


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    out, errors = capsys.readouterr()
    return code, out, errors


def test_a_check_says_sound_or_what_is_wrong(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "check", path) == (0, f"{path} is sound\n", "")
    assert json.loads(said(capsys, "check", path, "--json")[1]) == {
        "library": str(path),
        "sound": True,
        "problems": [],
        "done": [],
    }
    damage(path, "UPDATE document SET title = 'x'")
    code, out, _ = said(capsys, "check", path)
    assert (code, "document 1 ('cats.txt') does not match its checksum" in out) == (1, True)
    code, out, _ = said(capsys, "check", path, "--json")
    assert (code, json.loads(out)["sound"]) == (1, False)


def test_a_repair_says_what_it_did(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(path, "INSERT INTO lexical (lexical) VALUES ('delete-all')")
    code, out, errors = said(capsys, "check", path, "--repair")
    assert (code, out) == (0, f"{path} is sound\n")
    assert f"copied the library as it was to {path}-before-repair-1" in errors
    assert "wrote 1 documents back" in errors


def test_what_cannot_be_opened_is_two(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_bytes(b"no library at all " * 300)
    for options in ([], ["--repair"], ["--deep", "--json"]):
        code, out, errors = said(capsys, "check", path, *options)
        assert (code, out, len(errors.splitlines())) == (2, "", 1)


def test_a_backup_and_an_export_say_where(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "backup", path, tmp_path / "copy.pincite")
    assert (code, out.startswith(f"{tmp_path / 'copy.pincite'} is a sound copy of {path}, ")) == (
        0,
        True,
    )
    assert said(capsys, "backup", path, tmp_path / "copy.pincite")[0] == 2
    code, out, _ = said(capsys, "export", path, tmp_path / "all.jsonl")
    assert (code, out.startswith("1 document in ")) == (0, True)
    assert said(capsys, "export", path, tmp_path / "none.jsonl", "--tag", "none")[1].startswith(
        "0 documents in "
    )
    code, _, errors = said(capsys, "import", path, tmp_path / "nowhere.jsonl")
    assert (code, errors) == (
        2,
        f"There is no file {tmp_path / 'nowhere.jsonl'}. Create one with: pincite export LIBRARY FILE\n",
    )


@pytest.mark.model
def test_an_import_encodes_what_another_model_made(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "export", path, tmp_path / "all.jsonl")[0] == 0
    new = tmp_path / "new.pincite"
    assert said(capsys, "import", new, tmp_path / "all.jsonl")[:2] == (
        0,
        f"1 added; {new} now holds 1 document\n",
    )
    assert said(capsys, "import", new, tmp_path / "all.jsonl")[:2] == (
        0,
        f"1 unchanged; {new} now holds 1 document\n",
    )
    assert said(capsys, "check", new, "--deep") == (0, f"{new} is sound\n", "")
