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
        *("index.storage", "index.maintenance"),
        *("ui.engine.history.database", "ui.engine.history.store"),
    ),
    "faiss": ("index.vectors", "eval.bench.vector_codecs"),
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
    "haystack": ("eval.bench.systems.haystack",),
    "haystack_integrations": ("eval.bench.systems.haystack",),
    "txtai": ("eval.bench.systems.txtai",),
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
    "prometheus_client": ("ui.engine.metrics",),
    "mcp": ("ui.api.mcp",),
    "h11": ("ui.http.deadlines",),
    "httpcore": ("ui.engine.web",),
    "uvicorn": ("ui.http.deadlines", "ui.http.uvicorn_server"),
}
"""Heavy library -> the modules, or packages with all that is in them, that may import it."""

LIGHT = {
    *("__future__", "argparse", "collections", "contextlib", "dataclasses", "functools"),
    *("importlib", "os", "pathlib", "re", "shutil", "signal", "sys", "tempfile", "threading"),
    *("time", "types", "typing"),
    *("index.errors", "index.ingest.losses", "eval.metrics.measures", "pincite.version"),
}
"""What a command may import before it has parsed its arguments, so that --help is fast.

It may import other commands too.
"""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text(encoding="utf-8"))


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


MODULES = dict(modules())


def is_in(name: str, packages: tuple[str, ...] | set[str]) -> bool:
    """Is it one of these modules, or inside one of these packages?"""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def is_command(name: str) -> bool:
    return name.endswith("__main__") or ".commands" in name or name == "pincite.cli"


@pytest.mark.parametrize("name", MODULES)
def test_imports_follow_the_package_order(name: str) -> None:
    if name.endswith(".__main__") and name.count(".") == 1:
        pytest.skip("`python -m index` is another name of the one command, which is in pincite")
    ours = {
        module for module in imports(MODULES[name]) if module.split(".")[0] in (*PACKAGES, "tests")
    }
    assert {module for module in ours if not is_in(module, MAY_IMPORT[name.split(".")[0]])} == set()


@pytest.mark.parametrize("name", [name for name in MODULES if not is_in(name, DEVELOPMENT)])
def test_installed_modules_do_not_import_development_packages(name: str) -> None:
    at_once = set(_at_run_time(MODULES[name]) if is_command(name) else imports(MODULES[name]))
    assert {module for module in at_once if is_in(module, DEVELOPMENT)} == set()


def test_spans_import_nothing_of_the_project() -> None:
    assert not [
        module for module in imports(MODULES["index.spans"]) if module.split(".")[0] in PACKAGES
    ]


@pytest.mark.parametrize("library", LIVES_IN)
def test_heavy_libraries_are_imported_only_in_their_package(library: str) -> None:
    homes = {
        name
        for name, tree in MODULES.items()
        if library in {module.split(".")[0] for module in imports(tree)}
    }
    assert {name for name in homes if not is_in(name, LIVES_IN[library])} == set()
    assert homes, f"nothing imports {library}: remove it from LIVES_IN"


@pytest.mark.parametrize("name", [name for name in MODULES if is_command(name)])
def test_commands_parse_arguments_before_heavy_imports(name: str) -> None:
    found = _at_run_time(MODULES[name])
    assert {
        module
        for module in found
        if module not in LIGHT and module.split(".")[0] not in LIGHT and not is_command(module)
    } == set()


def test_no_two_modules_import_each_other() -> None:
    """Neither directly nor through others, at the top or inside functions; types do not count."""
    graph = {
        name: {module for module in _at_any_time(tree) if module in MODULES} - {name}
        for name, tree in MODULES.items()
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
    modules = [
        name
        for name in MODULES
        if name.startswith(packages)
        and not is_command(name)
        and not ROOT.joinpath(*name.split(".")).is_dir()
    ]
    assert [name for name in modules if name not in used] == []


@pytest.mark.parametrize("folder", ["index", "qa", "eval", "ui", "tests", "pincite"])
def test_a_folder_shows_at_most_fourteen_entries(folder: str) -> None:
    assert len([path for path in (ROOT / folder).iterdir() if path.name != "__pycache__"]) <= 14
