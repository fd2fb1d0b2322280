"""The dependencies that pyproject.toml declares: what is imported, with bounds that hold."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from hatch_build import PACKAGES, installed_files
from tests.support.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CORE = [Requirement(text) for text in PROJECT["dependencies"]]
EXTRAS = {
    name: [Requirement(text) for text in texts]
    for name, texts in PROJECT["optional-dependencies"].items()
}

ONLY_WITH_AN_EXTRA = {
    "sentence-transformers": (
        "index/encoders/sentence_transformers.py",
        "qa/readers/transformers.py",
    ),
    "mcp": ("ui/api/mcp/",),
    "cluster": ("pincite/cluster/",),
    "completion": ("pincite/cli.py",),
}
"""Extra -> the modules that may import what it installs."""


def test_imports_are_declared() -> None:
    """Every third-party import of an installed module is a dependency, or of the module's extra."""
    core = {canonicalize_name(requirement.name) for requirement in CORE}
    imported = set[str]()
    for path in installed_files(ROOT):
        if path.suffix != ".py":
            continue
        module = path.relative_to(ROOT).as_posix()
        optional = {
            canonicalize_name(requirement.name)
            for extra, places in ONLY_WITH_AN_EXTRA.items()
            for requirement in EXTRAS[extra]
            if module.startswith(places)
        }
        found = _imported_distributions(path.read_text(encoding="utf-8"))
        assert not found - core - optional, module
        imported |= found
    assert core <= imported


@pytest.mark.parametrize("name", ["core", *EXTRAS])
def test_versions_are_bounded_and_the_tested_one_is_inside(name: str) -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith("#")]
    for requirement in CORE if name == "core" else EXTRAS[name]:
        if requirement.name == "pincite":
            assert requirement.extras <= set(EXTRAS)
            continue
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators in ({">=", "<"}, {"=="}), requirement
        tested = [
            pin
            for pin in pinned
            if canonicalize_name(pin.name) == canonicalize_name(requirement.name)
        ]
        assert tested, f"{requirement.name} is not in constraints.txt"
        for pin in tested:
            (specifier,) = pin.specifier
            assert requirement.specifier.contains(specifier.version), requirement


def _imported_distributions(source: str) -> set[str]:
    names = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module).split(".")[0])
    ours = {*PACKAGES, "pincite", *sys.stdlib_module_names}
    return {
        canonicalize_name(distribution)
        for name in names - ours
        for distribution in _distributions().get(name, [name])
    }


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()
