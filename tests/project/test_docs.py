"""The commands, options, files and links of README and docs/ exist."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from pincite.cli import build_parser
from tests.support import reference
from tests.support.commands import run_module
from tests.support.doc_pages import (
    PAGES,
    README,
    anchors,
    code_lines,
    inline_code,
    links,
    name,
    read,
    section,
    words_of,
)
from tests.support.paths import ROOT

TEXT = {name(page): page.read_text(encoding="utf-8") for page in PAGES}
ALL = "\n".join(TEXT.values())
CONTRIBUTING = read("CONTRIBUTING.md")
MAKEFILE = read("Makefile")

each_page = pytest.mark.parametrize("page", TEXT)


# commands and options


def _commands(page: str) -> list[str]:
    return [line for line in code_lines(TEXT[page]) if line.startswith("pincite ")]


def _command_of(words: list[str]) -> tuple[argparse.ArgumentParser, list[str]]:
    """The parser that the first words name, and the other words."""
    parser, rest = build_parser(), words[1:]
    while rest and (children := reference.subparsers(parser)) and rest[0] in children:
        parser, rest = children[rest[0]], rest[1:]
    return parser, rest


@pytest.mark.parametrize(
    "line", [line for page in TEXT if page != "docs/cli.md" for line in _commands(page)]
)
def test_every_command_line_can_be_parsed(line: str) -> None:
    words, _ = words_of(line)
    if words[1:] in (["--help"], ["--version"]):
        return
    build_parser().parse_args(words[1:])


@each_page
def test_every_command_named_in_a_sentence_exists(page: str) -> None:
    for code in inline_code(TEXT[page]):
        if code.startswith("pincite ") and "COMMAND" not in code:
            words, _ = words_of(code)
            parser, rest = _command_of(words)
            if rest and not rest[0].startswith("-"):
                assert not reference.subparsers(parser), f"{code}: no such command"
            known = {option for action in parser._actions for option in action.option_strings}
            assert {word for word in rest if word.startswith("--")} <= known, code


def _options_known() -> Iterator[str]:
    for parser in (build_parser(), *reference.walk(build_parser())):
        for action in parser._actions:
            yield from action.option_strings
    for words in (("eval.bench", "quality"), ("tests.load", "run")):
        yield from re.findall(r"--[a-z][a-z-]+", run_module(*words, "--help").stdout)


def test_every_option_exists() -> None:
    ours = re.sub(r"^ *pip install .*$", "", ALL, flags=re.MULTILINE)
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", ours))
    assert len(named) > 20
    assert named - set(_options_known()) == set()


def test_every_module_run_with_python_exists() -> None:
    named = set(re.findall(r"python -m ([\w.]*\w)", ALL + CONTRIBUTING))
    assert {"eval.bench", "tests.load", "pincite"} <= named
    others = {"pip", "venv", "pytest"}
    assert {module for module in named - others if not find_spec(module)} == set()


def test_every_make_target_exists() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b", _without_prose(ALL) + CONTRIBUTING))
    assert {"ui", "test", "docs", "check", "fix", "bench", "torture"} <= named
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert named - targets == set()


def test_every_variable_of_make_exists() -> None:
    code = _without_prose(ALL + CONTRIBUTING)
    named = set(re.findall(r"^make \w+ (\w+)=", code, re.MULTILINE))
    assert {"TORCH_INDEX", "DATA", "DOCS"} <= named
    assert {variable for variable in named if f"$({variable})" not in MAKEFILE} == set()


def _without_prose(text: str) -> str:
    """Only code: "make" is a word of English too."""
    return "\n".join([*code_lines(text), *inline_code(text)])


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert read(".ci/run").rstrip().endswith("\nmake test")
    assert "\n    make test " in TEXT["README.md"]


def test_the_version_of_torch_is_the_pinned_one() -> None:
    named = set(re.findall(r"torch==[\d.]+", ALL))
    assert named == set(re.findall(r"^torch==[\d.]+", read("requirements.txt"), re.MULTILINE))


def test_the_extras_exist() -> None:
    named = set(re.findall(r'install "\.\[([\w-]+)\]"', ALL))
    assert "sentence-transformers" in named
    declared = set(re.findall(r"^([\w-]+) = \[", read("pyproject.toml"), re.MULTILINE))
    assert named - declared == set()


def test_the_cli_page_and_the_generated_tables_are_those_of_the_code() -> None:
    """Bring them up to date with: python -m tests.support.reference."""
    for page, text in reference.generated().items():
        assert TEXT[f"docs/{page}"] == text, page


# files, links and size


def test_every_file_exists() -> None:
    named = {
        path
        for path in re.findall(r"`((?:[\w-]+/)+[\w.-]*)`", ALL + CONTRIBUTING)
        if (ROOT / path.split("/")[0]).exists()  # others are paths of the reader
    }
    assert {"qa/model/README.md", "tests/torture/test_torture.py"} <= named
    built = {path for path in named if path.startswith("build/")}
    assert {path for path in named - built if not (ROOT / path).exists()} == set()


def test_the_places_to_find_things_are_files() -> None:
    table = section(TEXT["docs/how-it-works.md"], "Where to find things")
    rows = re.findall(r"^\| .+ \| `.+` \|$", table, re.MULTILINE)
    assert len(rows) >= 20
    paths = re.findall(r"`([^`]+/[^`]+)`", "".join(rows))
    assert [path for path in paths if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("page", [*TEXT, "CONTRIBUTING.md"])
def test_every_link_leads_to_a_file_and_a_heading(page: str) -> None:
    for link in links(read(page)):
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.is_file(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


def test_every_page_is_in_the_navigation() -> None:
    listed = set(re.findall(r"[\w/-]+\.md", read("mkdocs.yml")))
    assert listed == {page.removeprefix("docs/") for page in TEXT if page != "README.md"}


def test_the_readme_is_short() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 150
    limits = lines.index("## What it does not do")
    assert limits < 60, "what it does not do belongs on the first screens"
