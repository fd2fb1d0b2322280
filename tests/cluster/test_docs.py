"""The commands of docs/cluster.md, run as they stand there but for addresses and folders."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.clusters import LocalCluster, start_command
from tests.support.doc_pages import code_lines, inline_code, read, words_of

pytestmark = [pytest.mark.cluster, pytest.mark.model, pytest.mark.xdist_group("cluster")]

REPORT = "The mill burned down on 14 June 2021. Nobody was hurt. The damage was 180,000 euros."
PAGE = read("docs/cluster.md")
COMMANDS = [*code_lines(PAGE), *inline_code(PAGE)]


def test_documents_are_added_and_asked_on_a_cluster_as_the_page_says(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token is where the commands look for it, and three readers have cores here."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config" / "pincite").mkdir(parents=True)
    shutil.copy(cluster.token, tmp_path / "config" / "pincite" / "cluster-token")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "mill.txt").write_text(REPORT)

    def run(start: str, end: str = "") -> str:
        (line,) = {each for each in COMMANDS if each.startswith(start) and each.endswith(end)}
        line = line.replace("/data/", f"{tmp_path}/").replace("10.0.0.1", str(cluster.head))
        words, _ = words_of(line.replace("--readers 8", "--readers 3"))
        process = start_command(words[1:])
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output
        return output

    added = run("pincite cluster add /data")
    assert "1 added; " in added
    assert "1 document in 1 part (version 1)" in added
    assert "Version 1 answers." in run("pincite cluster up /data", "--readers 8")
    assert "my.collection" in run("pincite cluster status --cluster")
    assert "14 June 2021" in run("pincite ask /data")
    assert "no longer runs" in run("pincite cluster up /data", "--stop")
