"""The commands of README and the guides, run as they are written, on files of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.library import Library
from pincite.cli import main
from tests.support.doc_pages import code_lines, python_block, read, words_of
from tests.support.paths import SAMPLE_SET

FOLDERS = ("contracts", "manuals", "papers", "reports", "rulings")
"""The folders that the guides name; each gets the sample documents."""

SERVERS = ("pincite ui", "pincite watch", "pincite mcp")
"""Commands that run until they are stopped; others test them."""

PLACEHOLDERS = ("SQUAD.json", "squad.pincite", " FOLDER")
"""Of files and models that the tests do not have."""


@pytest.fixture
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in FOLDERS:
        shutil.copytree(SAMPLE_SET / "documents", tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _commands(page: str) -> list[str]:
    return [
        line
        for line in code_lines(read(page))
        if line.startswith("pincite ")
        and not line.startswith(SERVERS)
        and not any(placeholder in line for placeholder in PLACEHOLDERS)
    ]


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("guide", ["journalist", "lawyer", "support", "research"])
def test_the_commands_of_a_guide_work_one_after_the_other(
    guide: str, own_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if guide == "support":  # the page writes this file; the same question, from the command line
        _label_a_question("help")
    commands = _commands(f"docs/guide/{guide}.md")
    assert len(commands) >= 3
    for line in commands:
        capsys.readouterr()
        words, output = words_of(line)
        code = main(words[1:])
        printed = capsys.readouterr()
        assert code == 0, f"{line}\n{printed.out}{printed.err}"
        assert printed.out, line
        if output:
            (own_files / output).write_text(printed.out, encoding="utf-8")


def _label_a_question(library: str) -> None:
    assert main(["add", f"{library}.pincite", "manuals"]) == 0
    questions = f"{library}.questions.json"
    question = ["--question", "Who leads BYPOL?", "--quote", "Aliaksandr Azarau", "--pick", "1"]
    assert main(["eval", "label", f"{library}.pincite", *question, "--out", questions]) == 0


@pytest.mark.model
def test_the_python_lines_of_readme_and_api_are_the_same_and_run(
    own_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = python_block(read("README.md"))
    assert lines == python_block(read("docs/api.md"))
    exec(compile(lines, "README.md", "exec"), {})
    text, _, citations = capsys.readouterr().out.partition(" ")
    assert text
    assert citations.startswith("(")
    with Library.open(own_files / "my.pincite") as library:
        assert library.count() == len(list((own_files / "reports").iterdir()))


@pytest.mark.model
def test_the_answer_shown_in_the_readme(
    own_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", "belarus.pincite", "reports"]) == 0
    capsys.readouterr()
    command, *shown = read("README.md").split("```\n$ ")[1].split("\n```")[0].splitlines()
    words, _ = words_of(command)
    assert main(words[1:]) == 0
    printed = capsys.readouterr().out.replace("reports/", "")
    for line in shown:
        assert line.strip() in printed
