"""The audit log: whole lines, for its owner only."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import PinciteError
from ui.auth.audit import MAX_CHARS, AuditLog


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def test_lines_of_many_threads_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    log = AuditLog(path)
    odd = 'line\nbreak "quoted" \u2028 \ud800 ' + "x" * 900
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: log.write("anna", str(number), "added", odd), range(300)))
    written = lines(path)
    assert sorted(int(str(each["library"])) for each in written) == list(range(300))
    assert {each["object"] for each in written} == {odd}
    assert str(written[0]["time"]).endswith("Z")
    assert path.stat().st_mode & 0o777 == 0o600


def test_questions_are_stored_only_if_that_is_asked_for(tmp_path: Path) -> None:
    for questions in (False, True):
        log = AuditLog(tmp_path / f"audit {questions}", questions)
        log.write("anna", "a", "asked", "q" * MAX_CHARS * 2)
        log.write("anna", "a", "removed", "x.pdf", failed=True, address="10.0.0.1")
        asked, removed = lines(tmp_path / f"audit {questions}")
        assert asked["object"] == ("q" * MAX_CHARS if questions else "")
        assert (removed["object"], removed["failed"]) == ("x.pdf", True)


def test_a_log_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match="cannot be written"):
        AuditLog(tmp_path / "none" / "audit")
    (tmp_path / "audit").touch(0o644)
    with pytest.raises(PinciteError, match="chmod 600"):
        AuditLog(tmp_path / "audit")
    path = tmp_path / "moved"
    log = AuditLog(path)
    path.replace(tmp_path / "old")
    log.write("anna", "a", "asked")
    assert len(lines(path)) == 1
