"""The build hook: how the four packages become subpackages of pincite in the wheel."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from hatch_build import LEFT_OUT, PACKAGES, installed_files, installed_name, rewrite_imports
from tests.support.paths import ROOT

INSTALLED = {path.relative_to(ROOT).as_posix(): path for path in installed_files(ROOT)}


@pytest.mark.parametrize(
    ("source", "rewritten"),
    [
        ("from index.spans import Span\n", "from pincite.index.spans import Span\n"),
        ("from index import chunking\n", "from pincite.index import chunking\n"),
        ("import eval.grading as g, os\n", "import pincite.eval.grading as g, os\n"),
        ("if True:\n    from ui import app\n", "if True:\n    from pincite.ui import app\n"),
        ("é = 1; from qa.types import A\n", "é = 1; from pincite.qa.types import A\n"),
        ("from pincite.version import VERSION\n", "from pincite.version import VERSION\n"),
        ("import indexes\n", "import indexes\n"),
        ("'from index import x'  # import eval\r\n", "'from index import x'  # import eval\r\n"),
    ],
)
def test_imports_are_rewritten_and_nothing_else(source: str, rewritten: str) -> None:
    assert rewrite_imports(source.encode(), "a.py").decode() == rewritten


@pytest.mark.parametrize("source", ["import index.spans\n", "from . import spans\n"])
def test_imports_that_cannot_be_rewritten_stop_the_build(source: str) -> None:
    with pytest.raises(ValueError, match=r"a\.py:1: "):
        rewrite_imports(source.encode(), "a.py")


def test_packages_move_into_pincite() -> None:
    moved = {installed_name(Path(name)).as_posix() for name in INSTALLED}
    assert {name.split("/")[0] for name in moved} == {"pincite"}
    assert {"pincite/cli.py", "pincite/py.typed", "pincite/index/spans.py"} <= moved


def test_development_packages_are_left_out_and_models_are_in() -> None:
    assert not [name for name in INSTALLED if name.startswith(LEFT_OUT)]
    assert all((ROOT / name).exists() for name in LEFT_OUT)
    assert {
        "index/encoders/model/model.onnx",
        "qa/model/model.onnx",
        "qa/model/calibration.json",
        "eval/sets/belarus/questions.json",
        "ui/assets/base.css",
    } <= set(INSTALLED)


@pytest.mark.slow
def test_installed_modules_do_not_name_top_level_packages() -> None:
    """Neither in imports nor in strings, as for `import_module` or `python -m`.

    Strings must be derived from `__package__`, because only imports are rewritten.
    """
    trees = {
        name: ast.parse(rewrite_imports(path.read_bytes(), name))
        for name, path in INSTALLED.items()
        if name.endswith(".py")
    }
    imported = {(name, module) for name, tree in trees.items() for module in _imports(tree)}
    assert not {pair for pair in imported if pair[1].split(".")[0] in PACKAGES}
    strings = {(name, text) for name, tree in trees.items() for text in _strings(tree)}
    assert not {pair for pair in strings if _is_module(pair[1])}


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_module(text: str) -> bool:
    """Is it the dotted name of one of the modules or packages, or its beginning ("index.")?"""
    first, *rest = text.rstrip(".").split(".")
    if first not in PACKAGES or ("." not in text):
        return False
    path = ROOT.joinpath(first, *rest)
    return path.is_dir() or path.with_suffix(".py").is_file()
