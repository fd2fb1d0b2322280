"""The tree of commands: help, versions, other names, bad input, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.commands.console import EXIT_BROKEN_PIPE
from pincite.cli import build_parser, main
from pincite.version import VERSION
from tests.conftest import damage
from tests.support.commands import call_module, call_pincite, error_line, run_pincite
from tests.support.paths import ROOT
from tests.support.reference import subparsers, walk

pytest_plugins = ["tests.support.sample_fixtures"]

COMMANDS = [tuple(parser.prog.split()[1:]) for parser in walk(build_parser())]
HELPS = [(), ("collection",), ("cluster",), ("eval",), ("train",), *COMMANDS]


def test_tree_of_commands() -> None:
    """In the order of the help."""
    tree = subparsers(build_parser())
    assert " ".join(tree) == (
        "add watch list remove check backup export import upgrade collection "
        "cluster ask search verify check-quotes compare risks ui mcp users eval train"
    )
    assert " ".join(subparsers(tree["collection"])) == "add remove compact status check prune"
    assert " ".join(subparsers(tree["cluster"])) == "token head join add up status down"
    assert " ".join(subparsers(tree["eval"])) == (
        "run build search compare label tune calibrate bench"
    )
    assert subparsers(tree["train"])


def test_help_is_grouped() -> None:
    lines = build_parser().format_help().splitlines()
    for heading, first in (("documents:", "add"), ("questions:", "ask"), ("servers:", "ui")):
        assert lines[lines.index(f"  {heading}") + 1].startswith(f"    {first} ")


_ALL_HELPS = """
import io, json, sys
from contextlib import redirect_stdout, suppress
from time import process_time

from pincite.cli import main

imported, seconds = process_time(), []
for words in json.load(sys.stdin):
    began = process_time()
    with redirect_stdout(io.StringIO()) as out, suppress(SystemExit):
        main([*words, "--help"])
    assert out.getvalue().startswith("usage: "), words
    seconds.append(imported + process_time() - began)
print(json.dumps(seconds))
"""


@pytest.mark.slow
def test_every_help_is_fast() -> None:
    """At most 0.3 s of processor time in the best of three runs: other load only adds to it.

    The time of a help is that of starting Python and importing the command line, and its own in one
    process for all: what one imports is in its time.
    """
    for _ in range(3):
        seconds = zip(HELPS, _help_seconds(), strict=True)
        slow = {" ".join(words): each for words, each in seconds if each > 0.3}
        if not slow:
            break
    assert slow == {}


def _help_seconds() -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", _ALL_HELPS],
        cwd=ROOT,
        input=json.dumps(HELPS),
        capture_output=True,
        text=True,
        check=True,
    )
    seconds: list[float] = json.loads(done.stdout)
    return seconds


def test_version() -> None:
    done = run_pincite("--version")
    assert (done.returncode, done.stdout) == (0, f"pincite {VERSION}\n")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--print-completion", shell])
    script = capsys.readouterr().out
    assert all(word in script for word in ("backup", "calibrate", "--since"))


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("index list none.pincite", "list none.pincite"),
        ("qa none.pincite When?", "ask none.pincite When?"),
        ("qa verify none.pincite none.json", "verify none.pincite none.json"),
        ("qa risks", "risks"),
        ("eval none.pincite none.json", "eval run none.pincite none.json"),
        ("eval --limit 3 none.pincite none.json", "eval run --limit 3 none.pincite none.json"),
        ("eval compare none.json other.json", "eval compare none.json other.json"),
        ("ui none.pincite --no-browser", "ui none.pincite --no-browser"),
        ("ui --help", "ui --help"),
    ],
)
def test_modules_are_other_names(module: str, command: str) -> None:
    """`python -m index`, `qa`, `eval` and `ui` do the same as the command."""
    done, same = call_module(*module.split()), call_pincite(*command.split())
    assert (done.returncode, done.stdout, done.stderr) == (
        same.returncode,
        same.stdout,
        same.stderr,
    )


def test_main_can_be_called_many_times(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["risks"]) == 0
    first = capsys.readouterr().out
    assert main(["list", "none.pincite"]) == 2
    assert "There is no library at" in capsys.readouterr().err
    assert main(["risks"]) == 0
    assert capsys.readouterr().out == first


def test_output_that_is_not_read_is_no_error() -> None:
    """As in `pincite risks | head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "pincite", "risks"],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=240,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (EXIT_BROKEN_PIPE, b"")


def test_bad_input_is_explained_in_one_line(tmp_path: Path) -> None:
    missing, page = tmp_path / "none.pincite", tmp_path / "page.txt"
    page.write_text("Words.")
    junk = tmp_path / "junk.pincite"
    junk.write_bytes(b"no library " * 100)
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "pincite-questions", ')
    odd = tmp_path / "odd.json"
    set_fields = '"format": "pincite-questions", "version": 1, "name": "x", "questions": []'
    odd.write_text(f'{{{set_fields}, "colour": "red"}}')
    assert "There is no library at" in error_line(run_pincite("ask", missing, "When?"))
    assert "The question is empty" in error_line(call_pincite("ask", missing, "  "))
    assert "has 2,001 characters; at most 2,000" in error_line(
        call_pincite("ask", missing, "x" * 2001)
    )
    assert "cannot be opened as a library" in error_line(call_pincite("list", junk))
    assert "There is no file or folder" in error_line(
        call_pincite("add", missing, tmp_path / "nowhere")
    )
    assert "is a folder; a library is a file" in error_line(call_pincite("add", tmp_path, page))
    assert "broken JSON" in error_line(call_pincite("eval", "run", junk, broken))
    assert "unknown field 'colour'" in error_line(call_pincite("eval", "run", junk, odd))


@pytest.mark.model
@pytest.mark.xdist_group("sample set")  # added once
def test_libraries_that_cannot_be_opened_are_refused_with_the_reason(
    sample: Path, tmp_path: Path
) -> None:
    def copy(name: str, change: str) -> Path:
        path = tmp_path / name
        shutil.copy(sample, path)
        damage(path, change)
        return path

    newer = copy("newer.pincite", "PRAGMA user_version = 9")
    assert "has format 9, this version reads formats up to 2" in error_line(
        call_pincite("ask", newer, "Who?")
    )
    torn = copy("torn.pincite", "UPDATE document SET text = zeroblob(length(text))")
    assert "is damaged" in error_line(call_pincite("ask", torn, "Who leads BYPOL?"))
    checked = call_pincite("check", torn)
    assert (checked.returncode, "does not match its checksum" in checked.stdout) == (1, True)
    other = copy("other.pincite", "DELETE FROM meta WHERE key = 'model'")
    assert "was made with the model unknown" in error_line(call_pincite("ask", other, "Who?"))


_INTERRUPTED_IMPORT = """
import signal, sys

class Finder:
    def find_spec(self, name, path, target=None):
        if name == "index.errors":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Finder())
sys.argv = ["pincite", "list", "my.pincite"]
import runpy
runpy.run_module("pincite", run_name="__main__")
"""


def test_ctrl_c_during_the_start_is_exit_code_130() -> None:
    """While the command line is imported."""
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_IMPORT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped.\n")
