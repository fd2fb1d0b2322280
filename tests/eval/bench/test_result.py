"""Figures kept as JSON and shown in README, and the recipe beside them."""

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
PAGE = "Before\n\n<!-- bench:speed -->\n<!-- /bench:speed -->\n\nAfter <!-- bench:growth -->\nother\n<!-- /bench:growth -->\n"


def test_a_block_goes_between_its_markers_and_replaces_the_one_before() -> None:
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
def test_without_both_markers_in_order_it_says_what_is_missing(page: str) -> None:
    with pytest.raises(
        PinciteError, match=r"Put <!-- bench:speed --> and <!-- /bench:speed --> into it"
    ):
        replace_block(page, "speed", "x")


def test_it_is_kept_as_it_is(tmp_path: Path) -> None:
    path = RESULT.save(tmp_path / "made" / "for it")
    assert Result(**json.loads(path.read_text(encoding="utf-8"))) == RESULT
    assert path.name == "speed.json"


def test_the_line_says_when_where_and_with_what() -> None:
    assert RESULT.line == (
        "`python -m eval.bench speed`, 5 November 2026, Pincite 0.1.0, 2 cores of x86_64, mini@1234; `eval/bench/results/speed.json` has "
        "the rest of the recipe."
    )


def test_a_table() -> None:
    assert (
        markdown_table(("a", "b", "how"), [("1", "2", "so")])
        == "| a | b | how |\n|---|--:|---|\n| 1 | 2 | so |"
    )


def test_the_recipe_names_versions_and_models_and_no_machine() -> None:
    told = recipe()
    assert {"date", "pincite", "python", "libraries", "encoder", "reader", "machine"} == set(told)
    assert {"torch", "sentence-transformers", "onnxruntime", "faiss-cpu", "numpy"} <= set(
        told["libraries"]
    )
    assert set(told["machine"]) == {"system", "processor", "cores", "features"}
    assert "@" in told["encoder"]
    assert "@" in told["reader"]
    written = json.dumps(told)
    assert platform.node() not in written
    assert str(Path.home()) not in written
    assert str(Path.cwd()) not in written


@pytest.mark.parametrize(
    ("told", "called"),
    [
        ("model name\t: Some CPU 3\nflags\t\t: fpu avx512_vnni avx2\n", "Some CPU 3 with VNNI"),
        (
            "model name\t: Some CPU 2 \nflags\t\t: fpu avx2\nbugs\t\t: vnni\n",
            "Some CPU 2 without VNNI",
        ),
    ],
)
def test_a_processor_is_called_by_its_name_and_what_its_speed_depends_on(
    tmp_path: Path, told: str, called: str
) -> None:
    (tmp_path / "cpuinfo").write_text(told)
    assert processor(tmp_path / "cpuinfo") == called


def test_a_processor_that_is_not_described_is_called_by_its_kind(tmp_path: Path) -> None:
    assert processor(tmp_path / "none") in (platform.processor(), platform.machine())
