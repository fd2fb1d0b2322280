"""A wheel of the project, installed into an environment of its own, without a network."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.paths import ROOT

BLOCK_NETWORK = """
import os, sys

LOCAL = ("", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::")


def refuse(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0] or ""
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host not in LOCAL:
        with open({log!r}, "a") as log:
            log.write(f"{{sys.argv}} {{event}} {{host}}\\n")
        raise OSError("no network in this test")


sys.addaudithook(refuse)
"""
"""A `sitecustomize` module: Python runs it in every process of the environment, workers too."""


@dataclass(frozen=True)
class InstalledCopy:
    """An environment with Pincite and what it depends on, and nothing else."""

    environment: Path
    wheel: Path
    seconds: float
    """How long building the wheel and installing it took."""

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    @property
    def command(self) -> Path:
        return self.environment / "bin" / "pincite"

    @property
    def packages(self) -> Path:
        """The folder of the installed packages."""
        (folder,) = self.environment.glob("lib/python*/site-packages")
        return folder

    @property
    def network_log(self) -> Path:
        """One line for each connection that was attempted, except to this machine."""
        return self.environment / "network.log"

    def run(
        self, program: Path, *arguments: object, folder: Path, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Runs the program in a folder that is not the checkout."""
        done = subprocess.run(
            [str(program), *map(str, arguments)],
            cwd=folder,
            env=clean_environment(folder),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert not check or done.returncode == 0, done
        return done


def clean_environment(home: Path) -> dict[str, str]:
    """The environment variables of an installed copy: no path of the checkout, its own home."""
    names = ("PATH", "LANG", "SYSTEMROOT", "TMPDIR", "OMP_NUM_THREADS")
    inherited = {name: os.environ[name] for name in names if name in os.environ}
    return {**inherited, "HOME": str(home), "PYTHONWARNINGS": "error:::pincite"}


def install(folder: Path) -> InstalledCopy:
    """Builds the wheel; installs it with the versions of constraints.txt, by uv or else by pip."""
    start = time.perf_counter()
    build = ["build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    _call(sys.executable, "-m", *build)
    (wheel,) = folder.glob("*.whl")
    copy = InstalledCopy(folder / "environment", wheel, 0)
    requirement, constraints = str(wheel), str(ROOT / "constraints.txt")
    if importlib.util.find_spec("uv"):
        uv = (sys.executable, "-m", "uv")
        _call(*uv, "venv", "--quiet", "--python", sys.executable, str(copy.environment))
        install = ("pip", "install", "--quiet", "--python", str(copy.python))
        _call(*uv, *install, requirement, "-c", constraints)
    else:
        _call(sys.executable, "-m", "venv", str(copy.environment))
        _call(str(copy.python), "-m", "pip", "install", "--quiet", requirement, "-c", constraints)
    seconds = time.perf_counter() - start
    blocked = BLOCK_NETWORK.format(log=str(copy.network_log))
    (copy.packages / "sitecustomize.py").write_text(blocked)
    return InstalledCopy(copy.environment, wheel, seconds)


def _call(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
