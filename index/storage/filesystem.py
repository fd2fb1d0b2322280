"""What a library lies on: a network's file systems may lose what they said was written, and their locks are not sure."""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "gpfs",
    "ncpfs",
    "coda",
    "davfs",
    "virtiofs",
}
_OVER_FUSE = (
    "sshfs",
    "s3fs",
    "rclone",
    "gcsfuse",
    "goofys",
    "glusterfs",
    "ceph",
    "davfs",
    "smbnetfs",
)


def network_filesystem(path: Path) -> str:
    """The name of the network file system that `path` lies on; empty where it lies on none, or the system does not tell (not on Linux)."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    place = path.resolve()
    found = [
        (point, kind)
        for point, kind in map(_mount, lines)
        if place == point or point in place.parents
    ]
    kind = max(found, key=lambda each: len(each[0].parts), default=(Path(), ""))[1] if found else ""
    family, _, program = kind.partition(".")
    return kind if kind in _NETWORK or (family == "fuse" and program.startswith(_OVER_FUSE)) else ""


def _mount(line: str) -> tuple[Path, str]:
    """Where it is mounted, and its type (proc(5), mountinfo; spaces stand as octal escapes)."""
    fields = line.split(" ")
    point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
    return Path(point), fields[fields.index("-") + 1]
