"""Numbers as arguments: one line for what is no number, or out of range."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.commands.numbers import number, whole_number
from index.errors import PinciteError
from pincite.cli import build_parser
from tests.support.commands import call_pincite, error_line
from tests.support.reference import walk


def test_numbers_in_their_range_are_read() -> None:
    assert [number("--every", 0.1, 2)(text) for text in ("0.1", "2", "1e0")] == [0.1, 2.0, 1.0]
    assert [whole_number("-k", 1)(text) for text in ("1", "1000000")] == [1, 1_000_000]
    assert whole_number("--seed")("-3") == -3


@pytest.mark.parametrize("text", ["-5", "0", "1e9", "nan"])
def test_watch_names_the_option_the_value_and_the_range(text: str, tmp_path: Path) -> None:
    done = call_pincite("watch", tmp_path / "my.pincite", tmp_path, "--every", text)
    assert error_line(done) == f"--every is {text}; give 0.1 to 86,400.\n"


def test_other_ranges() -> None:
    for parse, text, message in (
        (whole_number("-k", 1), "0", r"^-k is 0; give 1 or more\.$"),
        (whole_number("-k", 1), "1.5", r"^-k is '1.5'; give a whole number\.$"),
        (number("--risk"), "inf", r"^--risk is inf; give a number\.$"),
        (number("--risk"), "low", r"^--risk is 'low'; give a number\.$"),
    ):
        with pytest.raises(PinciteError, match=message):
            parse(text)


def test_no_option_has_argparse_read_a_number() -> None:
    """Its message has Python's words ("invalid float value"), and it accepts NaN."""
    found = [
        f"{parser.prog} {action.option_strings}"
        for parser in walk(build_parser())
        for action in parser._actions
        if action.type in (int, float)
    ]
    assert found == []
