"""Over 400 hostile files, added together with good ones (see tests/support/hostile)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support import make_files
from tests.support.hostile import files as hostile_files
from tests.support.paths import ROOT

GOOD = [suffix for suffix in make_files.ROUND_TRIPS if suffix != ".zip"]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="pipes, links and memory limits of POSIX")
def test_hostile_files_are_refused_or_read_within_the_limits(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    hostile = hostile_files.make(folder)
    for number, suffix in enumerate(GOOD):
        name = f"{'amz'[number % 3]}-good-{number}{suffix}"  # sorted among the others
        (folder / name).write_bytes(
            make_files.ROUND_TRIPS[suffix][0]("A good sentence stands here.")
        )
    command = [
        sys.executable,
        "-m",
        "tests.support.hostile.files",
        str(folder),
        str(tmp_path / "x.pincite"),
    ]
    process = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    assert process.returncode == 0, process.stderr[-3_000:]
    report = json.loads(process.stdout)

    assert report["files"] == hostile + len(GOOD) >= 380 + len(GOOD)
    sources = Counter(source.partition("!/")[0] for source, _, _ in report["outcomes"])
    assert len(sources) == report["files"], "every file has a result"
    statuses = {source: status for source, status, _ in report["outcomes"]}
    assert {statuses[name] for name in statuses if "-good-" in name} == {"added"}
    messages = [message for _, _, message in report["outcomes"]]
    assert all(message for _, status, message in report["outcomes"] if status == "refused")
    assert [message for message in messages if "Traceback" in message] == []
    assert [
        message for message in messages if "cannot be read (" in message and "Error:" in message
    ] == []
    assert report["longest"] < 60
    assert report["peak"] - report["base"] <= 300_000_000, (report["base"], report["peak"])
    assert report["children"] < 1_500_000_000
    assert report["problems"] == []
    assert b"root:" not in (tmp_path / "x.pincite").read_bytes(), "nothing of /etc/passwd was added"
