"""The plan of the house, as data: which room may use which, and which heavy library lives where. Anything else is refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support.paths import ROOT

ROOMS = ("index", "qa", "eval", "ui")

MAY_IMPORT = {
    "index": {"index"},
    "qa": {"qa", "index"},
    "eval": {"eval", "qa", "index"},
    "ui": {"ui", "qa", "index", "eval.runs.run", "eval.reports.plots", "eval.datasets.labelling"},
}
"""documents -> index -> qa -> eval, ui. Of the evaluation the web page knows how to run one, how to draw it and how to keep a verdict."""

TRAINING = {
    f"qa.train.{name}" for name in ("bases", "attention", "checkpoint", "encoder.fit", "features", "fit", "loop", "ship", "teacher")
}

LIVES_IN = {
    "sqlite3": {f"index.{name}" for name in ("schema", "store", "words", "check", "lexicon", "backup", "repair")},
    "faiss": {"index.vectors.faiss_index", "index.vectors.cache", "eval.bench.vector_codecs"},
    "nltk": {"index.chunking"},
    "sentence_transformers": {"index.encoders.sentence_transformers", "qa.train.encoder.fit"},
    "datasets": {"qa.train.encoder.fit"},
    "trafilatura": {"index.formats.html"},
    "lxml": {"index.formats.html"},
    "markdown_it": {"index.formats.markdown"},
    "pypdfium2": {"index.formats.pdf.reader", "index.formats.pdf.page_text", "index.formats.pdf.render", "index.formats.pdf.ocr"},
    "zipfile": {"index.formats.zip_package"},
    "defusedxml": {"index.formats.zip_package"},
    "xml": {f"index.formats.{name}" for name in ("package", "word", "slides", "sheet", "odt")},
    "email": {"index.formats.email_message"},
    "subprocess": {"index.ingest.worker", "index.formats.pdf.ocr", "eval.bench.systems_registry"},
    "haystack": {"eval.bench.systems.haystack"},
    "haystack_integrations": {"eval.bench.systems.haystack"},
    "txtai": {"eval.bench.systems.txtai"},
    "onnxruntime": {
        "index.encoders.bundled_model",
        "index.encoders.onnx_int8",
        "qa.readers.onnx",
        "index.encoders.export.encoder",
        "index.encoders.export.quantise",
        "qa.train.export_onnx",
    },
    "tokenizers": {"index.encoders.bundled_model", "index.encoders.onnx_int8", "qa.readers.windows"},
    "torch": {"index.encoders.export.encoder", "qa.readers.transformers", *TRAINING},
    "transformers": {"index.encoders.sentence_transformers", "index.encoders.export.encoder", "qa.readers.transformers", *TRAINING},
    "gradio": {
        "ui.app",
        "ui.pages.theme",
        "ui.engine.visits",
        *(f"ui.pages.{name}" for name in ("ask", "library", "evaluation", "parts", "programs")),
    },
    "prometheus_client": {"ui.engine.metrics"},
    "mcp": {"ui.api.mcp.tools"},
    "h11": {"ui.http.deadlines"},
    "uvicorn": {"ui.http.deadlines", "ui.http.uvicorn_server"},
}

LIGHT = {
    "argparse",
    "signal",
    "sys",
    "time",
    "tempfile",
    "importlib",
    "dataclasses",
    "pathlib",
    "typing",
    "collections",
    "__future__",
    "os",
} | {
    "index.spans",
    "index.commands.console",
    "index.commands.maintenance",
    "index",
    "eval.commands.common",
    "eval.metrics.notes",
}
"""What a door may import before it has read its arguments, so that --help answers at once."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            yield from _named(str(node.module), node.names)


def _named(module: str, names: list[ast.alias]) -> Iterator[str]:
    """`from index import dense` imports the module index.vectors.index_view; `from index.vectors.index_view import build` imports index.vectors.index_view."""
    for alias in names:
        inner = ROOT.joinpath(*module.split("."), alias.name)
        yield f"{module}.{alias.name}" if inner.is_dir() or inner.with_suffix(".py").is_file() else module


MODULES = dict(modules())


@pytest.mark.parametrize("name", MODULES)
def test_imports_run_one_way(name: str) -> None:
    allowed = MAY_IMPORT[name.split(".")[0]]
    ours = {module for module in imports(MODULES[name]) if module.split(".")[0] in (*ROOMS, "tests")}
    assert {module for module in ours if module not in allowed and module.split(".")[0] not in allowed} == set()


def test_the_types_import_nothing_of_ours() -> None:
    assert not [module for module in imports(MODULES["index.spans"]) if module.split(".")[0] in ROOMS]


@pytest.mark.parametrize("library", LIVES_IN)
def test_heavy_libraries_live_where_the_plan_says(library: str) -> None:
    homes = {name for name, tree in MODULES.items() if library in {module.split(".")[0] for module in imports(tree)}}
    assert homes <= LIVES_IN[library]


def is_door(name: str) -> bool:
    return name.endswith("__main__") or name.startswith(("eval.commands", "index.commands"))


@pytest.mark.parametrize("name", [name for name in MODULES if is_door(name)])
def test_doors_read_their_arguments_before_they_import_anything_heavy(name: str) -> None:
    at_once = [node for node in MODULES[name].body if isinstance(node, ast.Import | ast.ImportFrom)]
    found = {module for node in at_once for module in imports(node)}
    assert {module for module in found if module not in LIGHT and module.split(".")[0] not in LIGHT} == set()


def test_no_module_is_a_knot() -> None:
    """No two modules import each other, directly or round a corner (imports for types alone do not count)."""
    graph = {name: {module for module in _at_run_time(tree) if module in MODULES} for name, tree in MODULES.items()}
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
    """Imports at the top of a module, without those under `if TYPE_CHECKING`."""
    return {module for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom) for module in imports(node)}


def test_every_module_is_imported_by_a_test() -> None:
    """Of the rooms without a browser; a door is tested by walking through it (test_doors.py)."""
    used = {module for path in (ROOT / "tests").glob("test_*.py") for module in imports(ast.parse(path.read_text(encoding="utf-8")))}
    rooms = tuple(f"{room}." for room in ("index", "qa", "eval"))
    modules = [name for name in MODULES if name.startswith(rooms) and not is_door(name) and not ROOT.joinpath(*name.split(".")).is_dir()]
    assert [name for name in modules if name not in used] == []
