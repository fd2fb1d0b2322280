"""python -m pincite: the same as the command `pincite`."""

import sys

from pincite.cli import main

if __name__ == "__main__":
    sys.exit(main())
