"""The systems that are compared, each in an environment of its own, and a run of one of them in a process of its own."""

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
from index.encoders.sentence_transformers import DEFAULT_PACKAGE
from index.errors import PinciteError

ENVIRONMENTS = ROOT / "build" / "peers"
"""Where `make bench` installs the peers, each in a virtual environment of its own."""

OFFLINE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "false"}
"""Nobody asks a hub or tells what they do."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One configuration of one system (eval/bench/systems), and how it is called in the table."""

    system: str
    configuration: str
    called: str

    @property
    def ours(self) -> bool:
        return self.system == "pincite"

    @property
    def environment(self) -> Path:
        return ENVIRONMENTS / self.system

    @property
    def installed(self) -> bool:
        """To the end: the Makefile leaves a mark."""
        return self.ours or (self.environment / "installed").is_file()

    @property
    def python(self) -> Path:
        inside = Path("Scripts", "python.exe") if sys.platform == "win32" else Path("bin", "python")
        return Path(sys.executable) if self.ours else self.environment / inside

    @property
    def requirements(self) -> Path:
        return (
            ROOT / "requirements.txt"
            if self.ours
            else Path(__file__).parent / "systems" / f"{self.system}.txt"
        )


CONTENDERS = (
    Contender("pincite", "search", "Pincite, its search"),
    Contender("pincite", "answer", "Pincite, an answer read"),
    Contender("haystack", "bm25", "Haystack, BM25"),
    Contender("haystack", "vectors", "Haystack, vectors"),
    Contender("haystack", "hybrid", "Haystack, hybrid"),
    Contender("txtai", "dense", "txtai, as it comes"),
    Contender("txtai", "hybrid", "txtai, hybrid"),
)
"""The first is what the others are held against."""


@dataclass(frozen=True, slots=True)
class Run:
    """Of one contender: seconds to add the texts, then for each question its milliseconds and what was found, then what it took."""

    seconds: float
    asked: Sequence[tuple[float, Sequence[str]]]
    took: Mapping[str, Any]


def run(contender: Contender, texts: Texts, questions: Sequence[str], k: int) -> Run:
    """In a process of its own, in its own environment. Raises PinciteError with the last line it said where it fails."""
    with TemporaryDirectory() as folder:
        job = Path(folder) / "job.json"
        told = {
            "requirements": str(contender.requirements),
            "encoder": _weights(),
            "k": k,
            "questions": questions,
        }
        job.write_text(json.dumps({**told, "texts": list(texts)}), encoding="utf-8")
        command = [
            str(contender.python),
            "-m",
            "eval.bench.systems",
            contender.system,
            contender.configuration,
            str(job),
        ]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **OFFLINE},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        remedy = (
            "Install requirements.txt again."
            if contender.ours
            else f"Delete {contender.environment} and run `make bench` again."
        )
        raise PinciteError(f"{contender.called} failed: {last[:300]}. {remedy}")
    first, *asked, end = [
        json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")
    ]
    return Run(first["seconds"], [(each["milliseconds"], each["found"]) for each in asked], end)


def _weights() -> str:
    """The folder of the encoder that the product uses: sentence-transformers' own format, which everybody reads."""
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PinciteError(
            f"The package {DEFAULT_PACKAGE.replace('_', '-')} is not installed: pip install -r requirements.txt"
        )
    return str(Path(spec.submodule_search_locations[0]) / "model")
