"""The peak memory of this process. Needs only the standard library, as benchmarks require."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def peak_bytes() -> int | None:
    """The largest resident set so far; None where the system does not say (Windows).

    On Linux from /proc: getrusage of a child process starts at the peak of its parent.
    """
    if sys.platform == "win32":
        return None
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        if peak := re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE):
            return int(peak.group(1)) * 1024
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def peak_mib() -> float | None:
    peak = peak_bytes()
    return None if peak is None else peak / 2**20
