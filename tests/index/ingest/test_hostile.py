"""Two hundred files that want to hurt, in one batch with good ones (tests/support/hostile_files.py makes them)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support import hostile_files, make_files
from tests.support.paths import ROOT

GOOD = [suffix for suffix in make_files.ROUND_TRIPS if suffix != ".zip"]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="pipes, links and memory limits of POSIX")
def test_hostile_files_hurt_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    made = hostile_files.make(folder)
    for number, suffix in enumerate(GOOD):
        name = f"{'amz'[number % 3]}-good-{number}{suffix}"  # among the others, by name
        (folder / name).write_bytes(
            make_files.ROUND_TRIPS[suffix][0]("A good sentence stands here.")
        )
    command = [
        sys.executable,
        "-m",
        "tests.support.hostile_files",
        str(folder),
        str(tmp_path / "x.pincite"),
    ]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    told = json.loads(done.stdout)

    assert told["files"] == made + len(GOOD) >= 120 + len(GOOD)
    sources = Counter(source.partition("!/")[0] for source, _, _ in told["outcomes"])
    assert len(sources) == told["files"], "every file is told of"
    statuses = {source: status for source, status, _ in told["outcomes"]}
    assert {statuses[name] for name in statuses if "-good-" in name} == {"added"}
    assert [note for _, status, note in told["outcomes"] if status == "refused" and not note] == []
    assert [
        note
        for _, _, note in told["outcomes"]
        if "Traceback" in note or ("cannot be read (" in note and "Error:" in note)
    ] == []
    assert told["longest"] < 60
    assert told["peak"] - told["base"] <= 300_000_000, (told["base"], told["peak"])
    assert told["children"] < 1_500_000_000
    assert told["problems"] == []
    assert "root:" not in (tmp_path / "x.pincite").read_bytes().decode("latin-1"), (
        "nothing of /etc/passwd came in"
    )
