"""python -m eval: ask a library a set of questions, or only search it; build, label, compare, calibrate, tune."""

from __future__ import annotations

import sys
from importlib import import_module

from index.commands.console import cli_command

VERBS = ("build", "search", "compare", "calibrate", "label", "tune")


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: done; 1: a floor missed, or worse than another run, or `build` refused every document; 2: bad input; 130: stopped by Ctrl-C."""
    words = sys.argv[1:] if argv is None else argv
    verb = words[0] if words and words[0] in VERBS else ""
    return int(
        import_module(f"eval.commands.{verb if verb else 'run'}").main(words[1:] if verb else words)
    )


if __name__ == "__main__":
    sys.exit(main())
