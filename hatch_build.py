"""Builds the wheel: the packages index, qa, eval and ui become subpackages of pincite.

In the checkout they are top-level packages. An installed copy has one top-level name, `pincite`,
because modules called `index` or `eval` would collide with those of other projects. The imports
are rewritten by their positions in the source, so that everything else stays byte for byte.
An editable install uses the checkout as it is.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = ("index", "qa", "eval", "ui")
"""They move into the package `pincite`."""

LEFT_OUT = ("qa/train", "index/encoders/export", "index/commands/export_encoder.py", "eval/bench")
"""For the development of Pincite only: training, export of models, benchmarks."""


class WheelBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # not generic in each version
    """Called by hatchling before it writes a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the four packages, rewritten, to the files of the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        tree = self._tree = Path(mkdtemp(prefix="pincite-wheel-"))  # two builds may run at once
        for source in installed_files(root):
            target = tree / installed_name(source.relative_to(root))
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.suffix == ".py":
                target.write_bytes(rewrite_imports(source.read_bytes(), str(source)))
            else:
                shutil.copyfile(source, target)
        build_data["force_include"][str(tree / "pincite")] = "pincite"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called when the wheel is written: removes the rewritten files."""
        if version != "editable":
            shutil.rmtree(self._tree)


def installed_files(root: Path) -> Iterator[Path]:
    """The files in the checkout that an installed copy has."""
    for package in ("pincite", *PACKAGES):
        for path in sorted((root / package).rglob("*")):
            name = path.relative_to(root).as_posix()
            development = any(name == left or name.startswith(f"{left}/") for left in LEFT_OUT)
            if path.is_file() and "__pycache__" not in path.parts and not development:
                yield path


def installed_name(name: Path) -> Path:
    """Such as pincite/index/spans.py for index/spans.py."""
    return Path("pincite") / name if name.parts[0] in PACKAGES else name


def rewrite_imports(source: bytes, filename: str) -> bytes:
    """Puts `pincite.` before each imported module of the four packages.

    Raises ValueError for an import that this cannot express: a relative one, or `import index.x`
    without `as`, which binds the name `index`.
    """
    lines = source.splitlines(keepends=True)
    for line, column in sorted(_positions(ast.parse(source, filename), filename), reverse=True):
        text = lines[line - 1]
        lines[line - 1] = text[:column] + b"pincite." + text[column:]
    return b"".join(lines)


def _positions(tree: ast.Module, filename: str) -> Iterator[tuple[int, int]]:
    """The line (from 1) and column (bytes, from 0) of each module name to rewrite."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{filename}:{node.lineno}: a relative import; name the module")
            if _is_ours(str(node.module)):
                yield node.lineno, node.col_offset + len("from ")
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if _is_ours(alias.name):
                    if alias.asname is None:
                        raise ValueError(f"{filename}:{node.lineno}: write `from … import …`")
                    yield alias.lineno, alias.col_offset


def _is_ours(module: str) -> bool:
    return module.split(".")[0] in PACKAGES
