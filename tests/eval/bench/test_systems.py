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
from eval.bench.collection.reader_weights import write_reader
from eval.bench.result import ROOT
from eval.bench.systems import (
    haystack,
    haystack_files,
    pincite,
    pincite_files,
    txtai,
    txtai_files,
)
from eval.bench.systems.__main__ import SYSTEMS as MODULES
from eval.bench.systems.driver import Models, Texts, drive, processor_seconds
from eval.bench.systems.reply import Place, Reply
from eval.bench.systems.resource_usage import installed, mib, read_requirements
from eval.bench.systems_registry import SYSTEMS, Process, SystemConfig, own_mib, run
from index.ingest.peak_memory import peak_mib


class Longest:
    """Returns the longest texts for any question, and answers with the first word of them."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self._texts: Texts = ()

    def add(self, texts: Texts) -> list[str]:
        self._texts = [(id, text) for id, text in texts if text]
        return [id for id, text in texts if not text]

    def search(self, question: str, k: int) -> list[str]:
        return [id for id, _ in sorted(self._texts, key=lambda each: -len(each[1]))][:k]

    def answer(self, question: str) -> Reply:
        if question == "?":
            raise RuntimeError(question)
        id, text = self._texts[0]
        return Reply(((id, text),), (Place(id, text[:5], text, 0),), given=True, score=0.5)


def test_a_system_obeys_commands(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("pytest")
    texts = [["p0", "short"], ["p1", "a longer text"], ["p2", "middling"], ["p3", ""]]
    commands: list[dict[str, object]] = [
        {"add": texts},
        {"search": "Who?", "k": 2},
        {"answer": "Who?"},
        {"together": ["Who?", "?", "?", "When?"], "callers": 2},
        {"resources": str(requirements)},
    ]
    results = json.loads(json.dumps(list(drive(Longest, Models("mini"), commands))))
    ready, added, searched, answered, together, resources = results
    assert ready == {}
    assert added["result"] == ["p3"], "what it could not read"
    assert searched["result"] == ["p1", "p2"]
    assert Reply.from_json(answered["result"]) == Reply(
        (("p0", "short"),), (Place("p0", "short", "short", 0),), given=True, score=0.5
    )
    assert together["result"] == 2, "failed"
    for each in (added, searched, answered, together):
        assert min(each["seconds"], each["processor_seconds"]) >= 0
    assert resources["versions"] == {"pytest": distribution("pytest").version}
    assert resources["installed_mib"] > 0
    assert resources["packages"] >= 4
    with pytest.raises(ValueError, match="No such command"):
        list(drive(Longest, Models("mini"), [{"fly": True}]))


def test_processor_time_is_that_of_all_threads_and_ended_children() -> None:
    """Of a loop in a child process, about as much as it says itself."""
    before = processor_seconds()
    program = "import time; end = 0.3\nwhile time.process_time() < end: pass"
    subprocess.run([sys.executable, "-c", program], check=True)
    assert 0.29 < processor_seconds() - before < 3


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
    modules = (haystack, haystack_files, pincite, pincite_files, txtai, txtai_files)
    registered = (*SYSTEMS, *collections.SYSTEMS)
    assert {(each.module, each.configuration) for each in registered} == {
        (name, configuration)
        for name, module in zip(MODULES, modules, strict=True)
        for configuration in module.CONFIGURATIONS
    }
    assert all(read_requirements(each.requirements) for each in registered)
    assert SystemConfig("pincite", "search", "").python == Path(sys.executable)


def test_what_pip_installs_for_pincite_is_what_its_wheel_needs() -> None:
    names = {each.name for each in read_requirements(SYSTEMS[0].requirements)}
    assert {"faiss-cpu", "onnxruntime"} <= names
    assert "torch" not in names
    folders = "qa/model", "index/encoders/model"
    models = sum((ROOT / each / "model.onnx").stat().st_size for each in folders) / 2**20
    assert 30 < models < own_mib() < 200


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


@pytest.mark.slow
@pytest.mark.parametrize(
    "system",
    [each for each in collections.SYSTEMS if not each.is_pincite],
    ids=lambda each: each.system,
)
def test_the_other_systems_answer_from_files(tmp_path: Path, system: SystemConfig) -> None:
    """With the weights of our reader. What they cannot read they say."""
    if not system.installed:
        pytest.skip(f"{system.environment} is created by `make bench`")
    (tmp_path / "mill.txt").write_text("The mill burned down in 1871. It was never rebuilt.")
    (tmp_path / "bees.json").write_text('{"facts": ["Bees make honey."]}')
    (tmp_path / "noise.bin").write_bytes(bytes(range(128, 256)))
    files = [(path.name, str(path)) for path in sorted(tmp_path.iterdir())]
    reader = write_reader(tmp_path / "reader")
    with Process(system, str(reader)) as process:
        assert process.send(add=files)["result"] == ["noise.bin"]
        result = process.send(answer="When did the mill burn down?")["result"]
    reply = Reply.from_json(result)
    assert reply.passages[0][0] == "mill.txt"
    assert reply.given
    (place,) = reply.places
    assert place.source == "mill.txt"
    assert "1871" in place.text
    assert place.around[place.start :].startswith(place.text)
