"""python -m ui: `pincite ui`, from a source checkout."""

from __future__ import annotations

import sys

from pincite.cli import main as pincite


def main(argv: list[str] | None = None) -> int:
    """`python -m ui LIBRARY` is `pincite ui LIBRARY`."""
    return pincite(["ui", *(sys.argv[1:] if argv is None else argv)])


if __name__ == "__main__":
    sys.exit(main())
