"""pincite collection, and the other commands on a collection: what a user sees, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.collection.writing.writer import CollectionWriter
from pincite.cli import main
from tests.conftest import WordEncoder, document
from tests.support.sealed_collections import publish


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of a command."""
    code = main([str(word) for word in words])
    out, errors = capsys.readouterr()
    return code, out, errors


@pytest.mark.model
def test_add_ask_remove_compact_check_prune(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, files = tmp_path / "my.collection", tmp_path / "files"
    files.mkdir()
    (files / "mill.txt").write_text("The mill on the river Ilm burned down in 1871.")
    (files / "bees.txt").write_text("A bee colony keeps its hive at about 35 degrees.")
    (files / "junk.txt").write_bytes(bytes(range(256)))
    code, out, errors = run(capsys, "collection", "add", path, files)
    assert (code, out.splitlines()[0]) == (
        0,
        f"2 added, 1 not read; {path} now holds 2 documents in 1 part (version 1)",
    )
    assert "junk.txt (this is not text" in out
    assert "not read" in errors
    code, out, _ = run(capsys, "ask", path, "When did the mill burn down?", "--json")
    answer = json.loads(out)
    assert (answer["candidates"][0]["text"], answer["documents"]) == ("1871", 2)
    (tmp_path / "answer.json").write_text(out)
    assert run(capsys, "verify", path, tmp_path / "answer.json")[0] == 0
    assert "bees.txt" in run(capsys, "search", path, "How warm is a hive?", "-k", 1)[1]
    assert run(capsys, "collection", "remove", path, files / "mill.txt")[1] == (
        "removed 1 document (version 2)\n"
    )
    assert run(capsys, "list", path)[2] == "1 document, 1 sentence\n"
    _, out, _ = run(capsys, "collection", "status", path)
    assert out.startswith("version 2: 1 document, 2 sentences in 1 part, ")
    assert "1 removed document still in the parts" in out
    assert "junk.txt: this is not text" in out
    assert run(capsys, "collection", "compact", path)[1] == "1 part before, 1 part now\n"
    assert run(capsys, "collection", "prune", path)[1].startswith("removed 2 versions and ")
    assert run(capsys, "collection", "check", path, "--deep") == (0, f"{path} is sound\n", "")


@pytest.fixture
def path(tmp_path: Path, encoder: WordEncoder) -> Path:
    publish(tmp_path / "my.collection", [[document("Cats purr.", "cats.txt")]], encoder)
    return tmp_path / "my.collection"


def test_problems_are_printed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (path / "parts" / "more.pincite").write_bytes(b"x")
    code, out, _ = run(capsys, "collection", "check", path)
    assert (code, out) == (
        1,
        "no version names the file parts/more.pincite; pincite collection prune removes it\n",
    )
    report = json.loads(run(capsys, "collection", "check", path, "--json")[1])
    assert (report["sound"], len(report["problems"])) == (False, 1)
    status = json.loads(run(capsys, "collection", "status", path, "--json")[1])
    assert (status["version"], status["documents"], status["writer"]) == (1, 1, "")


def test_bad_input_is_one_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    none, folder = path.with_name("none.collection"), path.parent
    for words, what in (
        (("ask", none, "Who purrs?"), "There is no collection at"),
        (("collection", "status", none), "There is no collection at"),
        (("collection", "add", folder / "x.pincite", path), "Give it the ending .collection"),
        (("collection", "add", path, folder / "nothing"), "There is no file or folder"),
        (("collection", "remove", path, "dogs.txt"), "has no document 'dogs.txt'"),
        (("collection", "prune", path, "--keep", "0"), "--keep is 0"),
        (("backup", path, folder / "copy"), "is a folder; a library is a file"),
        (("add", path, folder), "is a folder; a library is a file"),
        (("ask", path, "Who purrs?"), "was made with the model words"),
    ):
        code, out, errors = run(capsys, *words)
        assert (code, out, len(errors.splitlines())) == (2, "", 1), errors
        assert what in errors
    with CollectionWriter(path):
        code, _, errors = run(capsys, "collection", "compact", path)
    assert (code, "is being written by" in errors, len(errors.splitlines())) == (2, True, 1)
