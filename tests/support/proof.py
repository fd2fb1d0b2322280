"""How many examples a proof tries: few in every run of the tests, all with PINCITE_PROOF=1 set."""

from __future__ import annotations

import os

FULL = os.environ.get("PINCITE_PROOF") == "1"


def size(quick: int, full: int) -> int:
    return full if FULL else quick
