"""Output that nobody reads to its end, as of `… | head`: no error, and no traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps

UNREAD = 141
"""The exit code that a shell tells of a program which died of that (128 + SIGPIPE)."""

Main = Callable[[list[str] | None], int]


def may_stop_listening(main: Main) -> Callable[..., int]:
    """A command whose output goes nowhere once its reader has gone; it ends there, with UNREAD."""

    @wraps(main)
    def guarded(argv: list[str] | None = None) -> int:
        try:
            code = main(argv)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered would be an error at the very end
            return UNREAD
        return code

    return guarded
