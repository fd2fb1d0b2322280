"""The systems that are compared: each has its own environment, and runs in its own process."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.bench.result import ROOT
from eval.bench.systems.driver import Texts
from index.commands.progress import note
from index.encoders.sentence_transformers import DEFAULT_PACKAGE
from index.errors import PinciteError

ENVIRONMENTS = ROOT / "build" / "peers"
"""Where `make bench` installs the other systems, each in its own virtual environment."""

OFFLINE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "false"}
"""Environment variables: no download, no telemetry."""


@dataclass(frozen=True, slots=True)
class SystemConfig:
    """One configuration of one system (a module of eval/bench/systems), and its label."""

    system: str
    configuration: str
    label: str

    @property
    def is_pincite(self) -> bool:
        return self.system == "pincite"

    @property
    def environment(self) -> Path:
        return ENVIRONMENTS / self.system

    @property
    def installed(self) -> bool:
        """Whether it is installed completely: the Makefile then creates a file."""
        return self.is_pincite or (self.environment / "installed").is_file()

    @property
    def python(self) -> Path:
        if self.is_pincite:
            return Path(sys.executable)
        windows = sys.platform == "win32"
        return self.environment / (Path("Scripts/python.exe") if windows else Path("bin/python"))

    @property
    def requirements(self) -> Path:
        if self.is_pincite:
            return ROOT / "requirements.txt"
        return Path(__file__).parent / "systems" / f"{self.system}.txt"


SYSTEMS = (
    SystemConfig("pincite", "search", "Pincite, its search"),
    SystemConfig("pincite", "answer", "Pincite, an answer read"),
    SystemConfig("haystack", "bm25", "Haystack, BM25"),
    SystemConfig("haystack", "vectors", "Haystack, vectors"),
    SystemConfig("haystack", "hybrid", "Haystack, hybrid"),
    SystemConfig("txtai", "dense", "txtai, as it comes"),
    SystemConfig("txtai", "hybrid", "txtai, hybrid"),
)
"""The others are compared with the first."""


def installed_systems(systems: Sequence[SystemConfig]) -> list[SystemConfig]:
    """Those that are installed; says which are not."""
    installed = [system for system in systems if system.installed]
    note(
        f"{system.label}: not installed, left out; `make bench` installs it"
        for system in systems
        if system not in installed
    )
    return installed


@dataclass(frozen=True, slots=True)
class Run:
    """The result of one system.

    `seconds` to add the texts; `searches` are (milliseconds, what was found), one a question;
    `resources` are memory, disk and versions (`eval.bench.systems.driver`).
    """

    seconds: float
    searches: Sequence[tuple[float, Sequence[Any]]]
    resources: Mapping[str, Any]


def run(system: SystemConfig, texts: Texts, questions: Sequence[str], k: int) -> Run:
    """Runs it in its own process and environment.

    Raises PinciteError with the last line of its output if it fails.
    """
    job = {
        "requirements": str(system.requirements),
        "encoder": _encoder_folder(),
        "k": k,
        "questions": questions,
        "texts": list(texts),
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "job.json"
        path.write_text(json.dumps(job), encoding="utf-8")
        module = ("-m", "eval.bench.systems")
        process = subprocess.run(
            [str(system.python), *module, system.system, system.configuration, str(path)],
            cwd=ROOT,
            env={**os.environ, **OFFLINE},
            capture_output=True,
            text=True,
            check=False,
        )
    if process.returncode:
        raise _failure(system, process.stderr)
    lines = [json.loads(line) for line in process.stdout.splitlines() if line.startswith("{")]
    first, *searches, last = lines
    return Run(
        seconds=first["seconds"],
        searches=[(each["milliseconds"], each["found"]) for each in searches],
        resources=last,
    )


def _failure(system: SystemConfig, output: str) -> PinciteError:
    lines = output.strip().splitlines()
    last = lines[-1][:300] if lines else "no output"
    if system.is_pincite:
        remedy = "Install requirements.txt again."
    else:
        remedy = f"Delete {system.environment} and run `make bench` again."
    return PinciteError(f"{system.label} failed: {last}. {remedy}")


def _encoder_folder() -> str:
    """The default encoder in sentence-transformers' format, which all systems read."""
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PinciteError(
            f"The package {DEFAULT_PACKAGE.replace('_', '-')} is not installed."
            " Run `pip install -r requirements.txt`."
        )
    return str(Path(spec.submodule_search_locations[0]) / "model")
