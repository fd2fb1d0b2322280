"""The commands of README and the guides, run as they are written, on files of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from index.library import Library
from pincite.cli import main
from tests.support.doc_pages import code_lines, python_block, read, words_of
from tests.support.paths import SAMPLE_SET

LEASE = """# Lease of the mill

This agreement was signed on 3 May 2021 by Anna Novak and the Mill Company.

The lease ends on 31 December 2030. Either party may terminate it for cause with notice of three
months. The rent is 2,400 euros a month.
"""

RULING = """---
date: 2022-11-08
---
# Ruling on the fire at the mill

The mill burned down on 14 June 2021. The court sentenced Peter Novak to four years in prison. The
damage was 180,000 euros.
"""

MANUAL = """# Manual of the pump

To reset the pump, hold the red button for ten seconds. The pump needs two litres of oil. The
warranty lasts three years.
"""

FILES = {
    "contracts/lease.md": LEASE,
    "manuals/pump.md": MANUAL,
    "reports/fire.md": RULING,
    "rulings/fire.md": RULING,
}
"""The folders that the guides name; reports and papers also get the sample documents."""

SERVERS = ("pincite ui", "pincite watch", "pincite mcp")
"""Commands that run until they are stopped; others test them."""

FINDING = "pincite compare"
"""A command whose exit code is 1 if it finds something, as that of diff."""

PLACEHOLDERS = ("SQUAD.json", "squad.pincite", " FOLDER")
"""Of files and models that the tests do not have."""


@pytest.fixture
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("reports", "papers"):
        shutil.copytree(SAMPLE_SET / "documents", tmp_path / folder)
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for path, text in (
        ("brief.docx", "The ruling says: “The damage was 180,000 euros.”"),
        ("contracts/lease-draft.docx", "The rent is 2,300 euros a month."),
        ("contracts/lease-signed.docx", "The rent is 2,400 euros a month."),
    ):
        document = docx.Document()
        document.add_paragraph(text)
        document.save(str(tmp_path / path))
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
        expected = 1 if line.startswith(FINDING) else 0
        assert code == expected, f"{line}\n{printed.out}{printed.err}"
        assert printed.out, line
        if output:
            (own_files / output).write_text(printed.out, encoding="utf-8")


def _label_a_question(library: str) -> None:
    assert main(["add", f"{library}.pincite", "manuals"]) == 0
    questions = f"{library}.questions.json"
    question = ["--question", "How long does the warranty last?", "--quote", "three years"]
    assert main(["eval", "label", f"{library}.pincite", *question, "--out", questions]) == 0


@pytest.mark.model
def test_the_python_lines_of_readme_and_api_are_the_same_and_run(
    own_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = python_block(read("README.md"))
    assert lines == python_block(read("docs/api.md"))
    exec(compile(lines, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("14 June 2021 (Citation(")
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
    printed = capsys.readouterr().out.replace(f"{own_files}/reports/", "")
    for line in shown:
        assert line.strip() in printed
