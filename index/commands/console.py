"""How a command ends: exit codes, one-line errors, Ctrl-C and SIGTERM."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from types import FrameType

from index.commands.streams import OutputError, checked_streams, discard_output
from index.errors import PinciteError

EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_TERMINATED = 2, 130, 143
EXIT_BROKEN_PIPE = 141
"""Exit code of a program whose output is no longer read, as in `… | head` (128 + SIGPIPE)."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

Main = Callable[[list[str] | None], int]
Command = Callable[[argparse.Namespace], int]


class Terminated(KeyboardInterrupt):
    """The process received SIGTERM; handled like Ctrl-C."""


def cli_command(main: Main) -> Callable[..., int]:
    """Decorator for command-line entry points.

    Prints a PinciteError on one line (exit code 2), output that cannot be written included;
    handles Ctrl-C (130) and a closed pipe (141).
    """

    @wraps(main)
    def guarded(argv: list[str] | None = None) -> int:
        try:
            with checked_streams(), _no_interrupt_lost():
                return main(argv)
        except BrokenPipeError:
            discard_output()
            return EXIT_BROKEN_PIPE
        except PinciteError as error:
            with suppress(OSError):
                sys.stderr.write(f"{error}\n")
            if isinstance(error, OutputError):
                discard_output()
            return EXIT_BAD_INPUT
        except KeyboardInterrupt as stop:
            sys.stderr.write("Stopped.\n")
            return exit_code(stop)

    return guarded


def stoppable(run: Command) -> Command:
    """Decorator for commands that Ctrl-C (exit code 130) and SIGTERM (143) stop cleanly.

    The document being added is rolled back; those before it are stored.
    """

    @wraps(run)
    def guarded(arguments: argparse.Namespace) -> int:
        try:
            with raise_on_sigterm():
                return run(arguments)
        except KeyboardInterrupt as stop:
            sys.stderr.write("\nStopped. What was added before is stored.\n")
            return exit_code(stop)

    return guarded


@contextmanager
def raise_on_sigterm() -> Iterator[None]:
    """Raises Terminated in the main thread when SIGTERM arrives. Does nothing in another thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _raise_terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _no_interrupt_lost() -> Iterator[None]:
    """Sends a signal again whose exception Python dropped, as it does in a `__del__`."""
    before = sys.unraisablehook
    timers: list[threading.Timer] = []

    def hook(dropped: sys.UnraisableHookArgs) -> None:
        if not isinstance(dropped.exc_value, KeyboardInterrupt):
            before(dropped)
            return
        again = signal.SIGTERM if isinstance(dropped.exc_value, Terminated) else signal.SIGINT
        # later, since an exception raised in this hook would be dropped too
        timers.append(threading.Timer(0.02, os.kill, (os.getpid(), again)))
        timers[-1].start()

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before
        for timer in timers:
            timer.cancel()


def exit_code(stop: KeyboardInterrupt) -> int:
    return EXIT_TERMINATED if isinstance(stop, Terminated) else EXIT_INTERRUPTED


def count(number: int, noun: str) -> str:
    """Such as "1 document", "2,000 documents"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def one_line(text: str) -> str:
    """The text with control characters escaped, such as the line break that a file name has."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def status_in_words(status: str) -> str:
    """What commands print for `IngestResult.status`: a file that is "refused" is "not read"."""
    return "not read" if status == "refused" else status


def _raise_terminated(_number: int, _frame: FrameType | None) -> None:
    raise Terminated
