"""The systems that are compared: each has its own environment, and runs in its own process."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from eval.bench.result import ROOT
from eval.bench.systems.driver import Models, Texts
from index.commands.progress import note
from index.encoders.sentence_transformers import DEFAULT_PACKAGE
from index.errors import PinciteError

ENVIRONMENTS = ROOT / "build" / "peers"
"""Where `make bench` installs the other systems, each in its own virtual environment."""

NOT_IN_WHEEL = frozenset(("train", "bench", "__pycache__"))
"""Folders of the checkout that an installed copy does not have."""

OFFLINE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "false"}
"""Environment variables: no download, no telemetry."""


@dataclass(frozen=True, slots=True)
class SystemConfig:
    """One configuration of one module of eval/bench/systems, and its label."""

    module: str
    configuration: str
    label: str

    @property
    def system(self) -> str:
        """The name of its environment and requirements."""
        return self.module.removesuffix("_files")

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
        """What pip installs for it: of Pincite, what an installed copy needs."""
        if self.is_pincite:
            return ROOT / "pyproject.toml"
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


class Process:
    """A system that runs in its own process and environment; a context manager.

    Every method raises PinciteError with the last line of the process's output if it fails.
    """

    def __init__(self, system: SystemConfig, reader: str = "") -> None:
        """Loads its models. `reader` is the folder of the reader's weights for the others."""
        self.system = system
        models = Models(encoder_folder(), reader)
        module = ("-m", "eval.bench.systems", system.module, system.configuration)
        self._errors = TemporaryFile()  # noqa: SIM115  # closed at the end
        self._process = subprocess.Popen(
            [str(system.python), *module, models.encoder, models.reader],
            cwd=ROOT,
            env={**os.environ, **OFFLINE, **_tessdata()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self._result()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def send(self, **command: object) -> dict[str, Any]:
        """The result of a command of `eval.bench.systems.driver.drive`."""
        assert self._process.stdin is not None
        try:
            print(json.dumps(command), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            raise self._failure() from None
        return self._result()

    def resources(self) -> dict[str, Any]:
        """Memory so far; disk, number and versions of what is installed, the system included."""
        result = self.send(resources=str(self.system.requirements))
        if self.system.is_pincite:  # a checkout: not among the packages
            own = {"installed_mib": result["installed_mib"] + own_mib()}
            return {**result, **own, "packages": result["packages"] + 1}
        return result

    def _result(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):  # others are messages of its libraries
                result: dict[str, Any] = json.loads(line)
                return result
        raise self._failure()

    def _failure(self) -> PinciteError:
        self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        last = lines[-1][:300] if lines else "no output"
        if self.system.is_pincite:
            remedy = "Install requirements.txt again."
        else:
            remedy = f"Delete {self.system.environment} and run `make bench` again."
        return PinciteError(f"{self.system.label} failed: {last}. {remedy}")


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
    """Adds the texts and searches for each question.

    The first question is asked once more before the clock starts. Raises PinciteError if the system
    fails.
    """
    with Process(system) as process:
        seconds = process.send(add=list(texts))["seconds"]
        process.send(search=questions[0], k=k)
        searches = [process.send(search=question, k=k) for question in questions]
        return Run(
            seconds=seconds,
            searches=[(each["seconds"] * 1000, each["result"]) for each in searches],
            resources=process.resources(),
        )


def own_mib() -> float:
    """The size of what Pincite's wheel holds of this checkout."""
    files = (
        path
        for package in ("pincite", "index", "qa", "eval", "ui")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not set(path.relative_to(ROOT).parts) & NOT_IN_WHEEL
    )
    return sum(path.stat().st_size for path in files) / 2**20


def _tessdata() -> dict[str, str]:
    """Where tesseract's data are, if it is installed; txtai's converter would download others."""
    if shutil.which("tesseract") is None:
        return {}
    done = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=False
    )
    found = re.search(r'"(.+)"', done.stdout)
    return {"TESSDATA_PREFIX": found.group(1)} if found else {}


def encoder_folder() -> str:
    """The default encoder in sentence-transformers' format, which all systems read."""
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PinciteError(
            f"The package {DEFAULT_PACKAGE.replace('_', '-')} is not installed."
            " Run `pip install -r requirements.txt`."
        )
    return str(Path(spec.submodule_search_locations[0]) / "model")
