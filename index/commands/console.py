"""How every command ends where something goes wrong: with one line and an exit code, never with a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps

from index.errors import PinciteError

EXIT_BAD_INPUT, EXIT_INTERRUPTED = 2, 130
EXIT_BROKEN_PIPE = 141
"""What a shell tells of a program whose reader has gone, as of `… | head` (128 + SIGPIPE)."""

Main = Callable[[list[str] | None], int]


def cli_command(main: Main) -> Callable[..., int]:
    """A command that tells a PinciteError in its one line (BAD_INPUT), may be stopped by Ctrl-C, and need not be read to its end."""

    @wraps(main)
    def guarded(argv: list[str] | None = None) -> int:
        try:
            code = main(argv)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
            )  # what is still buffered would be an error at the very end
            return EXIT_BROKEN_PIPE
        except PinciteError as error:
            sys.stderr.write(f"{error}\n")
            return EXIT_BAD_INPUT
        except KeyboardInterrupt:
            sys.stderr.write("Stopped.\n")
            return EXIT_INTERRUPTED
        return code

    return guarded
