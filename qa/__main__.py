"""python -m qa: `pincite ask`, `search`, `verify` and `risks`, from a source checkout."""

from __future__ import annotations

import sys

from pincite.cli import main as pincite

COMMANDS = ("ask", "search", "verify", "risks")


def main(argv: list[str] | None = None) -> int:
    """`python -m qa LIBRARY QUESTION` is `pincite ask LIBRARY QUESTION`."""
    words = sys.argv[1:] if argv is None else argv
    return pincite(words if words and words[0] in COMMANDS else ["ask", *words])


if __name__ == "__main__":
    sys.exit(main())
