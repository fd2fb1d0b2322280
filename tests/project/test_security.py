"""The code never unpickles, runs what it read or downloads, and FAISS reads in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.test_architecture import modules
from tests.support.paths import ROOT

FORBIDDEN_IMPORTS = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "shelve",
    "marshal",
    "joblib",
    "yaml",
}
FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "torch.load",
    "yaml.load",
    "nltk.download",
    "pickle.load",
    "pickle.loads",
    "os.system",
    "os.popen",
}
FORBIDDEN_ARGUMENTS = {
    "allow_pickle": True,
    "trust_remote_code": True,
    "weights_only": False,
    "shell": True,
}
FAISS_READS = re.compile(r"faiss\.(read_|deserialize_|\w*IOReader)")
AUDITED = {"index.search.vectors.cache"}
"""Modules where FAISS may read: it gets bytes whose hash was just compared with the file name."""


def violations(name: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [str(node.module)]
            )
            yield from (
                f"imports {module}"
                for module in modules
                if module.split(".")[0] in FORBIDDEN_IMPORTS
            )
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in FORBIDDEN_CALLS:
                yield f"calls {called}"
            for keyword in node.keywords:
                value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
                if keyword.arg in FORBIDDEN_ARGUMENTS and value is FORBIDDEN_ARGUMENTS[keyword.arg]:
                    yield f"passes {keyword.arg}={value}"
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and FAISS_READS.match(f"{node.value.id}.{node.attr}")
            and name not in AUDITED
        ):
            yield f"reads through {ast.unparse(node)}"


def test_no_module_does_what_is_forbidden() -> None:
    found = {name: list(violations(name, tree)) for name, tree in modules().items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import load",
        "torch.load(path)",
        "numpy.load(path, allow_pickle=True)",
        "AutoModel.from_pretrained(name, trust_remote_code=True)",
        "yaml.load(text)",
        "eval(text)",
        "nltk.download('punkt')",
        "faiss.read_index(str(path))",
        "faiss.deserialize_index(data)",
        "subprocess.run(line, shell=True)",
    ],
)
def test_forbidden_code_is_detected(code: str) -> None:
    assert list(violations("index.somewhere", ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "model.eval()",
        "json.loads(text)",
        "numpy.load(path)",
        "import faiss",
        "faiss.write_index(index, to)",
    ],
)
def test_harmless_code_is_not_reported(code: str) -> None:
    assert list(violations("index.somewhere", ast.parse(code))) == []


def requirements(path: Path) -> list[str]:
    lines = re.sub(r"\\\n\s*", " ", path.read_text(encoding="utf-8")).splitlines()
    return [
        line.split("  #")[0].strip()
        for line in lines
        if line.strip() and not line.lstrip().startswith(("#", "-r"))
    ]


def test_requirements_are_pinned_to_one_version() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        assert [
            line for line in requirements(ROOT / name) if "==" not in line.split(";")[0]
        ] == [], name


def test_everything_but_torch_is_hashed() -> None:
    """hashes.txt is constraints.txt for --require-hashes, without torch (its CPU builds differ)."""
    hashed = {
        line.split(" --hash=")[0].strip(): line.count(" --hash=sha256:")
        for line in requirements(ROOT / "hashes.txt")
    }
    assert min(hashed.values()) >= 1
    assert not any(name.startswith("torch==") for name in hashed)
    pinned = {line.split(";")[0].strip() for line in requirements(ROOT / "constraints.txt")}
    assert {line.split(";")[0].strip() for line in hashed} <= pinned
    wanted = {
        line.split(";")[0].strip().lower().replace("_", "-")
        for line in requirements(ROOT / "requirements.txt")
    }
    assert {line for line in wanted if not line.startswith("torch==")} <= {
        line.split(";")[0].strip().lower() for line in hashed
    }
