"""Limits of size: files of 300 lines, functions of 60, lines of 100 characters (ruff)."""

from __future__ import annotations

import ast

import pytest

from tests.support.paths import ROOT

MAX_FILE_LINES, MAX_FUNCTION_LINES = 300, 60
PATHS = [
    path
    for folder in ("pincite", "index", "qa", "eval", "ui", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


@pytest.mark.parametrize("folder", ["pincite", "index", "qa", "eval", "ui", "tests"])
def test_files_and_functions_are_short(folder: str) -> None:
    long = []
    for path in PATHS:
        name = path.relative_to(ROOT)
        if name.parts[0] != folder:
            continue
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MAX_FILE_LINES:
            long.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    long.append(f"{name}, {node.name}: {lines} lines")
    assert long == []


def test_the_limits_are_tested_on_files() -> None:
    assert len(PATHS) > 300
