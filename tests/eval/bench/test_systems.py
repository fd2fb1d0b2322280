"""Running a search system, and measuring its memory and disk space."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from eval.bench import collections
from eval.bench.result import ROOT
from eval.bench.systems import haystack, pincite, txtai
from eval.bench.systems.driver import Job, Texts, drive
from eval.bench.systems.resource_usage import installed, mib, read_requirements
from eval.bench.systems_registry import SYSTEMS, SystemConfig, run
from index.ingest.peak_memory import peak_mib


class Longest:
    """Returns the longest texts for any question; records the questions."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._texts: Texts = ()

    def add(self, texts: Texts) -> None:
        self._texts = texts

    def search(self, question: str, k: int) -> list[str]:
        self.asked.append(question)
        return [id for id, _ in sorted(self._texts, key=lambda each: -len(each[1]))][:k]


def test_a_system_gets_the_texts_and_every_question(tmp_path: Path) -> None:
    path, requirements = tmp_path / "job.json", tmp_path / "requirements.txt"
    requirements.write_text("pytest")
    texts = [["p0", "short"], ["p1", "a longer text"], ["p2", "middling"]]
    path.write_text(
        json.dumps(
            {
                "requirements": str(requirements),
                "encoder": "mini",
                "texts": texts,
                "questions": ["a", "b"],
                "k": 2,
            }
        )
    )
    system, encoders = Longest(), []

    def make(encoder: str) -> Longest:
        encoders.append(encoder)
        return system

    first, *asked, end = drive(make, Job.load(path))
    assert encoders == ["mini"]
    assert system.asked == ["a", "a", "b"], "the first once more, before the clock starts"
    assert [each["found"] for each in asked] == [["p1", "p2"]] * 2
    assert all(each["milliseconds"] >= 0 for each in asked)
    assert first["seconds"] >= 0
    assert end["versions"] == {"pytest": distribution("pytest").version}
    assert end["installed_mib"] > 0


def test_the_requirements_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text("# all\n-r other.txt\ntorch==2.13.0\n\nuvicorn[standard]>=1  # served\n")
    assert [str(each) for each in read_requirements(path)] == [
        "torch==2.13.0",
        "uvicorn[standard]>=1",
    ]


def test_installed_packages_are_counted_with_their_dependencies() -> None:
    distributions = installed([Requirement("pytest"), Requirement("no-such-thing")])
    assert {"pytest", "pluggy", "iniconfig"} <= set(distributions)
    assert "xmlschema" not in distributions, "only needed by an extra"
    pluggy = distributions["pluggy"]
    by_hand = sum(
        os.path.getsize(str(file.locate()))
        for file in pluggy.files or []
        if os.path.isfile(str(file.locate()))
    )
    assert mib([pluggy, pluggy]) == pytest.approx(by_hand / 2**20), "each file once"


def test_the_peak_is_that_of_the_process_not_of_its_parent() -> None:
    """The child allocates 64 MiB; the parent holds 200 MiB."""
    program = (
        "from index.ingest.peak_memory import peak_mib\n"
        "before = peak_mib()\n"
        "held = bytearray(b'x') * 2**26\n"
        "print(before, peak_mib())"
    )
    held = bytearray(b"y") * (200 * 2**20)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after = map(float, done.stdout.split())
    assert 60 < after - before < 80
    assert before < len(held) / 2**20 < (peak_mib() or 0.0)


def test_every_configuration_is_registered() -> None:
    configurations = {("pincite", name) for name in pincite.CONFIGURATIONS} | {
        ("txtai", name) for name in txtai.CONFIGURATIONS
    }
    registered = (*SYSTEMS, *collections.SYSTEMS)
    assert {(each.system, each.configuration) for each in registered} == configurations | {
        ("haystack", name) for name in haystack.CONFIGURATIONS
    }
    assert all(read_requirements(each.requirements) for each in registered)
    assert SystemConfig("pincite", "search", "").python == Path(sys.executable)


@pytest.mark.slow
@pytest.mark.parametrize(
    "system",
    [each for each in SYSTEMS if not each.is_pincite],
    ids=lambda each: f"{each.system}-{each.configuration}",
)
def test_the_other_systems_find_the_answer(system: SystemConfig) -> None:
    if not system.installed:
        pytest.skip(f"{system.environment} is created by `make bench`")
    texts = [
        ("p0", "The sea is salt."),
        ("p1", "The mill burned down in 1871."),
        ("p2", "Bees make honey."),
    ]
    result = run(system, texts, ["When did the mill burn down?", "What do bees make?"], 2)
    assert [ids[0] for _, ids in result.searches] == ["p1", "p2"]
    assert result.resources["versions"].keys() >= {"torch"}
    assert result.resources["installed_mib"] > 500
