"""python -m index: the command `pincite`, from a source checkout."""

from __future__ import annotations

import sys

from pincite.cli import main

if __name__ == "__main__":
    sys.exit(main())
