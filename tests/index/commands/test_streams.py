"""Output that cannot be written, closed streams and narrow encodings, each in a process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="redirections of a POSIX shell")

FULL = "The output cannot be written (No space left on device). Send it to another place.\n"
CLOSED = (
    "Nothing can be printed, because standard output is closed. Send it to a file or to /dev/null."
)
WORDS = "£5 − “ä” 🚢"

_PRINTS = f"""
import json, sys
from index.commands.console import cli_command

@cli_command
def main(argv):
    print("x" * int(argv[0]) if argv[0].isdigit() else json.dumps({WORDS!r}, ensure_ascii=False))
    print("a note", file=sys.stderr)
    return 1

sys.exit(main(sys.argv[1:]))
"""


def shell(
    tail: str, prints: object, before: str = "", encoding: str = "utf-8"
) -> subprocess.CompletedProcess[str]:
    """Runs a command that prints, and a line of a shell after it."""
    line = f'{before} "$0" -c "$1" "$2" {tail}'
    return subprocess.run(
        ["sh", "-c", line, sys.executable, _PRINTS, str(prints)],
        cwd=ROOT,
        capture_output=True,
        encoding=encoding,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("size", [10, 100_000])
def test_output_to_a_full_disk_is_one_line_and_exit_code_2(size: int) -> None:
    """What fits into the buffer fails at the end, more than that at once."""
    done = shell(">/dev/full", size)
    assert (done.returncode, done.stderr.removeprefix("a note\n")) == (2, FULL)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_notes_to_a_full_disk_are_exit_code_2() -> None:
    assert shell("2>/dev/full", 10).returncode == 2


def test_a_closed_output_is_one_line_and_exit_code_2() -> None:
    done = shell(">&-", 10)
    assert (done.returncode, done.stderr) == (2, f"{CLOSED}\n")


def test_notes_and_input_may_be_closed() -> None:
    done = shell("2>&- <&-", 10)
    assert (done.returncode, done.stdout, done.stderr) == (1, f"{'x' * 10}\n", "")


def test_a_pipe_that_is_not_read_is_quiet() -> None:
    done = shell("| true", 1_000_000)
    assert "cannot be written" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_characters_that_the_encoding_lacks_are_escaped_as_in_json(encoding: str) -> None:
    done = shell("", "words", f"PYTHONIOENCODING={encoding}", encoding)
    assert done.returncode == 1
    assert done.stderr == "a note\n"
    assert json.loads(done.stdout) == WORDS


def test_another_error_handler_of_the_user_stays() -> None:
    done = shell("", "words", "PYTHONIOENCODING=ascii:replace")
    assert json.loads(done.stdout) == "?5 ? ??? ?"
