"""The import rules as data: which package may import which, and where each heavy library lives."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PACKAGES = ("index", "qa", "eval", "ui", "pincite")

MAY_IMPORT = {
    "index": {"index"},
    "qa": {"qa", "index"},
    "eval": {"eval", "qa", "index", "pincite.version"},
    "ui": {
        *("ui", "qa", "index"),
        *("eval.datasets", "eval.runs", "eval.metrics", "eval.reports"),
    },
    "pincite": {"pincite", "ui", "eval", "qa", "index"},
}
"""index <- qa <- {eval, ui}, and pincite on top.

Of eval, the page may load a question set, run it, score it, draw it and store feedback.
"""

DEVELOPMENT = ("qa.train", "index.encoders.export", "eval.bench")
"""Packages that no user runs and that are not in the wheel.

Only the command line may import them, inside a function.
"""

LIVES_IN = {
    "sqlite3": (
        *("index.storage", "index.maintenance", "index.collection.writing.ledger"),
        *("ui.engine.history.database", "ui.engine.history.store"),
    ),
    "faiss": ("index.search.vectors", "eval.bench.vector_codecs", "eval.bench.cluster_recall"),
    "nltk": ("index.chunking",),
    "sentence_transformers": ("index.encoders.sentence_transformers",),
    "lxml": (
        "index.formats.web",
        "index.formats.html",
        "index.formats.epub",
        "index.formats.mail.body.html_body",
    ),
    "markdown_it": ("index.formats.markdown",),
    "pypdfium2": ("index.formats.pdf",),
    "zipfile": ("index.formats.zip_package", "ui.pages.places.docx"),
    "defusedxml": ("index.formats.zip_package",),
    "xml": tuple(
        f"index.formats.{name}"
        for name in (
            "zip_package",
            "office",
            "data",
            "legacy.opendocument",
            "legacy.odp",
            "legacy.ods",
        )
    ),
    "email": ("index.formats.mail", "index.formats.office.docx.inserts"),
    "olefile": ("index.formats.mail.outlook", "index.formats.legacy.compound_file"),
    "subprocess": (
        "index.ingest.worker",
        "index.ingest.soffice",
        "index.formats.pdf.ocr",
        "eval.bench.systems_registry",
    ),
    "xlrd": ("index.formats.legacy.xls",),
    "haystack": ("eval.bench.systems.haystack", "eval.bench.systems.haystack_files"),
    "haystack_integrations": (
        "eval.bench.systems.haystack",
        "eval.bench.systems.haystack_files",
    ),
    "txtai": ("eval.bench.systems.txtai", "eval.bench.systems.txtai_files"),
    "onnxruntime": ("index.encoders", "qa.readers.onnx", "qa.train.export_onnx"),
    "tokenizers": ("index.encoders", "qa.readers.windows"),
    "torch": ("index.encoders.export", "qa.readers.transformers", "qa.train"),
    "transformers": (
        "index.encoders.sentence_transformers",
        "index.encoders.export",
        "qa.readers.transformers",
        "qa.train",
    ),
    "gradio": ("ui.app", "ui.pages"),
    "ray": ("pincite.cluster", "eval.bench.cluster_costs"),
    "prometheus_client": ("ui.engine.metrics",),
    "mcp": ("ui.api.mcp",),
    "h11": ("ui.http.deadlines",),
    "httpcore": ("ui.engine.web",),
    "uvicorn": ("ui.http.deadlines", "ui.http.uvicorn_server"),
}
"""Heavy library -> the modules, or packages with all that is in them, that may import it."""

LIGHT = {
    *("__future__", "argparse", "codecs", "collections", "contextlib", "dataclasses", "functools"),
    *("importlib", "io", "math", "os", "pathlib", "re", "shutil", "signal", "sys", "tempfile"),
    "threading",
    *("time", "types", "typing"),
    *("index.errors", "index.ingest.losses", "eval.metrics.measures", "pincite.version"),
}
"""What a command may import before it has parsed its arguments, so that --help is fast.

It may import other commands too.
"""


@cache
def modules() -> dict[str, ast.Module]:
    """The name of each module to its syntax tree."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


@cache
def imports(tree: ast.AST) -> tuple[str, ...]:
    """All modules that are imported anywhere in the tree, inside functions too."""
    return tuple(_imports(tree))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            yield from _named(str(node.module), node.names)


@cache
def _is_module(path: Path) -> bool:
    return path.is_dir() or path.with_suffix(".py").is_file()


def _named(module: str, names: list[ast.alias]) -> Iterator[str]:
    """The modules that `from module import names` imports: `module` itself or its submodules."""
    for alias in names:
        inner = ROOT.joinpath(*module.split("."), alias.name)
        yield f"{module}.{alias.name}" if _is_module(inner) else module


def is_in(name: str, packages: tuple[str, ...] | set[str]) -> bool:
    """Is it one of these modules, or inside one of these packages?"""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def is_command(name: str) -> bool:
    return name.endswith("__main__") or ".commands" in name or name == "pincite.cli"


def test_imports_follow_the_package_order() -> None:
    """But for `python -m index` and the like: other names of the one command, in pincite."""
    wrong = {
        name: {
            module
            for module in imports(tree)
            if module.split(".")[0] in (*PACKAGES, "tests")
            and not is_in(module, MAY_IMPORT[name.split(".")[0]])
        }
        for name, tree in modules().items()
        if not (name.endswith(".__main__") and name.count(".") == 1)
    }
    assert {name: found for name, found in wrong.items() if found} == {}


def test_installed_modules_do_not_import_development_packages() -> None:
    wrong = {
        name: {
            module
            for module in (_at_run_time(tree) if is_command(name) else imports(tree))
            if is_in(module, DEVELOPMENT)
        }
        for name, tree in modules().items()
        if not is_in(name, DEVELOPMENT)
    }
    assert {name: found for name, found in wrong.items() if found} == {}


def test_spans_import_nothing_of_the_project() -> None:
    assert not [
        module for module in imports(modules()["index.spans"]) if module.split(".")[0] in PACKAGES
    ]


@pytest.mark.parametrize("library", LIVES_IN)
def test_heavy_libraries_are_imported_only_in_their_package(library: str) -> None:
    homes = {
        name
        for name, tree in modules().items()
        if library in {module.split(".")[0] for module in imports(tree)}
    }
    assert {name for name in homes if not is_in(name, LIVES_IN[library])} == set()
    assert homes, f"nothing imports {library}: remove it from LIVES_IN"


def test_commands_parse_arguments_before_heavy_imports() -> None:
    wrong = {
        name: {
            module
            for module in _at_run_time(tree)
            if not {module, module.split(".")[0]} & LIGHT and not is_command(module)
        }
        for name, tree in modules().items()
        if is_command(name)
    }
    assert len(wrong) > 30
    assert {name: found for name, found in wrong.items() if found} == {}


def test_no_two_modules_import_each_other() -> None:
    """Neither directly nor through others, at the top or inside functions; types do not count."""
    graph = {
        name: {module for module in _at_any_time(tree) if module in modules()} - {name}
        for name, tree in modules().items()
    }
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*path, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def _at_run_time(tree: ast.Module) -> set[str]:
    """Imports at the top of a module, except those under `if TYPE_CHECKING`."""
    return {
        module
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in imports(node)
    }


def _at_any_time(tree: ast.Module) -> set[str]:
    """All imports, except those under `if TYPE_CHECKING`."""
    return {module for node in tree.body if not _is_for_types(node) for module in imports(node)}


def _is_for_types(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


def test_every_module_is_imported_by_a_test() -> None:
    """In index, qa and eval; commands are tested by running them (tests/pincite)."""
    used = {
        module
        for path in (ROOT / "tests").rglob("*.py")
        for module in imports(ast.parse(path.read_text(encoding="utf-8")))
    }
    packages = tuple(f"{package}." for package in ("index", "qa", "eval"))
    needed = [
        name
        for name in modules()
        if name.startswith(packages)
        and not is_command(name)
        and not ROOT.joinpath(*name.split(".")).is_dir()
    ]
    assert [name for name in needed if name not in used] == []


@pytest.mark.parametrize("folder", ["index", "qa", "eval", "ui", "tests", "pincite"])
def test_a_folder_shows_at_most_fourteen_entries(folder: str) -> None:
    assert len([path for path in (ROOT / folder).iterdir() if path.name != "__pycache__"]) <= 14
