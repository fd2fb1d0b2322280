"""How commands end: exit codes, one-line errors, signals."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

import pytest

from index.commands.console import cli_command, count, one_line, stoppable
from index.errors import PinciteError


def test_an_error_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    @cli_command
    def main(argv: list[str] | None = None) -> int:
        raise PinciteError("There is no library. Create one.")

    assert main([]) == 2
    assert capsys.readouterr() == ("", "There is no library. Create one.\n")


def test_ctrl_c_is_exit_code_130(capsys: pytest.CaptureFixture[str]) -> None:
    @cli_command
    def main(argv: list[str] | None = None) -> int:
        raise KeyboardInterrupt

    assert main([]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_stop_a_command_and_its_cleanup_runs(
    number: signal.Signals, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    cleaned_up = []

    @stoppable
    def run(arguments: argparse.Namespace) -> int:
        try:
            os.kill(os.getpid(), number)
            threading.Event().wait(10)
        finally:
            cleaned_up.append(True)
        return 0

    before = signal.getsignal(signal.SIGTERM)
    assert run(argparse.Namespace()) == code
    assert cleaned_up == [True]
    assert signal.getsignal(signal.SIGTERM) == before
    assert capsys.readouterr().err == "\nStopped. What was added before is stored.\n"


class _Interrupted:
    """Receives a signal while it is deleted, where Python drops what a handler raises."""

    def __init__(self, number: signal.Signals) -> None:
        self.number = number

    def __del__(self) -> None:
        signal.raise_signal(self.number)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_during_a_deletion_is_not_lost(number: signal.Signals, code: int) -> None:
    @cli_command
    def main(argv: list[str] | None = None) -> int:
        return stoppable(run)(argparse.Namespace())

    def run(arguments: argparse.Namespace) -> int:
        _Interrupted(number)
        threading.Event().wait(10)
        return 0

    hook = sys.unraisablehook
    assert main([]) == code
    assert sys.unraisablehook == hook


def test_a_command_runs_in_other_threads() -> None:
    """Where Python allows no signal handlers."""
    codes: list[int] = []
    command = stoppable(lambda arguments: 7)
    thread = threading.Thread(target=lambda: codes.append(command(argparse.Namespace())))
    thread.start()
    thread.join()
    assert codes == [7]


def test_counts_have_the_right_number() -> None:
    assert [count(number, "document") for number in (0, 1, 2_000)] == [
        "0 documents",
        "1 document",
        "2,000 documents",
    ]


def test_control_characters_are_escaped_and_other_letters_stay() -> None:
    assert one_line("new\nline\x1b[2J\u2028.txt") == r"new\nline\x1b[2J\u2028.txt"
    assert one_line("naïve\xa0Ω – 🚢.txt") == "naïve\xa0Ω – 🚢.txt"
