"""`pincite list`: a line for each document."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

import pytest

from index.commands import list as list_command
from index.library import Library
from tests.conftest import document


def listed(*words: object) -> int:
    parser = argparse.ArgumentParser()
    list_command.add_command(parser.add_subparsers())
    arguments = parser.parse_args(["list", *map(str, words)])
    return int(arguments.run(arguments))


def test_of_a_date_with_a_time_the_day_is_listed(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    """The stored value, in JSON, keeps the time."""
    saved = "2026-11-30T08:40:36Z"
    library.add(replace(document("Soup is 4 euros.", "menu.xlsx", "Menu"), date=saved))
    assert listed(library.path) == 0
    assert capsys.readouterr().out.rstrip().endswith("Menu  (menu.xlsx)  [dated 2026-11-30]")
    assert listed(library.path, "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["date"] == saved
