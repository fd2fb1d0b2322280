"""python -m eval: `pincite eval`, from a source checkout."""

from __future__ import annotations

import sys

from pincite.cli import main as pincite

COMMANDS = ("run", "build", "search", "compare", "label", "tune", "calibrate", "bench")


def main(argv: list[str] | None = None) -> int:
    """`python -m eval LIBRARY QUESTIONS` is `pincite eval run LIBRARY QUESTIONS`."""
    words = sys.argv[1:] if argv is None else argv
    known = not words or words[0] in (*COMMANDS, "-h", "--help")
    return pincite(["eval", *words] if known else ["eval", "run", *words])


if __name__ == "__main__":
    sys.exit(main())
