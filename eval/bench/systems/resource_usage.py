"""The disk space of what pip installs. Needs only the standard library and packaging."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def read_requirements(path: Path) -> list[Requirement]:
    """The requirements in a requirements.txt, without options and comments, or a pyproject.toml."""
    if path.suffix == ".toml":
        lines = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["dependencies"]
    else:
        lines = [
            re.sub(r"(^|\s)#.*", "", line).strip()
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def installed(wanted: Iterable[Requirement]) -> dict[str, Distribution]:
    """The distributions wanted and their dependencies, by name, if installed here."""
    distributions: dict[str, Distribution] = {}
    pending, seen = list(wanted), set[tuple[str, tuple[str, ...]]]()
    while pending:
        requirement = pending.pop()
        name, extras = canonicalize_name(requirement.name), tuple(sorted(requirement.extras))
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            distributions[name] = distribution(name)
        except PackageNotFoundError:
            continue
        needed = map(Requirement, distributions[name].requires or [])
        pending.extend(each for each in needed if _applies(each, extras))
    return distributions


def _applies(requirement: Requirement, extras: tuple[str, ...]) -> bool:
    """Whether its marker holds here, with no extra or with one of these."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def mib(distributions: Iterable[Distribution]) -> float:
    """The size of all their files on disk; a file of several counts once."""
    files = {Path(str(file.locate())) for each in distributions for file in each.files or []}
    return sum(path.stat().st_size for path in files if path.is_file()) / 2**20
