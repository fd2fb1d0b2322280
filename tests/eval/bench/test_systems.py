"""Driving a search system, and what it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from eval.bench.result import ROOT
from eval.bench.systems import haystack, pincite, txtai
from eval.bench.systems.driver import Job, Texts, drive
from eval.bench.systems.resource_usage import installed, listed, mib, peak_mib
from eval.bench.systems_registry import CONTENDERS, Contender, run


class Longest:
    """Finds the longest texts, whatever is asked; remembers what."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._texts: Texts = ()

    def add(self, texts: Texts) -> None:
        self._texts = texts

    def search(self, question: str, k: int) -> list[str]:
        self.asked.append(question)
        return [id for id, _ in sorted(self._texts, key=lambda each: -len(each[1]))][:k]


def test_it_is_given_the_texts_and_asked_every_question(tmp_path: Path) -> None:
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
    assert system.asked == ["a", "a", "b"], "once more, before the clock"
    assert [each["found"] for each in asked] == [["p1", "p2"]] * 2
    assert all(each["milliseconds"] >= 0 for each in asked)
    assert first["seconds"] >= 0
    assert end["versions"] == {"pytest": distribution("pytest").version}
    assert end["installed_mib"] > 0


def test_the_requirements_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text("# all\n-r other.txt\ntorch==2.13.0\n\nuvicorn[standard]>=1  # served\n")
    assert [str(each) for each in listed(path)] == ["torch==2.13.0", "uvicorn[standard]>=1"]


def test_what_is_installed_is_counted_with_all_that_it_needs() -> None:
    found = installed([Requirement("pytest"), Requirement("no-such-thing")])
    assert {"pytest", "pluggy", "iniconfig"} <= set(found)
    assert "xmlschema" not in found, "asked for by an extra alone"
    of = found["pluggy"]
    by_hand = sum(
        os.path.getsize(str(file.locate()))
        for file in of.files or []
        if os.path.isfile(str(file.locate()))
    )
    assert mib([of, of]) == pytest.approx(by_hand / 2**20), "once, however often it is needed"


def test_the_peak_is_what_was_held_and_not_what_the_parent_held() -> None:
    """The child holds 64 MiB beside what Python takes; the parent may be of any size."""
    program = "from eval.bench.systems.resource_usage import peak_mib; a = peak_mib(); b = bytearray(b'x') * 2**26; print(a, peak_mib())"
    ours = bytearray(b"y") * (200 * 2**20)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after = map(float, done.stdout.split())
    assert 60 < after - before < 80
    assert before < len(ours) / 2**20 < peak_mib()


def test_every_contender_is_there_to_be_driven() -> None:
    there = {("pincite", name) for name in pincite.CONFIGURATIONS} | {
        ("txtai", name) for name in txtai.CONFIGURATIONS
    }
    assert {(each.system, each.configuration) for each in CONTENDERS} == there | {
        ("haystack", name) for name in haystack.CONFIGURATIONS
    }
    assert all(listed(each.requirements) for each in CONTENDERS)
    assert Contender("pincite", "search", "").python == Path(sys.executable)


@pytest.mark.slow
@pytest.mark.parametrize(
    "contender",
    [each for each in CONTENDERS if not each.ours],
    ids=lambda each: f"{each.system}-{each.configuration}",
)
def test_the_peers_find_what_is_asked_for(contender: Contender) -> None:
    if not contender.installed:
        pytest.skip(f"{contender.environment} is made by `make bench`")
    texts = [
        ("p0", "The sea is salt."),
        ("p1", "The mill burned down in 1871."),
        ("p2", "Bees make honey."),
    ]
    found = run(contender, texts, ["When did the mill burn down?", "What do bees make?"], 2)
    assert [ids[0] for _, ids in found.asked] == ["p1", "p2"]
    assert found.took["versions"].keys() >= {"torch"}
    assert found.took["installed_mib"] > 500
