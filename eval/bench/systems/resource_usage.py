"""What a system takes: memory of its process, and the disk for what pip installs. Standard library and packaging alone."""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def peak_mib() -> float:
    """The most memory that this process ever held. On Linux a child's own figure: getrusage's begins with what the parent held."""
    status = Path("/proc/self/status")
    told = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.is_file() else None
    if told:
        return int(told.group(1)) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        2**20 if sys.platform == "darwin" else 2**10
    )


def listed(requirements: Path) -> list[Requirement]:
    """Of a requirements.txt; options and comments are left out."""
    lines = (
        re.sub(r"(^|\s)#.*", "", line).strip()
        for line in requirements.read_text(encoding="utf-8").splitlines()
    )
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def installed(wanted: Iterable[Requirement]) -> dict[str, Distribution]:
    """The distributions asked for and, in turn, all that they ask for, by name, as far as they are installed here."""
    found: dict[str, Distribution] = {}
    waiting, seen = list(wanted), set[tuple[str, tuple[str, ...]]]()
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), tuple(sorted(requirement.extras))
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        waiting.extend(
            need for need in map(Requirement, found[name].requires or []) if _applies(need, extras)
        )
    return found


def _applies(need: Requirement, extras: tuple[str, ...]) -> bool:
    return need.marker is None or any(
        need.marker.evaluate({"extra": extra}) for extra in ("", *extras)
    )


def mib(distributions: Iterable[Distribution]) -> float:
    """Of all their files as they lie on the disk."""
    files = {Path(str(file.locate())) for each in distributions for file in each.files or []}
    return sum(path.stat().st_size for path in files if path.is_file()) / 2**20
