"""Figures saved as JSON and published in the docs, and the recipe beside them."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import pytest

from eval.bench.recipe import processor, recipe
from eval.bench.result import Result, markdown_table, read_block, replace_block
from index.errors import PinciteError

MACHINE = {"system": "Linux", "processor": "x86_64", "cores": 2, "features": []}
RESULT = Result(
    "speed",
    {
        "command": "python -m eval.bench speed",
        "date": "2026-11-05",
        "pincite": "0.1.0",
        "encoder": "mini@1234",
        "machine": MACHINE,
    },
    {"columns": []},
)
PAGE = (
    "Before\n\n<!-- bench:speed -->\n<!-- /bench:speed -->\n\n"
    "After <!-- bench:growth -->\nother\n<!-- /bench:growth -->\n"
)


def test_a_block_replaces_the_one_between_its_markers() -> None:
    once = replace_block(PAGE, "speed", "| a |\n\nb")
    assert once == PAGE.replace("<!-- bench:speed -->\n", "<!-- bench:speed -->\n| a |\n\nb\n")
    assert replace_block(replace_block(PAGE, "speed", "old"), "speed", "| a |\n\nb") == once
    assert (
        read_block(once, "speed"),
        read_block(once, "growth"),
        read_block(PAGE, "speed"),
        read_block(PAGE, "peers"),
    ) == (
        "| a |\n\nb",
        "other",
        "",
        "",
    )


@pytest.mark.parametrize(
    "page", ["", "<!-- bench:speed -->", "<!-- /bench:speed --> <!-- bench:speed -->"]
)
def test_missing_markers_are_an_error(page: str) -> None:
    with pytest.raises(
        PinciteError, match=r"Put <!-- bench:speed --> and <!-- /bench:speed --> into it"
    ):
        replace_block(page, "speed", "x")


def test_a_result_is_saved_unchanged(tmp_path: Path) -> None:
    path = RESULT.save(tmp_path / "new" / "folder")
    assert Result(**json.loads(path.read_text(encoding="utf-8"))) == RESULT
    assert path.name == "speed.json"


def test_the_line_names_date_machine_and_models() -> None:
    assert RESULT.line == (
        "`python -m eval.bench speed`, 5 November 2026, Pincite 0.1.0, 2 cores of x86_64,"
        " mini@1234; `eval/bench/results/speed.json` has the rest of the recipe."
    )


def test_a_table() -> None:
    assert (
        markdown_table(("a", "b", "how"), [("1", "2", "so")])
        == "| a | b | how |\n|---|--:|---|\n| 1 | 2 | so |"
    )


def test_the_recipe_names_versions_and_models_and_no_machine() -> None:
    fields = recipe()
    assert {"date", "pincite", "python", "libraries", "encoder", "reader", "machine"} == set(fields)
    assert {"torch", "sentence-transformers", "onnxruntime", "faiss-cpu", "numpy"} <= set(
        fields["libraries"]
    )
    assert set(fields["machine"]) == {"system", "processor", "cores", "features"}
    assert "@" in fields["encoder"]
    assert "@" in fields["reader"]
    written = json.dumps(fields)
    assert platform.node() not in written
    assert str(Path.home()) not in written
    assert str(Path.cwd()) not in written


@pytest.mark.parametrize(
    ("cpuinfo", "name"),
    [
        ("model name\t: Some CPU 3\nflags\t\t: fpu avx512_vnni avx2\n", "Some CPU 3 with VNNI"),
        (
            "model name\t: Some CPU 2 \nflags\t\t: fpu avx2\nbugs\t\t: vnni\n",
            "Some CPU 2 without VNNI",
        ),
    ],
)
def test_the_processor_is_its_name_and_whether_it_has_vnni(
    tmp_path: Path, cpuinfo: str, name: str
) -> None:
    (tmp_path / "cpuinfo").write_text(cpuinfo)
    assert processor(tmp_path / "cpuinfo") == name


def test_without_cpuinfo_the_processor_is_its_architecture(tmp_path: Path) -> None:
    assert processor(tmp_path / "none") in (platform.processor(), platform.machine())
