"""Tables in plain text."""

from __future__ import annotations

import pytest

from index.formats.mail.body.columns import is_row, row_sentences
from index.formats.mail.body.plain import plain_blocks
from index.formats.mail.message import Block, Body

ALIGNED = """\
Berth      Barge       Fee
A1         Heron     40.00
A2                   12.50
B7         Stork      3.00"""


@pytest.mark.parametrize(
    "table",
    [
        ALIGNED,
        "Berth\tBarge\tFee\nA1\tHeron\t40.00\nA2\t\t12.50\nB7\tStork\t3.00",
        "| Berth | Barge | Fee |\n|-----|-----|----|\n| A1 | Heron | 40.00 |\n| A2 | | 12.50 |\n"
        "| B7 | Stork | 3.00 |",
        ALIGNED.replace("Fee\n", "Fee\n--------------------------\n"),
    ],
)
def test_columns_with_names(table: str) -> None:
    assert plain_blocks(Body(f"Fees:\n{table}\n\nThanks")) == [
        Block("Fees:"),
        Block("Berth: A1; Barge: Heron; Fee: 40.00.", "row"),
        Block("Berth: A2; Fee: 12.50.", "row"),
        Block("Berth: B7; Barge: Stork; Fee: 3.00.", "row"),
        Block("Thanks"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Monthly fee     1,940.00", "Crane             204.00   (3 hours)", "Total    2,144.00"],
        ["Name      Ana Berg", "Harbour   Upper Valley", "Tel.      555 0199"],
        ["Name      Ana Berg", "Berth     7", "Barge     11"],
        ["Berth      Barge", "A1         Heron   Stork", "A2   x     y"],
    ],
)
def test_other_lines_are_unchanged(lines: list[str]) -> None:
    assert row_sentences(lines, has_rule=False) == lines


def test_which_lines_have_cells() -> None:
    assert [is_row(line) for line in ("a   b", "a\tb", "a | b", "   a b", "a  b", "a||b")] == [
        True, True, True, False, False, False
    ]  # fmt: skip
