"""Detects network file systems, whose writes may be lost and whose locks are not reliable."""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre"),
    *("gpfs", "ncpfs", "coda", "davfs", "virtiofs"),
}
_NETWORK_OVER_FUSE = (
    *("sshfs", "s3fs", "rclone", "gcsfuse", "goofys", "glusterfs", "ceph", "davfs", "smbnetfs"),
)


def network_filesystem(path: Path) -> str:
    """The type of the network file system that contains `path`.

    "" if it is on none, or if this is not Linux.
    """
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    resolved = path.resolve()
    deepest, filesystem = Path(), ""
    for mount_point, mounted in map(_mount, lines):
        contains = resolved == mount_point or mount_point in resolved.parents
        if contains and len(mount_point.parts) > len(deepest.parts):
            deepest, filesystem = mount_point, mounted
    family, _, program = filesystem.partition(".")
    is_network_fuse = family == "fuse" and program.startswith(_NETWORK_OVER_FUSE)
    return filesystem if filesystem in _NETWORK or is_network_fuse else ""


def _mount(line: str) -> tuple[Path, str]:
    """Mount point and file system type of a line of mountinfo (proc(5)).

    Spaces are written as octal escapes.
    """
    fields = line.split(" ")
    mount_point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
    return Path(mount_point), fields[fields.index("-") + 1]
