"""The command `pincite`, and python -m pincite."""

from __future__ import annotations

import sys


def main() -> int:
    """`pincite.cli.main`, where Ctrl-C also stops the import of it, which takes a while."""
    try:
        from pincite.cli import main as run

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
