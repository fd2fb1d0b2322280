"""An installed copy: the wheel in a fresh environment, used from another folder, offline."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pincite.installed import InstalledCopy, clean_environment, install
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

MAX_MEGABYTES = 800
MILL = "The mill on the river Ilm burned down in 1871."
QUESTION = "When did the mill burn down?"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> InstalledCopy:
    return install(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def folder(copy: InstalledCopy, tmp_path: Path) -> Iterator[Path]:
    """Where commands run, and their home; at the end, nothing must have tried to reach another
    machine, and nothing must have been prepared for it: native code that reports on its users
    keeps a number for the machine and what it could not send in their home."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "mill.txt").write_text(MILL)
    yield tmp_path
    assert not copy.network_log.exists(), copy.network_log.read_text()
    assert not [*tmp_path.glob(".cache/*")]


@pytest.fixture(scope="module")
def filled(copy: InstalledCopy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents, their library, and what looks like a model."""
    folder = tmp_path_factory.mktemp("filled")
    for name in ("reports/mill.txt", "model/config.json", "model/model.safetensors"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("{}" if name.startswith("model") else MILL)
    copy.run(copy.command, "add", "my.pincite", "reports", folder=folder)
    return folder


def test_wheel_has_one_top_level_name(copy: InstalledCopy) -> None:
    with zipfile.ZipFile(copy.wheel) as wheel:
        names = wheel.namelist()
    first = {name.split("/")[0] for name in names}
    assert {name for name in first if not name.endswith(".dist-info")} == {"pincite"}
    assert "pincite/py.typed" in names
    assert sum("/licenses/" in name for name in names) == 2


def test_environment_has_no_torch_and_is_small(
    copy: InstalledCopy, record_property: Callable[[str, object], None]
) -> None:
    installed = {path.name for path in copy.packages.iterdir()}
    assert not {"torch", "transformers", "sentence_transformers", "scipy"} & installed
    assert not {"index", "qa", "eval", "ui"} & installed
    sizes = (path.stat().st_size for path in copy.packages.rglob("*") if path.is_file())
    megabytes = sum(sizes) / 1e6
    record_property("megabytes", round(megabytes))
    record_property("seconds", round(copy.seconds))
    assert megabytes <= MAX_MEGABYTES


def test_network_is_blocked(copy: InstalledCopy, tmp_path: Path) -> None:
    """The check of `folder` can fail: a connection that is attempted is refused and logged."""
    code = "import socket; socket.create_connection(('192.0.2.1', 80))"
    done = copy.run(copy.python, "-s", "-c", code, folder=tmp_path, check=False)
    assert "no network in this test" in done.stderr
    assert "192.0.2.1" in copy.network_log.read_text()
    copy.network_log.unlink()


def test_add_ask_verify(copy: InstalledCopy, folder: Path) -> None:
    added = copy.run(copy.command, "add", "my.pincite", "reports", folder=folder)
    assert added.stdout == "1 added; my.pincite now holds 1 document, 1 sentence\n"
    asked = copy.run(copy.command, "ask", "my.pincite", QUESTION, "--json", folder=folder)
    answer = json.loads(asked.stdout)
    assert "1871" in answer["answer"]
    (folder / "answer.json").write_text(asked.stdout)
    assert copy.run(copy.command, "verify", "my.pincite", "answer.json", folder=folder).stdout
    forged = asked.stdout.replace(f'"quote": "{answer["answer"]}"', '"quote": "1872"')
    (folder / "forged.json").write_text(forged)
    done = copy.run(copy.command, "verify", "my.pincite", "forged.json", folder=folder, check=False)
    assert (done.returncode, "not '1872'" in done.stdout) == (1, True)
    as_module = copy.run(copy.python, "-m", "pincite", "check", "my.pincite", folder=folder)
    assert as_module.stdout == "my.pincite is sound\n"


def test_evaluation_of_the_sample_set(copy: InstalledCopy, folder: Path) -> None:
    questions = copy.packages / "pincite" / "eval" / "sets" / "belarus" / "questions.json"
    built = copy.run(copy.command, "eval", "build", questions, "sample.pincite", folder=folder)
    assert built.stdout == "12 added in sample.pincite\n"
    options = ("--limit", "8", "--json")
    command = ("eval", "run", "sample.pincite", questions, *options)
    assert '"n": 8' in copy.run(copy.command, *command, folder=folder).stdout


def test_page_is_healthy(copy: InstalledCopy, folder: Path) -> None:
    """With the sample library, which is built in the user's data folder."""
    with subprocess.Popen(
        [str(copy.command), "ui", "--no-browser"],
        cwd=folder,
        env=clean_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip().rstrip("/")
            assert address.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(f"{address}/healthz", timeout=60) as response:
                assert response.status == 200
            with urllib.request.urlopen(f"{address}/", timeout=60) as response:
                assert b"Pincite" in response.read()
        finally:
            server.terminate()
    assert list(folder.rglob("*.pincite")), "the sample library is under HOME"
    assert not list(copy.packages.rglob("*.pincite"))


def test_lines_of_the_readme(copy: InstalledCopy, folder: Path) -> None:
    """The first Python block of README.md, on a folder `reports/`."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    code = next(block for block in blocks if "import pincite" in block)
    (folder / "example.py").write_text(code)
    assert "1871" in copy.run(copy.python, "example.py", folder=folder).stdout


def test_import_and_help_are_fast(copy: InstalledCopy, folder: Path) -> None:
    """In processor seconds, which a busy machine changes little."""
    code = "import time; t = time.process_time(); import pincite; print(time.process_time() - t)"
    help_code = (
        "import sys, time; t = time.process_time(); from pincite.cli import build_parser;"
        "text = build_parser().format_help(); print(time.process_time() - t)"
    )

    def median(code: str) -> float:
        runs = [copy.run(copy.python, "-c", code, folder=folder).stdout for _ in range(5)]
        return statistics.median(map(float, runs))

    assert median(code) <= 0.1
    assert median(help_code) <= 0.3
    assert "usage: pincite" in copy.run(copy.command, "--help", folder=folder).stdout


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("train fit", "only in a source checkout"),
        ("train --help", "only in a source checkout"),
        ("eval bench speed", "in a source checkout"),
        ("ask my.pincite When? --reader model", 'pip install "pincite[sentence-transformers]"'),
        ("add new.pincite reports --encoder model", 'pip install "pincite[sentence-transformers]"'),
        ("mcp my.pincite", 'pip install "pincite[mcp]"'),
        ("--print-completion bash", 'pip install "pincite[completion]"'),
    ],
)
def test_what_is_not_installed_is_said_in_one_line(
    copy: InstalledCopy, filled: Path, command: str, message: str
) -> None:
    done = copy.run(copy.command, *command.split(), folder=filled, check=False)
    assert not copy.network_log.exists(), copy.network_log.read_text()
    assert (done.returncode, done.stdout) == (2, ""), done
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
