"""Detecting network file systems in a list of mounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.storage import filesystem

MOUNTS = """22 1 252:1 / / rw,relatime shared:1 - ext4 /dev/root rw
30 22 0:28 / /mnt/share rw,relatime shared:5 - nfs4 server:/share rw
31 22 0:29 / /mnt/with\\040space rw,relatime - cifs //server/share rw
32 30 0:30 / /mnt/share/local rw,relatime - ext4 /dev/sdb rw
33 22 0:31 / /mnt/home rw - fuse.sshfs me@server: rw
34 22 0:32 / /mnt/disk rw - fuseblk /dev/sdc rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me/my.pincite", ""),
        ("/mnt/share/my.pincite", "nfs4"),
        ("/mnt/with space/my.pincite", "cifs"),
        ("/mnt/share/local/my.pincite", ""),
        ("/mnt/home/docs/my.pincite", "fuse.sshfs"),
        ("/mnt/disk/my.pincite", ""),
        ("/mnt/shared.pincite", ""),
    ],
)
def test_the_deepest_mount_decides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str, kind: str
) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    monkeypatch.setattr(filesystem, "_MOUNTS", tmp_path / "mountinfo")
    assert filesystem.network_filesystem(Path(path)) == kind


def test_without_a_list_of_mounts_nothing_is_detected(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(filesystem, "_MOUNTS", tmp_path / "none")
    assert filesystem.network_filesystem(tmp_path) == ""
