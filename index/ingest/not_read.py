"""Files that are not read: which, why, and how the list is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

_MOST_NAMED = 20
_MOST_REASON_CHARS = 120
_SYSTEM_NAMES = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx"))
_SENTENCE_END = re.compile(r"(?<=[^.\s][.?!])\s")


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file or folder that is not read, and why."""

    source: str
    reason: str
    kind: str
    """What files like it are called where they are counted, such as ".png" or "link"."""
    is_system: bool = False
    """Is it no document of a person, such as .git, .DS_Store or the lock file of an open document?

    Those are counted by kind and not named.
    """


def system_kind(name: str) -> str:
    """What a file or folder of this name is, if no person wrote it; "" for all others."""
    if name.startswith((".~lock.", "~$")):
        return "lock file"
    if name.startswith("._") or name.lower() in _SYSTEM_NAMES:
        return "system file"
    return ""


def skipped_suffix(source: str) -> SkippedFile:
    """A file whose suffix no reader has."""
    suffix = PurePath(source).suffix.lower()
    return SkippedFile(source, f"{suffix} files cannot be read", suffix)


def describe_not_read(files: Iterable[SkippedFile], most: int = _MOST_NAMED) -> str:
    """Such as "3 not read: a.rtf (reason), b.png (reason); and 2 hidden files". "" for no file.

    At most `most` files are named, those of rare kinds first; the others are counted by kind.
    """
    listed = list(dict.fromkeys(files))
    system = Counter(file.kind for file in listed if file.is_system)
    kinds = Counter(file.kind for file in listed if not file.is_system)
    named = sorted((file for file in listed if not file.is_system), key=lambda f: kinds[f.kind])
    parts = []
    if named:
        names = ", ".join(_described(file, named[:most]) for file in named[:most])
        parts.append(f"{len(named):,} not read: {names}")
    if len(named) > most:
        others = Counter(file.kind for file in named[most:])
        parts.append(f"and {len(named) - most:,} more: {_counted(others)}")
    if system:
        parts.append(f"passed over: {_counted(system, plural=True)}")
    return "; ".join(parts)


def _counted(kinds: Counter[str], *, plural: bool = False) -> str:
    return ", ".join(
        f"{number:,} {kind}{'s' if plural and number > 1 else ''}"
        for kind, number in kinds.most_common()
    )


def _described(file: SkippedFile, others: Sequence[SkippedFile]) -> str:
    """The name, with the folder it is in if another file of that name is listed; the reason."""
    path = PurePath(file.source.replace("!/", "/"))
    same = sum(PurePath(other.source.replace("!/", "/")).name == path.name for other in others)
    name = path.name if same == 1 else "/".join(path.parts[-2:])
    archive, mark, inner = file.source.partition("!/")
    if mark and any(other.source.partition("!/")[0] != archive for other in others):
        name = f"{PurePath(archive).name}!/{inner}"
    reason = _SENTENCE_END.split(file.reason, maxsplit=1)[0].rstrip(".")
    if len(reason) > _MOST_REASON_CHARS:
        reason = f"{reason[:_MOST_REASON_CHARS].rstrip()}…"
    return f"{name} ({reason})"
