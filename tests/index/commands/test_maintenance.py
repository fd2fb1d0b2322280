"""check, backup, export, import as commands: what a user sees, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.library import Library
from pincite.cli import main
from tests.conftest import damage, document


@pytest.fixture
def path(library: Library) -> Path:
    library.add(document("Cats purr. Cats sleep.", "cats.txt", "Cats"))
    library.refresh_index()
    library.close()
    return library.path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of a command."""
    code = main([str(word) for word in words])
    out, errors = capsys.readouterr()
    return code, out, errors


def test_check_prints_the_problems(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", path) == (0, f"{path} is sound\n", "")
    assert json.loads(run(capsys, "check", path, "--json")[1]) == {
        "library": str(path),
        "sound": True,
        "problems": [],
        "done": [],
    }
    damage(path, "UPDATE document SET title = 'x'")
    code, out, _ = run(capsys, "check", path)
    assert (code, "document 1 ('cats.txt') does not match its checksum" in out) == (1, True)
    code, out, _ = run(capsys, "check", path, "--json")
    assert (code, json.loads(out)["sound"]) == (1, False)


def test_repair_prints_its_actions(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(path, "INSERT INTO lexical (lexical) VALUES ('delete-all')")
    code, out, errors = run(capsys, "check", path, "--repair")
    assert (code, out) == (0, f"{path} is sound\n")
    assert f"copied the library as it was to {path}-before-repair-1" in errors
    assert "wrote 1 document back" in errors


def test_a_file_that_is_not_a_library_is_bad_input(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_bytes(b"no library at all " * 300)
    for options in ([], ["--repair"], ["--deep", "--json"]):
        code, out, errors = run(capsys, "check", path, *options)
        assert (code, out, len(errors.splitlines())) == (2, "", 1)


def test_backup_and_export_print_the_file(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "backup", path, tmp_path / "copy.pincite")
    assert (code, out.startswith(f"{tmp_path / 'copy.pincite'} is a sound copy of {path}, ")) == (
        0,
        True,
    )
    assert run(capsys, "backup", path, tmp_path / "copy.pincite")[0] == 2
    code, out, _ = run(capsys, "export", path, tmp_path / "all.jsonl")
    assert (code, out.startswith("1 document in ")) == (0, True)
    assert run(capsys, "export", path, tmp_path / "none.jsonl", "--tag", "none")[1].startswith(
        "0 documents in "
    )
    code, _, errors = run(capsys, "import", path, tmp_path / "nowhere.jsonl")
    missing = tmp_path / "nowhere.jsonl"
    assert code == 2
    assert errors == (f"There is no file {missing}. Create one with: pincite export LIBRARY FILE\n")


@pytest.mark.model
def test_import_encodes_documents_of_another_model(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "export", path, tmp_path / "all.jsonl")[0] == 0
    new = tmp_path / "new.pincite"
    assert run(capsys, "import", new, tmp_path / "all.jsonl")[:2] == (
        0,
        f"1 added; {new} now holds 1 document\n",
    )
    assert run(capsys, "import", new, tmp_path / "all.jsonl")[:2] == (
        0,
        f"1 unchanged; {new} now holds 1 document\n",
    )
    assert run(capsys, "check", new, "--deep") == (0, f"{new} is sound\n", "")


def test_a_line_break_in_a_name_does_not_break_the_list(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    library.add(document("Cats purr.", "new\nline.txt", "New\nline"))
    code, out, _ = run(capsys, "list", library.path)
    assert (code, len(out.splitlines())) == (0, 1)
    assert r"New\nline  (new\nline.txt)" in out
